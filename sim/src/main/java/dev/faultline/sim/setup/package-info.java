/** What a program sets a world up with: networks, latencies, what corrupts. */
@NullMarked
package dev.faultline.sim.setup;

import org.jspecify.annotations.NullMarked;

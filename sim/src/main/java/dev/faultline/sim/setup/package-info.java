/** The parts of a world's setup: networks, latencies, disks, corruptors. */
@NullMarked
package dev.faultline.sim.setup;

import org.jspecify.annotations.NullMarked;

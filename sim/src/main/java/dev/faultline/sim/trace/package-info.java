/** What a world says of its run: events, violations, the hash over all of them. */
@NullMarked
package dev.faultline.sim.trace;

import org.jspecify.annotations.NullMarked;

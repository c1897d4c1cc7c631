/** Clocks with a known error: stamps, intervals, offsets and leases. */
@NullMarked
package dev.faultline.guard.time;

import org.jspecify.annotations.NullMarked;

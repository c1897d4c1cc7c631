/** What time it is, as far as that can be known: stamps, intervals, offsets and leases. */
@NullMarked
package dev.faultline.guard.time;

import org.jspecify.annotations.NullMarked;

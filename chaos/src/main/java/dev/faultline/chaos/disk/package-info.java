/** Disks of real processes: what {@code ./faultline disk mount} has mounted, asked over HTTP. */
@NullMarked
package dev.faultline.chaos.disk;

import org.jspecify.annotations.NullMarked;

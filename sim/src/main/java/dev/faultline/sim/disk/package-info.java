/** Disks of nodes: files in simulated time, and what a crash leaves of them. */
@NullMarked
package dev.faultline.sim.disk;

import org.jspecify.annotations.NullMarked;

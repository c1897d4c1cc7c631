/**
 * Faults of a disk while it runs, as values and rules: which call, on which file, which time, and
 * what happens to it. {@link dev.faultline.disk.fault.Faults} decides; a file system asks it before
 * each call, and does what it says. Nothing here reads a clock, does input or output, or starts a
 * thread.
 */
@NullMarked
package dev.faultline.disk.fault;

import org.jspecify.annotations.NullMarked;

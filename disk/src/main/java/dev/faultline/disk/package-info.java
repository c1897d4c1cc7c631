/**
 * The crash model for files: which operations a power failure may lose.
 *
 * <p>A {@link dev.faultline.disk.Disk} has the content that running programs see. Each call on it
 * becomes {@linkplain dev.faultline.disk.MicroOp micro-operations}. {@link
 * dev.faultline.disk.Unsynced} keeps those that no sync has made durable yet, and {@link
 * dev.faultline.disk.CrashStates} builds what a crash may leave of them under a {@link
 * dev.faultline.disk.Profile}. Nothing here reads a clock, does input or output, or starts a
 * thread.
 */
@NullMarked
package dev.faultline.disk;

import org.jspecify.annotations.NullMarked;

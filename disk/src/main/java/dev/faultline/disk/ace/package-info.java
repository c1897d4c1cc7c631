/**
 * Workloads for what behaves like a file system: all sequences of up to three operations on a few
 * files within the bounds of ACE, with syncs between them, and what CrashMonkey looks for after a
 * crash behind a sync (Mohan et al., OSDI 2018).
 */
@NullMarked
package dev.faultline.disk.ace;

import org.jspecify.annotations.NullMarked;

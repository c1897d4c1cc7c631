/**
 * Runs a program once over a recording file system, and checks what each possible crash would have
 * left: {@link dev.faultline.disk.crash.Exploration}. The method is that of ALICE (Pillai et al.,
 * OSDI 2014) and CrashMonkey (Mohan et al., OSDI 2018).
 */
@NullMarked
package dev.faultline.disk.crash;

import org.jspecify.annotations.NullMarked;

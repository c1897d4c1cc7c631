/** Failure detectors: which peers are probably alive, judged by their heartbeats. */
@NullMarked
package dev.faultline.guard.detect;

import org.jspecify.annotations.NullMarked;

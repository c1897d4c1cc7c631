/** Failure detectors: which of the others are alive, as far as messages can tell. */
@NullMarked
package dev.faultline.guard.detect;

import org.jspecify.annotations.NullMarked;

/** Searches that try every decision, and say what they did not try. */
@NullMarked
package dev.faultline.explore.exhaustive;

import org.jspecify.annotations.NullMarked;

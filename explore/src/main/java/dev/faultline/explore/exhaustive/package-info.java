/** Searches that try every decision, and what they own up to. */
@NullMarked
package dev.faultline.explore.exhaustive;

import org.jspecify.annotations.NullMarked;

/** Tells a failing run. */
@NullMarked
package dev.faultline.explore.story;

import org.jspecify.annotations.NullMarked;

/** Tells a failing run as a story. */
@NullMarked
package dev.faultline.explore.story;

import org.jspecify.annotations.NullMarked;

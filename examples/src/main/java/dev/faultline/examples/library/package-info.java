/** Loads libraries apart from everything else, so that nobody pays for them on the class path. */
@NullMarked
package dev.faultline.examples.library;

import org.jspecify.annotations.NullMarked;

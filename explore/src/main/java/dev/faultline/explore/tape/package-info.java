/** The decisions of a run that differ from their defaults, and the file that stores them. */
@NullMarked
package dev.faultline.explore.tape;

import org.jspecify.annotations.NullMarked;

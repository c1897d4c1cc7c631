/** The decisions of a run that departed from their defaults, and the file that they are kept in. */
@NullMarked
package dev.faultline.explore.tape;

import org.jspecify.annotations.NullMarked;

/** Small systems for which the plain search comes to its end. */
@NullMarked
package dev.faultline.explore.small;

import org.jspecify.annotations.NullMarked;

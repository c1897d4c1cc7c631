/** A proxy between real processes: the public API. */
@NullMarked
package dev.faultline.chaos;

import org.jspecify.annotations.NullMarked;

/** A proxy between real processes, and what its users touch. */
@NullMarked
package dev.faultline.chaos;

import org.jspecify.annotations.NullMarked;

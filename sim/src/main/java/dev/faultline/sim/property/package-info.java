/** Checks the properties that the program declared. */
@NullMarked
package dev.faultline.sim.property;

import org.jspecify.annotations.NullMarked;

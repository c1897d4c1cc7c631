/** The checks before a termination, as a pure function. */
@NullMarked
package dev.faultline.chaos.monkey.safety;

import org.jspecify.annotations.NullMarked;

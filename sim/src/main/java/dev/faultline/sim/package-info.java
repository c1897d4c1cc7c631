/** One simulated world. */
@NullMarked
package dev.faultline.sim;

import org.jspecify.annotations.NullMarked;

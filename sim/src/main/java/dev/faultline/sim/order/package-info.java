/** Loops in which the adversary orders events, and what they take for one state. */
@NullMarked
package dev.faultline.sim.order;

import org.jspecify.annotations.NullMarked;

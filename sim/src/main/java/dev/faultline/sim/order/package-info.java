/** Loops in which the adversary orders events, and when two states count as equal. */
@NullMarked
package dev.faultline.sim.order;

import org.jspecify.annotations.NullMarked;

/**
 * The simulated ground: a world is a whole cluster in one thread, in simulated time, in which an
 * {@link dev.faultline.sim.adversary.Adversary} takes every decision that could have gone
 * otherwise.
 *
 * <p>A {@link dev.faultline.sim.World} is set up and run by one thread and is not shared. Worlds
 * are independent of each other, so many run in parallel.
 */
@NullMarked
package dev.faultline.sim;

import org.jspecify.annotations.NullMarked;

/**
 * Gives the clocks, the randomness and the virtual threads of the JDK to whoever runs a world.
 *
 * <p>The agent rewrites classes as they are loaded, so that they ask a {@link
 * dev.faultline.agent.Host} where they would have asked the machine, if they run on a {@link
 * dev.faultline.agent.Carriers carrier} that is in a step of a world. Everywhere else they behave
 * as ever. A world boots a {@link dev.faultline.agent.Machine} for each incarnation of a node.
 */
@NullMarked
package dev.faultline.agent;

import org.jspecify.annotations.NullMarked;

/**
 * Links between nodes of a simulated world: {@link dev.faultline.linkworld.EnvLink} drives an
 * endpoint with a node's clock, network and disk. The endpoint is the same code that runs on real
 * machines.
 */
@NullMarked
package dev.faultline.linkworld;

import org.jspecify.annotations.NullMarked;

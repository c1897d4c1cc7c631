/**
 * Links between nodes of a simulated world: {@link dev.faultline.linkworld.EnvLink} drives an
 * endpoint with what a node has. The endpoint is the one that runs on real machines.
 */
@NullMarked
package dev.faultline.linkworld;

import org.jspecify.annotations.NullMarked;

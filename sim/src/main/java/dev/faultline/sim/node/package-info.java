/** The lives of a machine: incarnations, environment, clock, store, threads. */
@NullMarked
package dev.faultline.sim.node;

import org.jspecify.annotations.NullMarked;

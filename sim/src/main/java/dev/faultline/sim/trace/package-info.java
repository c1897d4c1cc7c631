/** The record of a run: events, violations, and the hash over them. */
@NullMarked
package dev.faultline.sim.trace;

import org.jspecify.annotations.NullMarked;

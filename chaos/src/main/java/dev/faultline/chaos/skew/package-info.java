/**
 * The clock of a running JVM, set wrong by an agent that is attached to it. {@code ClockAgent},
 * {@code ClockRewriter} and {@code SkewedTime} run in that JVM, and depend on no other class of
 * Faultline.
 */
@NullMarked
package dev.faultline.chaos.skew;

import org.jspecify.annotations.NullMarked;

package dev.faultline.sim;

import org.jspecify.annotations.Nullable;

/**
 * A property that does not hold.
 *
 * @param property its name, as the program gave it
 * @param detail what was seen, for people
 * @param nanos simulated time at which it was seen
 * @param thrown what the program threw, if that is what happened
 * @param liveness whether something good did not happen in time; otherwise something bad happened
 *     (Lamport 1977)
 */
public record Violation(
    String property, String detail, long nanos, @Nullable Throwable thrown, boolean liveness) {
  /** The property that every program has: its nodes do not throw. */
  public static final String NO_NODE_THROWS = "no node throws";
}

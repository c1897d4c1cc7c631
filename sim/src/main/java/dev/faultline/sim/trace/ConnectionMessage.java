package dev.faultline.sim.trace;

import org.jspecify.annotations.Nullable;

/**
 * What a connection put into a datagram, as a {@link Tracer} sees it.
 *
 * @param connection the node that opened it, that node's incarnation, and a number
 * @param fromOpener whether the side that opened the connection sent this
 * @param sequence of {@code DATA} and {@code END} in their direction, or the first that is missing
 *     for {@code ACKNOWLEDGED}; 0 for the others
 * @param message the program's own, in {@code DATA}; null in the others
 * @param text all of it, for people
 */
public record ConnectionMessage(
    String connection,
    Kind kind,
    boolean fromOpener,
    long sequence,
    @Nullable Object message,
    String text) {
  /** What it is for. */
  public enum Kind {
    /** Asks for the connection. */
    OPEN,
    /** Grants it. */
    OPENED,
    /** Carries a message. */
    DATA,
    /** Nothing more comes. */
    END,
    /** Says what has arrived. */
    ACKNOWLEDGED,
    /** The connection is unknown, or refused. */
    RESET
  }

  @Override
  public String toString() {
    return text;
  }
}

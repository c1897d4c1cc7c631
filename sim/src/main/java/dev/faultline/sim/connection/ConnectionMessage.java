package dev.faultline.sim.connection;

import dev.faultline.sim.trace.Tracer;
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

  /** What tracers see in place of a message. */
  public static Object shown(Object message) {
    return message instanceof Segment segment ? of(segment) : message;
  }

  private static ConnectionMessage of(Segment segment) {
    return switch (segment) {
      case Segment.Open open -> of(open, Kind.OPEN, 0, null);
      case Segment.Opened opened -> of(opened, Kind.OPENED, 0, null);
      case Segment.Data data -> of(data, Kind.DATA, data.sequence(), data.message());
      case Segment.End end -> of(end, Kind.END, end.sequence(), null);
      case Segment.Acknowledged heard -> of(heard, Kind.ACKNOWLEDGED, heard.next(), null);
      case Segment.Reset reset -> of(reset, Kind.RESET, 0, null);
    };
  }

  private static ConnectionMessage of(
      Segment segment, Kind kind, long sequence, @Nullable Object message) {
    return new ConnectionMessage(
        segment.connection().toString(),
        kind,
        segment.fromOpener(),
        sequence,
        message,
        segment.toString());
  }

  @Override
  public String toString() {
    return text;
  }
}

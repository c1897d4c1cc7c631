package dev.faultline.chaos.toxic;

import java.util.Locale;
import java.util.Optional;

/** The directions of a connection that a toxic affects. */
public enum Stream {
  UPSTREAM,
  BOTH,
  DOWNSTREAM;

  /** The name in the interface. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it includes this direction. */
  public boolean covers(Direction direction) {
    return this == BOTH || name().equals(direction.name());
  }

  /** Only this direction. */
  public static Stream of(Direction direction) {
    return direction == Direction.UPSTREAM ? UPSTREAM : DOWNSTREAM;
  }

  /** The stream of this name, in any case. */
  public static Optional<Stream> named(String text) {
    for (Stream stream : values()) {
      if (stream.text().equalsIgnoreCase(text)) {
        return Optional.of(stream);
      }
    }
    return Optional.empty();
  }
}

package dev.faultline.chaos.toxic;

import java.util.Locale;
import java.util.Optional;

/** A direction of the bytes of a connection. */
public enum Direction {
  /** From the client to the server. */
  UPSTREAM,
  /** From the server to the client. */
  DOWNSTREAM;

  /** The name that the interface uses, in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The direction of this name, in any case; empty if there is none. */
  public static Optional<Direction> named(String text) {
    for (Direction direction : values()) {
      if (direction.text().equalsIgnoreCase(text)) {
        return Optional.of(direction);
      }
    }
    return Optional.empty();
  }
}

package dev.faultline.core.plan;

import java.util.Locale;
import java.util.Optional;

/** How many of some members, by the words of Jepsen's nemeses. */
public enum Selector {
  ONE,
  /** The most that are less than half. */
  MINORITY,
  /** The least that are more than half. */
  MAJORITY,
  /** The most that are less than a third, as Byzantine quorums bear them. */
  MINORITY_THIRD,
  /** Those that say that they are primaries, when the fault begins. */
  PRIMARIES,
  ALL;

  /** As plans spell it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The one of this spelling. */
  public static Optional<Selector> named(String text) {
    for (Selector selector : values()) {
      if (selector.text().equals(text)) {
        return Optional.of(selector);
      }
    }
    return Optional.empty();
  }

  /** How many of {@code count} members; of primaries, how many there may be. */
  public int of(int count) {
    return switch (this) {
      case ONE -> Math.min(1, count);
      case MINORITY -> (count - 1) / 2;
      case MAJORITY -> count / 2 + 1;
      case MINORITY_THIRD -> (count - 1) / 3;
      case PRIMARIES, ALL -> count;
    };
  }
}

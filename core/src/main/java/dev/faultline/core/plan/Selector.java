package dev.faultline.core.plan;

import java.util.Locale;
import java.util.Optional;

/** How many members a fault strikes, in the terms of Jepsen's nemeses. */
public enum Selector {
  ONE,
  /** The largest number below one half. */
  MINORITY,
  /** The smallest number above one half. */
  MAJORITY,
  /** The largest number below one third, which Byzantine quorums tolerate. */
  MINORITY_THIRD,
  /** The members that say they are primaries when the fault starts. */
  PRIMARIES,
  ALL;

  /** The spelling in plans. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The selector with this spelling. */
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

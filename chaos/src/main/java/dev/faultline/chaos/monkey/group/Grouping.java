package dev.faultline.chaos.monkey.group;

import java.util.Locale;
import java.util.Optional;

/**
 * How the instances of an app are divided into groups. One instance of each group is struck at a
 * time.
 */
public enum Grouping {
  APP,
  STACK,
  CLUSTER;

  /** The name in the configuration. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The grouping of this name. */
  public static Optional<Grouping> named(String text) {
    for (Grouping grouping : values()) {
      if (grouping.text().equals(text)) {
        return Optional.of(grouping);
      }
    }
    return Optional.empty();
  }
}

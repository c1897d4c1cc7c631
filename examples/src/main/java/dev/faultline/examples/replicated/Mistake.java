package dev.faultline.examples.replicated;

import dev.faultline.explore.UsageException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What may be left out. */
enum Mistake {
  /** Nothing. */
  NONE("none"),
  /** A member that stands still is left alone, as MicroRaft is. */
  NO_WATCHDOG("no-watchdog"),
  /** A client that had no answer asks as if it had never asked before. */
  NO_SESSION("no-session");

  private final String text;

  Mistake(String text) {
    this.text = text;
  }

  static Mistake parse(String text) {
    for (Mistake mistake : values()) {
      if (mistake.text.equals(text)) {
        return mistake;
      }
    }
    throw new UsageException("setting mistake is '" + text + "', expected one of " + texts());
  }

  static String texts() {
    return Arrays.stream(values()).map(mistake -> mistake.text).collect(Collectors.joining(", "));
  }
}

package dev.faultline.examples.quorumregister;

import dev.faultline.explore.UsageException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What may be wrong with the register. */
enum Mistake {
  /** Nothing. */
  NONE("none"),
  /** A reader keeps what it has read to itself, so the next reader may see an older value. */
  NO_WRITE_BACK("no-write-back"),
  /** A quorum is half of the replicas, rounded down: two quorums need not meet. */
  SMALL_QUORUM("small-quorum"),
  /** A writer takes its timestamp from its wall clock in the place of asking a quorum. */
  WALL_CLOCK("wall-clock"),
  /** New members begin with nothing: what the old ones hold is not carried over. */
  NOT_CARRIED_OVER("not-carried-over");

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

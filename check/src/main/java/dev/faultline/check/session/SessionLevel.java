package dev.faultline.check.session;

import java.util.Locale;
import java.util.Optional;

/** The consistency levels that constrain which written values each client sees. */
public enum SessionLevel {
  /** Causal consistency, weak: CC of Bouajjani and others. */
  CAUSAL,
  /** Causal convergence, CCv: causal, and one order of writes for all. */
  CAUSAL_CONVERGENCE,
  /** Causal memory, CM: causal, and for each client one order explains its reads. */
  CAUSAL_MEMORY,
  /** Each client sees the writes of every other in the order in which they were issued. */
  PRAM,
  /** A client sees its own writes. */
  READ_YOUR_WRITES,
  /** A client never sees an older state than it saw before. */
  MONOTONIC_READS,
  /** Every client sees the writes of a client in their order. */
  MONOTONIC_WRITES,
  /** A client that sees a write also sees what the writing client had read before. */
  WRITES_FOLLOW_READS;

  /** The level's name in lower case with dashes. */
  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The level with this name, if there is one; {@code cc}, {@code ccv} and {@code cm} are names
   * too.
   */
  public static Optional<SessionLevel> of(String name) {
    String full =
        switch (name) {
          case "cc" -> "causal";
          case "ccv" -> "causal-convergence";
          case "cm" -> "causal-memory";
          default -> name;
        };
    for (var level : values()) {
      if (level.lowerCaseName().equals(full)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }
}

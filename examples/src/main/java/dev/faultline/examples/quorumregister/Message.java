package dev.faultline.examples.quorumregister;

/** What replicas tell each other. */
sealed interface Message {
  /** A replica asks the others what they hold. */
  record Query(long phase) implements Message {}

  /** What a replica holds. */
  record Held(long phase, Stamp stamp, Object value) implements Message {}

  /** A replica asks the others to hold a value unless theirs is newer. */
  record Hold(long phase, Stamp stamp, Object value) implements Message {}

  /** A replica holds that value, or a newer one. */
  record Holding(long phase) implements Message {}
}

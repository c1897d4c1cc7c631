package dev.faultline.examples.disks;

/** What the writer and the keepers say to each other. */
sealed interface Message {
  /** Keep this version. */
  record Keep(long version) implements Message {}

  /** A version is kept, durably. */
  record Kept(long version) implements Message {}

  /** Which version is the newest that you have? */
  record Ask(long number) implements Message {}

  /** This one. */
  record Newest(long number, long version) implements Message {}
}

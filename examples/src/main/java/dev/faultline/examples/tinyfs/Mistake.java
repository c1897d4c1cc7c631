package dev.faultline.examples.tinyfs;

/** What is wrong with a {@link TinyFileSystem}. */
public enum Mistake {
  /** Nothing. */
  NONE,
  /** A sync of a file leaves the log of names out. */
  NAMES_NOT_SYNCED,
  /** A sync of a file leaves its bytes out. */
  DATA_NOT_SYNCED,
  /** Removals stay in memory until something else is logged. */
  REMOVALS_LATE,
  /** The names of new data files are not made durable. */
  NO_DIRECTORY_SYNC
}

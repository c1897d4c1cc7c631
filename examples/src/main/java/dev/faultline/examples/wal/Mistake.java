package dev.faultline.examples.wal;

/** What is wrong with a {@link WriteAheadLog}. */
public enum Mistake {
  /** Nothing. */
  NONE,
  /** A new segment's name is not made durable. */
  NO_DIRECTORY_SYNC,
  /** A snapshot is renamed before its content is durable. */
  RENAME_BEFORE_SYNC,
  /** A put returns before its record is durable. */
  REPLY_BEFORE_SYNC,
  /** Records have no checksum. */
  NO_CHECKSUM,
  /** A put whose sync failed syncs again, and believes the second one. */
  RETRIES_FAILED_SYNC,
  /** Recovery deletes the segments that it read before what it made of them is durable. */
  RECOVERY_TRUSTS_CACHE
}

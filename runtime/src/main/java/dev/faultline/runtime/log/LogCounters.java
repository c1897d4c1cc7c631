package dev.faultline.runtime.log;

import dev.faultline.link.Distribution;

/** What a log counts. Any thread may ask; values may be slightly stale. */
public interface LogCounters {
  /** How many bytes of the log are in use: appended and not trimmed. */
  long usedBytes();

  /** How many bytes the log may have. */
  long mostBytes();

  /** How long it took to write and sync what had been appended, in nanoseconds. */
  Distribution syncs();
}

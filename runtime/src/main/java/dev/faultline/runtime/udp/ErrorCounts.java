package dev.faultline.runtime.udp;

import java.util.SortedMap;

/**
 * How often calls of one socket have failed, by error number. Any thread may read; values may be
 * slightly stale.
 */
public interface ErrorCounts {
  /** The number of failures with this error number. */
  long of(int errno);

  /** All failures together. */
  long total();

  /** The number of failures for each error that has occurred, by the error's name. */
  SortedMap<String, Long> byName();
}

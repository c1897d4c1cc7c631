package dev.faultline.runtime.udp;

import java.util.SortedMap;

/**
 * How often calls of one socket have failed, by error number. Any thread may read, and sees it a
 * little late.
 */
public interface ErrorCounts {
  /** The number of failures with this error number. */
  long of(int errno);

  /** All failures together. */
  long total();

  /** Those that have occurred, by the name of the error. */
  SortedMap<String, Long> byName();
}

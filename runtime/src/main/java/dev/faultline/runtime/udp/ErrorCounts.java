package dev.faultline.runtime.udp;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often calls of one socket have failed, by error number. Written by the socket's thread;
 * others may read, and see it a little late.
 */
public final class ErrorCounts {
  /** Linux has numbers up to 133; anything above is counted here together. */
  static final int LARGEST = 134;

  private final long[] counts = new long[LARGEST + 1];

  ErrorCounts() {}

  void add(int errno) {
    counts[errno < 0 || errno > LARGEST ? LARGEST : errno]++;
  }

  /** The number of failures with this error number. */
  public long of(int errno) {
    return counts[errno];
  }

  /** All failures together. */
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** Those that have occurred, by the name of the error. */
  public SortedMap<String, Long> byName() {
    SortedMap<String, Long> named = new TreeMap<>();
    for (int errno = 0; errno <= LARGEST; errno++) {
      if (counts[errno] > 0) {
        named.put(Posix.name(errno), counts[errno]);
      }
    }
    return named;
  }
}

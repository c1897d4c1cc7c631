package dev.faultline.runtime.socket;

import dev.faultline.runtime.udp.ErrorCounts;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts by error number, written by the socket's thread. */
public final class ErrnoCounts implements ErrorCounts {
  /** Linux has error numbers up to 133; larger ones are counted together under this number. */
  static final int LARGEST = 134;

  private final long[] counts = new long[LARGEST + 1];

  void add(int errno) {
    counts[errno < 0 || errno > LARGEST ? LARGEST : errno]++;
  }

  @Override
  public long of(int errno) {
    return counts[errno];
  }

  @Override
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  @Override
  public SortedMap<String, Long> byName() {
    SortedMap<String, Long> named = new TreeMap<>();
    for (int errno = 0; errno <= LARGEST; errno++) {
      if (counts[errno] > 0) {
        named.put(Errno.name(errno), counts[errno]);
      }
    }
    return named;
  }
}

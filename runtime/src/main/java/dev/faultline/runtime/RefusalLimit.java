package dev.faultline.runtime;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Which refused peers the listener is told of, so that nobody can fill a log by asking again and
 * again: each peer once a minute, and no more than a few in all. Not thread-safe.
 */
final class RefusalLimit {
  static final long WINDOW_NANOS = 60_000_000_000L;
  static final int MOST = 16;

  private final Set<InetSocketAddress> told = new HashSet<>();
  private long windowSince;
  private long leftOut;

  /**
   * Whether to tell of one more refusal.
   *
   * @return how many were left out since the last one that was told; negative when this one is left
   *     out
   */
  long tells(long now, InetSocketAddress peer) {
    if (!told.isEmpty() && now - windowSince >= WINDOW_NANOS) {
      told.clear();
    }
    if (told.isEmpty()) {
      windowSince = now;
    }
    if (told.size() == MOST || !told.add(peer)) {
      leftOut++;
      return -1;
    }
    long before = leftOut;
    leftOut = 0;
    return before;
  }
}

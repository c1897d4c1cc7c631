package dev.faultline.runtime;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Which refused peers the listener is told of, so that nobody can fill a log by asking again and
 * again: each reason of a peer once a minute, a few of one host, so that it does not hide others,
 * and no more than some in all. Not thread-safe.
 */
final class RefusalLimit {
  static final long WINDOW_NANOS = 60_000_000_000L;
  static final int MOST = 16;

  static final int MOST_OF_HOST = 4;

  private record Refusal(InetSocketAddress peer, String why) {}

  private final Set<Refusal> told = new HashSet<>();
  private long windowSince;
  private long leftOut;

  /**
   * Whether to tell of one more refusal.
   *
   * @return how many were left out since the last one that was told; negative when this one is left
   *     out
   */
  long tells(long now, InetSocketAddress peer, String why) {
    if (!told.isEmpty() && now - windowSince >= WINDOW_NANOS) {
      told.clear();
    }
    if (told.isEmpty()) {
      windowSince = now;
    }
    if (told.size() == MOST || ofHost(peer) == MOST_OF_HOST || !told.add(new Refusal(peer, why))) {
      leftOut++;
      return -1;
    }
    long before = leftOut;
    leftOut = 0;
    return before;
  }

  private long ofHost(InetSocketAddress peer) {
    return told.stream().filter(each -> each.peer.getAddress().equals(peer.getAddress())).count();
  }
}

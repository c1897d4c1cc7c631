package dev.faultline.runtime.socket;

import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Which peers have sessions, as of a moment ago: to ask costs a look at all sessions, so that it is
 * done seldom, however many strangers come. Belongs to the socket's thread.
 */
final class KnownPeers {
  /** An answer is used for so long. */
  static final long FRESH_NANOS = 50_000_000;

  private Supplier<Predicate<UdpAddress>> source = () -> peer -> false;
  private Predicate<UdpAddress> answer = peer -> false;
  private boolean asked;
  private long askedAt;

  void source(Supplier<Predicate<UdpAddress>> of) {
    source = of;
    asked = false;
  }

  /** Whether this peer has a session, or had one a moment ago. */
  boolean contains(UdpAddress peer, long now) {
    if (!fresh(now)) {
      ask(now);
    }
    return answer.test(peer);
  }

  /** Whether {@link #contains} would answer without a look at the sessions. */
  boolean fresh(long now) {
    return asked && now - askedAt < FRESH_NANOS;
  }

  /** Those that have sessions now. */
  Predicate<UdpAddress> ask(long now) {
    answer = source.get();
    asked = true;
    askedAt = now;
    return answer;
  }
}

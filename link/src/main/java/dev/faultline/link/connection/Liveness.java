package dev.faultline.link.connection;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.wire.Nanos;

/** When the peer was heard, and what follows if it is not heard any more. */
final class Liveness {
  private final long expiryNanos;
  private final long deadNanos;
  private final long keepAliveNanos;
  private long heardAt;
  private long brokenAt;

  Liveness(LinkOptions options) {
    expiryNanos = Nanos.of(options.expiry());
    deadNanos = Nanos.of(options.deadAfter());
    keepAliveNanos = Nanos.of(options.keepAlive());
  }

  void begin(long now) {
    heardAt = now;
    brokenAt = now;
  }

  void heard(long now) {
    heardAt = now;
  }

  void broken(long now) {
    brokenAt = now;
  }

  /** When the peer is to be asked for a sign of life. */
  long keepAliveAt() {
    return Nanos.after(heardAt, keepAliveNanos);
  }

  /** When a peer that is connected counts as gone. */
  long deadAt() {
    return Nanos.after(heardAt, deadNanos);
  }

  /** When a session ends that is not connected. */
  long expiresAt() {
    return Nanos.after(brokenAt, expiryNanos);
  }
}

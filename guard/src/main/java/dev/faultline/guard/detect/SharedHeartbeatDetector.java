package dev.faultline.guard.detect;

/**
 * A {@link HeartbeatDetector} for several threads: the same methods, one at a time.
 *
 * <p>Thread-safe. A call holds the lock for about ten nanoseconds, {@link #suspected} for about one
 * per peer, and never while user code runs.
 */
public final class SharedHeartbeatDetector {
  private final HeartbeatDetector detector;

  /** See {@link HeartbeatDetector#HeartbeatDetector}. */
  public SharedHeartbeatDetector(DetectorSettings settings, int peers, long nowNanos) {
    detector = new HeartbeatDetector(settings, peers, nowNanos);
  }

  /** See {@link HeartbeatDetector#heard}. */
  public synchronized Heard heard(int peer, long incarnation, long stampNanos, long nowNanos) {
    return detector.heard(peer, incarnation, stampNanos, nowNanos);
  }

  /** See {@link HeartbeatDetector#isSuspected}. */
  public synchronized boolean isSuspected(int peer, long nowNanos) {
    return detector.isSuspected(peer, nowNanos);
  }

  /** See {@link HeartbeatDetector#suspected}. */
  public synchronized int suspected(long nowNanos) {
    return detector.suspected(nowNanos);
  }

  /** See {@link HeartbeatDetector#phi}. */
  public synchronized double phi(int peer, long nowNanos) {
    return detector.phi(peer, nowNanos);
  }

  /** See {@link HeartbeatDetector#freshUntil}. */
  public synchronized long freshUntil(int peer) {
    return detector.freshUntil(peer);
  }

  /** See {@link HeartbeatDetector#incarnation}. */
  public synchronized long incarnation(int peer) {
    return detector.incarnation(peer);
  }

  /** See {@link HeartbeatDetector#suspicions}. */
  public synchronized long suspicions() {
    return detector.suspicions();
  }

  /** See {@link HeartbeatDetector#mistakes}. */
  public synchronized long mistakes() {
    return detector.mistakes();
  }

  /** See {@link HeartbeatDetector#stale}. */
  public synchronized long stale() {
    return detector.stale();
  }

  /** See {@link HeartbeatDetector#odd}. */
  public synchronized long odd() {
    return detector.odd();
  }

  /** See {@link HeartbeatDetector#pauses}. */
  public synchronized long pauses() {
    return detector.pauses();
  }

  /** See {@link HeartbeatDetector#lateReadings}. */
  public synchronized long lateReadings() {
    return detector.lateReadings();
  }

  /** See {@link HeartbeatDetector#misused}. */
  public synchronized long misused() {
    return detector.misused();
  }
}

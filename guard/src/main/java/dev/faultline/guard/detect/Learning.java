package dev.faultline.guard.detect;

import dev.faultline.guard.detect.DetectionMethod.Accrual;
import dev.faultline.guard.detect.DetectionMethod.Estimated;
import dev.faultline.guard.detect.DetectionMethod.Fixed;
import dev.faultline.guard.detect.DetectionMethod.Growing;
import dev.faultline.guard.detect.DetectionMethod.Synchronised;

/** What a method learns from heartbeats, and how long it trusts a peer after one. Immutable. */
final class Learning {
  /** So many in a row are a change for good. */
  static final int FOR_GOOD = 8;

  /** Estimates stay inside it, so that sums of two do not overflow. */
  private static final long FARTHEST = Long.MAX_VALUE / 4;

  private final DetectionMethod method;
  private final int window;
  private final long firstNanos;

  /** Standard deviations beyond the mean at which φ is the threshold. */
  private final double deviations;

  Learning(DetectorSettings settings) {
    method = settings.method();
    window = settings.window();
    firstNanos = settings.firstWithin().toNanos();
    deviations = method instanceof Accrual accrual ? NormalTail.deviations(accrual.threshold()) : 0;
  }

  /** A peer of which nothing was heard. */
  Peer peer() {
    boolean hasMoments = method instanceof Accrual || method instanceof Estimated;
    Peer peer = new Peer(hasMoments ? window : 1, window);
    peer.timeout = firstTimeout();
    return peer;
  }

  private long firstTimeout() {
    return switch (method) {
      case Fixed fixed -> fixed.timeout().toNanos();
      case Growing growing -> growing.first().toNanos();
      case Synchronised s -> s.interval().toNanos() + s.shift().toNanos();
      case Estimated e -> e.interval().toNanos() + e.margin().toNanos();
      case Accrual ignored -> 0;
    };
  }

  /** Learns from a heartbeat, unless it came after a suspicion that is not the usual thing. */
  void learn(Peer known, boolean wasSuspected, long stamp, long now) {
    if (!wasSuspected) {
      known.afterSuspicion = 0;
      known.heldUp = 0;
    } else if (isForGood(known, stamp, now)) {
      known.forget();
    } else {
      return;
    }
    known.least.add(now - stamp);
    if (method instanceof Estimated) {
      known.moments.add(now - stamp);
    } else if (method instanceof Accrual && known.isHeard) {
      known.moments.add(now - known.stamp);
    }
  }

  /**
   * Whether a gap that made a peer suspected is the usual thing by now. A longer interval shows in
   * the stamps. What was held up says little: it may be the last that a dead peer has sent.
   */
  private boolean isForGood(Peer known, long stamp, long now) {
    known.afterSuspicion++;
    boolean isHeldUp =
        !known.least.isEmpty() && now - stamp - known.least.least() > (now - known.arrival) / 2;
    known.heldUp += isHeldUp ? 1 : 0;
    return known.afterSuspicion - known.heldUp >= FOR_GOOD || known.afterSuspicion >= window;
  }

  /** Until when a peer is trusted, of which this heartbeat is the newest. */
  long fresh(Peer known, long now) {
    long learned =
        switch (method) {
          case Fixed ignored -> known.least.isEmpty() ? firstNanos : leastAge(known, now);
          case Growing ignored -> known.least.isEmpty() ? firstNanos : leastAge(known, now);
          case Synchronised ignored -> bounded(known.stamp - now) + known.timeout;
          case Estimated ignored ->
              known.moments.count() == 0
                  ? firstNanos
                  : bounded(known.moments.mean() + known.stamp - now) + known.timeout;
          case Accrual accrual -> accrued(known, accrual, now);
        };
    return now + bounded(learned);
  }

  private static long leastAge(Peer known, long now) {
    return bounded(known.least.least() + known.stamp - now) + known.timeout;
  }

  private long accrued(Peer known, Accrual accrual, long now) {
    long beyond = (long) Math.min(deviations * deviation(known, accrual), FARTHEST);
    long learned = bounded(known.moments.mean() + known.stamp - now) + beyond;
    return known.moments.count() < FOR_GOOD ? Math.max(firstNanos, learned) : learned;
  }

  static double deviation(Peer known, Accrual accrual) {
    return Math.max(accrual.leastDeviation().toNanos(), known.moments.deviation());
  }

  private static long bounded(long nanos) {
    return Math.clamp(nanos, -FARTHEST, FARTHEST);
  }

  /** A mistake makes a growing timeout longer. */
  void wasWrong(Peer known) {
    if (method instanceof Growing growing) {
      // Rounded up, or a short one would never grow.
      double grown = Math.ceil(known.timeout * growing.factor());
      known.timeout = (long) Math.min(grown, growing.longest().toNanos());
    }
  }
}

package dev.faultline.guard.detect;

import dev.faultline.core.Checks;
import dev.faultline.guard.LatestTime;
import dev.faultline.guard.detect.DetectionMethod.Accrual;
import dev.faultline.guard.detect.DetectionMethod.Synchronised;

/**
 * Suspects peers whose heartbeats stop arriving.
 *
 * <p>A heartbeat carries the incarnation of its sender and a stamp: the sender's monotonic time at
 * sending, which is compared only with other stamps of the same sender. From the stamps and its own
 * arrival times the detector computes until when the peer is trusted ({@link #freshUntil}); {@link
 * DetectionMethod} says how.
 *
 * <p>Special cases that it handles:
 *
 * <ul>
 *   <li>a peer that never sends a heartbeat is suspected after {@link
 *       DetectorSettings#firstWithin};
 *   <li>delayed heartbeats do not hide a dead peer, since their age is computed from their stamps;
 *   <li>the gap that ends a suspicion is not learned, so that one outage does not make the detector
 *       slow. Eight such gaps in a row are taken as a permanent change of the interval, and a whole
 *       window of delayed heartbeats as a permanent change of the network: the detector then learns
 *       from scratch;
 *   <li>after a pause of its own process, no peer is suspected because its heartbeats still wait in
 *       the socket.
 * </ul>
 *
 * <p>Not thread-safe: its owner calls it. {@link SharedHeartbeatDetector} is for several threads.
 * The caller passes the time, from one monotonic clock that is never set back, such as {@code
 * System.nanoTime()}; a reading older than the latest, from a delayed thread, counts as the latest.
 * With {@link Synchronised} it has to be the synchronised clock, and readings are compared directly
 * with the peers' stamps. Nothing allocates after construction.
 */
public final class HeartbeatDetector {
  private static final long HOUR = 3_600_000_000_000L;

  /**
   * An incarnation above this is accepted only if it is close to the known one: it may be forged.
   */
  private static final long HIGHEST = 1L << 61;

  /** How far above the known incarnation is accepted, so that a peer can exceed a forged one. */
  private static final long NEAR = 1L << 20;

  /** The same for a peer without a known incarnation, which may have had to exceed a forged one. */
  private static final long HIGHEST_AT_FIRST = 1L << 62;

  private final LatestTime time = new LatestTime();
  private final DetectionMethod method;
  private final Learning learning;
  private final long pauseNanos;
  private final long graceNanos;

  private final Peer[] peers;
  private final long[] freshUntil;
  private final boolean[] isSuspected;
  private long looked;
  private long resumed;
  private boolean isResuming;
  private int suspected;
  private long suspicions;
  private long mistakes;
  private long stale;
  private long odd;
  private long pauses;
  private long misused;

  /**
   * Creates a detector that has not received any heartbeat.
   *
   * @param peers how many there are, 1 to 100,000
   * @param nowNanos the time, monotonic
   * @throws IllegalArgumentException if there are too few or too many
   */
  public HeartbeatDetector(DetectorSettings settings, int peers, long nowNanos) {
    Checks.within("peers", peers, 1, 100_000);
    method = settings.method();
    learning = new Learning(settings);
    pauseNanos = settings.pauseAfter().toNanos();
    graceNanos = settings.grace().toNanos();
    this.peers = new Peer[peers];
    freshUntil = new long[peers];
    isSuspected = new boolean[peers];
    looked = time.at(nowNanos);
    for (int i = 0; i < peers; i++) {
      this.peers[i] = learning.peer();
      freshUntil[i] = looked + settings.firstWithin().toNanos();
    }
  }

  /**
   * Processes a heartbeat.
   *
   * @param peer the sender, counted from 0
   * @param incarnation of the peer: 0 or more, higher after each restart. Above 2^61 it is accepted
   *     only if it is at most 2^20 more than {@link #incarnation}. So a forged or corrupted
   *     incarnation silences the peer only until it takes a higher one, and not permanently
   * @param stampNanos the sender's monotonic time when it was sent
   * @param nowNanos the time of its arrival here
   */
  public Heard heard(int peer, long incarnation, long stampNanos, long nowNanos) {
    if (peer < 0 || peer >= peers.length || isMadeUp(peers[peer], incarnation)) {
      misused++;
      return Heard.MISUSED;
    }
    long now = time.at(nowNanos);
    look(now);
    Peer known = peers[peer];
    long clock = clock(nowNanos, now);
    if (incarnation < known.incarnation) {
      stale++;
      return Heard.OLD_INCARNATION;
    }
    notice(peer, clock);
    boolean isNewLife = incarnation > known.incarnation;
    if (isNewLife) {
      known.incarnation = incarnation;
      known.isHeard = false;
      known.forget();
    } else if (known.isHeard) {
      long beside = stampNanos - known.stamp - (now - known.arrival);
      if (beside > HOUR || beside < -HOUR) {
        if (!known.isOddForGood(stampNanos)) {
          odd++;
          return Heard.ODD;
        }
        known.isHeard = false;
        known.forget();
      } else if (stampNanos - known.stamp <= 0) {
        stale++;
        return Heard.STALE;
      }
    }
    known.oddInARow = 0;
    if (!isInGrace(now)) {
      // Else it may have waited here as long as this process stood still.
      learning.learn(known, isSuspected[peer] && !isNewLife, stampNanos, now);
    }
    known.isHeard = true;
    known.stamp = stampNanos;
    known.arrival = now;
    long fresh = learning.fresh(known, clock);
    if (!isInGrace(now)) {
      known.hadGrace = false;
      freshUntil[peer] = fresh;
    } else if (isSuspected[peer] || fresh - freshUntil[peer] > 0) {
      // What waited in the socket is old, and takes no grace away.
      freshUntil[peer] = fresh;
    }
    if (clock - freshUntil[peer] >= 0) {
      notice(peer, clock);
      return Heard.LATE;
    }
    if (isSuspected[peer]) {
      trust(peer, known, isNewLife, clock);
    }
    return Heard.FRESH;
  }

  private static boolean isMadeUp(Peer known, long incarnation) {
    if (known.incarnation < 0) {
      return incarnation < 0 || incarnation >= HIGHEST_AT_FIRST;
    }
    return incarnation < 0 || incarnation >= HIGHEST && incarnation - known.incarnation > NEAR;
  }

  /**
   * The time against which a peer's deadline is checked. With synchronised clocks it is the reading
   * itself, which is compared with the peer's stamps: if both clocks are set back, both continue
   * from there.
   */
  private long clock(long reading, long latest) {
    return method instanceof Synchronised ? reading : latest;
  }

  private boolean isInGrace(long now) {
    isResuming &= now - resumed < graceNanos;
    return isResuming;
  }

  private void trust(int peer, Peer known, boolean isNewLife, long clock) {
    isSuspected[peer] = false;
    suspected--;
    if (isNewLife) {
      return;
    }
    mistakes++;
    learning.wasWrong(known);
    freshUntil[peer] = learning.fresh(known, clock);
  }

  /**
   * Detects a pause of this process: peers that were trusted before the pause stay trusted a little
   * longer.
   */
  private void look(long now) {
    long away = now - looked;
    looked = now;
    if (pauseNanos == 0 || away <= pauseNanos) {
      return;
    }
    pauses++;
    isResuming = true;
    resumed = now;
    for (int i = 0; i < peers.length; i++) {
      if (!isSuspected[i] && !peers[i].hadGrace && freshUntil[i] - now < graceNanos) {
        // Who was due before the pause began gets none.
        if (freshUntil[i] - (now - away) > 0) {
          peers[i].hadGrace = true;
          freshUntil[i] = now + graceNanos;
        }
      }
    }
  }

  private void notice(int peer, long clock) {
    if (!isSuspected[peer] && clock - freshUntil[peer] >= 0) {
      isSuspected[peer] = true;
      suspected++;
      suspicions++;
    }
  }

  /**
   * Whether a peer is suspected; true for a peer that does not exist, which is counted as misuse.
   */
  public boolean isSuspected(int peer, long nowNanos) {
    if (peer < 0 || peer >= peers.length) {
      misused++;
      return true;
    }
    long now = time.at(nowNanos);
    look(now);
    notice(peer, clock(nowNanos, now));
    return isSuspected[peer];
  }

  /** Checks all peers and returns how many are suspected. */
  public int suspected(long nowNanos) {
    long now = time.at(nowNanos);
    look(now);
    long clock = clock(nowNanos, now);
    for (int peer = 0; peer < freshUntil.length; peer++) {
      if (clock - freshUntil[peer] >= 0) {
        notice(peer, clock);
      }
    }
    return suspected;
  }

  /**
   * The suspicion level φ of a peer: at φ = 1 a suspicion is wrong once in ten times, at 2 once in
   * a hundred. Only {@link Accrual} has levels; with other methods it is 0 for a trusted peer and
   * infinite for a suspected one.
   */
  public double phi(int peer, long nowNanos) {
    boolean isOut = isSuspected(peer, nowNanos);
    if (!(method instanceof Accrual accrual)
        || peer < 0
        || peer >= peers.length
        || peers[peer].moments.count() == 0) {
      return isOut ? Double.POSITIVE_INFINITY : 0;
    }
    Peer known = peers[peer];
    double late = looked - known.stamp - known.moments.mean();
    return NormalTail.phi(late / Learning.deviation(known, accrual));
  }

  /**
   * When a peer will be suspected unless a heartbeat arrives before; may be in the past. For a peer
   * that does not exist, the latest reading.
   */
  public long freshUntil(int peer) {
    boolean exists = peer >= 0 && peer < peers.length;
    misused += exists ? 0 : 1;
    return exists ? freshUntil[peer] : looked;
  }

  /** The latest known incarnation of a peer; -1 before its first heartbeat. */
  public long incarnation(int peer) {
    if (peer < 0 || peer >= peers.length) {
      misused++;
      return -1;
    }
    return peers[peer].incarnation;
  }

  /** How many peers there are. */
  public int peers() {
    return peers.length;
  }

  /** How many suspicions were seen by calls of this object. */
  public long suspicions() {
    return suspicions;
  }

  /** How often a suspected peer was heard again in the same incarnation. */
  public long mistakes() {
    return mistakes;
  }

  /** Heartbeats ignored as duplicates, out of order, or of an old incarnation. */
  public long stale() {
    return stale;
  }

  /** Heartbeats with an implausible stamp. */
  public long odd() {
    return odd;
  }

  /** How many pauses of this process were detected. */
  public long pauses() {
    return pauses;
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  /** How many calls named a peer that does not exist or an invalid incarnation. */
  public long misused() {
    return misused;
  }
}

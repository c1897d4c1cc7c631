package dev.faultline.guard.detect;

import dev.faultline.core.Checks;
import dev.faultline.guard.LatestTime;
import dev.faultline.guard.detect.DetectionMethod.Accrual;
import dev.faultline.guard.detect.DetectionMethod.Synchronised;

/**
 * Suspects peers whose heartbeats stay away.
 *
 * <p>A heartbeat carries the incarnation of its sender and a stamp: the sender's monotonic time at
 * sending, which only has to be compared with its own. From both ends' times the detector makes a
 * moment until which the peer is trusted ({@link #freshUntil}); {@link DetectionMethod} says how.
 *
 * <p>What it takes care of:
 *
 * <ul>
 *   <li>a peer that is never heard is suspected after {@link DetectorSettings#firstWithin};
 *   <li>heartbeats that were held up hide no death, since age counts from their stamps;
 *   <li>a gap after a suspicion is not learned, so that one outage does not make the detector slow.
 *       Eight in a row are a change of the interval for good, and a whole window of heartbeats that
 *       were held up one of the network: all is learned anew then;
 *   <li>after a pause of its own process nobody is suspected for what waits in the socket.
 * </ul>
 *
 * <p>Not thread-safe: its owner calls it. {@link SharedHeartbeatDetector} is for several threads.
 * Time is an argument, of one monotonic clock that is never set back, such as {@code
 * System.nanoTime()}; a reading that comes late, from a thread that was held up, counts as the
 * latest one. With {@link Synchronised} it is the clock that agrees with the peers', and each
 * reading is compared with their stamps as it is. Nothing allocates after construction.
 */
public final class HeartbeatDetector {
  private static final long HOUR = 3_600_000_000_000L;

  /** An incarnation beyond it has to be near the one that is known: it may be made up. */
  private static final long HIGHEST = 1L << 61;

  /** So far beyond, so that a peer can outdo what was made up. */
  private static final long NEAR = 1L << 20;

  /** Of a peer that was not heard before, which may have had to outdo what was made up. */
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
   * Creates a detector of peers of which nothing was heard.
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
   * Takes a heartbeat.
   *
   * @param peer whose it is, from 0
   * @param incarnation which life of the peer it comes from; 0 or more, higher with each restart.
   *     Above 2^61 it is taken only if it is at most 2^20 more than {@link #incarnation}, so that
   *     one that was made up or has rotted mutes the peer until it takes a higher one, and not for
   *     good
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
   * By what clock a peer is in time. Where clocks agree it is the reading itself, which is compared
   * with what the peer's clock said: if both are set back, both go on from there.
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

  /** Notices a pause of this process: who was trusted before it is trusted a little longer. */
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

  /** Whether a peer is suspected; one that does not exist is, and is counted as misuse. */
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

  /** Looks at all peers; how many are suspected. */
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
   * How much a peer is suspected, as φ: 1 means that it was wrong to suspect it once in ten times,
   * 2 once in a hundred. Of {@link Accrual} only; with other methods it is 0 for a peer that is
   * trusted, and infinite for one that is suspected.
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
   * When a peer will be suspected, unless it is heard before; it may have passed. Of a peer that
   * does not exist it is the latest reading.
   */
  public long freshUntil(int peer) {
    boolean exists = peer >= 0 && peer < peers.length;
    misused += exists ? 0 : 1;
    return exists ? freshUntil[peer] : looked;
  }

  /** The latest incarnation of a peer that was heard; -1 before. */
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

  /** How often a peer was suspected, as far as somebody looked. */
  public long suspicions() {
    return suspicions;
  }

  /** How often a peer that was suspected was heard again, in the same life. */
  public long mistakes() {
    return mistakes;
  }

  /** Heartbeats that were repeated, overtaken, or of an old incarnation. */
  public long stale() {
    return stale;
  }

  /** Heartbeats with a stamp that could not be. */
  public long odd() {
    return odd;
  }

  /** How often this process stood still. */
  public long pauses() {
    return pauses;
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  /** How often a peer or an incarnation was named that cannot be. */
  public long misused() {
    return misused;
  }
}

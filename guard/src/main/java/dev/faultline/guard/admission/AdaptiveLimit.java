package dev.faultline.guard.admission;

import dev.faultline.core.Checks;
import dev.faultline.guard.LatestTime;
import java.time.Duration;

/**
 * Finds how much work at once a server can do without letting it queue: a little more after each
 * round in which the work did not wait, a fifth less after one in which it did, and a tenth less
 * for each piece of work that was dropped.
 *
 * <p>A round is as many answers as the limit has places. The mean time of a round is compared with
 * a base line, the mean time without a queue. The base line has to be measured: under a limit that
 * is too high every answer contains waiting, and a base line that merely forgets old answers learns
 * the waiting and calls it normal. So from time to time, and at the start, the limit is divided by
 * four, the queue drains, and the base line is taken anew (BBR does the same and calls it ProbeRTT:
 * Cardwell and others, ACM Queue, 2016). What was dropped says nothing about the base line. It
 * stays divided until as many answers as that limit and ten more came, so that under little
 * traffic, such as an answer a second, it is divided for more than half of the time.
 *
 * <p>It rises only in rounds in which the work filled the places for its {@link Priority}: unused
 * places show nothing. The work that is in settles at about one and a half times what the server
 * does without a queue, or below. That is the limit, too, unless work of lower levels fills its
 * share: then it is above, so that their share of it is as much. With work of {@link
 * Priority#RECOVERY}, which has half of it, it can be about three times what the server does, and a
 * burst of higher levels is let in up to it.
 *
 * <p>Answers that were under way while nothing at all came, as when the process stood still or the
 * clock jumped, are left out of the base line.
 *
 * <p>Not thread-safe: its owner calls it, and hands {@link #limit()} to {@link Bulkhead#setLimit}.
 * {@link SharedAdaptiveLimit} is for several threads. Time is an argument, of any monotonic clock
 * (see {@link LatestTime}).
 */
public final class AdaptiveLimit {
  /** A round whose mean is longer than this many base lines has waited. */
  private static final double TOLERATED = 1.5;

  private static final double AFTER_WAITING = 0.8;
  private static final double AFTER_DROP = 0.9;

  /** What the limit is divided by while the queue drains. */
  private static final int DRAIN = 4;

  /** A round of fewer answers says little. */
  private static final int FEWEST = 30;

  /**
   * Answers from which the base line is measured, if they come within a twentieth of the interval.
   */
  private static final int MEASURED = 100;

  private static final int MEASURED_AT_LEAST = 10;
  private static final int SHARE_OF_INTERVAL = 20;

  /** In so many base lines a server that works answers something. */
  private static final int STANDSTILL = 4;

  /** So often a measurement begins anew: answers that come in batches are measured all the same. */
  private static final int MOST_STANDSTILLS = 3;

  private final int least;
  private final int most;
  private final long remeasureNanos;

  private final LatestTime time = new LatestTime();
  private double limit;
  private double baseNanos;
  private double roundNanos;
  private int roundAnswers;
  private boolean wasFull;
  private boolean hasDropped;

  /** Work sent before this was sent under another limit, and says nothing about the present one. */
  private long countsFrom;

  /** Work sent before this filled less room than there is now. */
  private long raisedAt;

  private boolean isDraining;
  private int standstills;
  private int skip;
  private long drainEnds;
  private long drainNext;
  private long drops;
  private long misused;

  /**
   * Creates a limiter that measures its base line first.
   *
   * @param first the limit to begin with
   * @param least the limit never falls below it, 1 or more
   * @param most the limit never rises above it, at most 1,000,000
   * @param remeasure how often the base line is measured anew; ten seconds are usual
   * @param nowNanos the time
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public AdaptiveLimit(int first, int least, int most, Duration remeasure, long nowNanos) {
    this.least = Checks.within("least", least, 1, 1_000_000);
    this.most = Checks.within("most", most, least, 1_000_000);
    limit = Checks.within("first", first, least, most);
    remeasureNanos = Checks.positiveNanos("remeasure", remeasure);
    raisedAt = nowNanos;
    drain(time.at(nowNanos));
  }

  /** How much work may be in at once. */
  public int limit() {
    return isDraining ? Math.max(least, (int) limit / DRAIN) : (int) limit;
  }

  /**
   * Counts work that was answered and was let in up to the limit, as work of {@link
   * Priority#CRITICAL} is.
   */
  public void answered(long startedNanos, int inFlight, long nowNanos) {
    answered(Priority.CRITICAL, startedNanos, inFlight, nowNanos);
  }

  /**
   * Counts work that was answered.
   *
   * @param priority what it was let in as
   * @param startedNanos when it was sent
   * @param inFlight how much work was in when it was sent, itself included; {@link Bulkhead#inUse},
   *     asked after {@link Bulkhead#tryAcquire}
   * @param nowNanos the time
   */
  public void answered(Priority priority, long startedNanos, int inFlight, long nowNanos) {
    if (inFlight < 1) {
      time.at(nowNanos);
      misused++;
      return;
    }
    count(startedNanos, inFlight >= priority.roomOf((int) limit), nowNanos);
  }

  /**
   * Counts work that was answered, and that came in through a {@link Bulkhead} with this limit.
   *
   * @param startedNanos when it was sent
   * @param hasFilled whether it took the last place that there was for it: {@link
   *     Bulkhead#hasFilled}
   * @param nowNanos the time
   */
  public void answered(long startedNanos, boolean hasFilled, long nowNanos) {
    count(startedNanos, hasFilled && startedNanos - raisedAt >= 0, nowNanos);
  }

  private void count(long startedNanos, boolean hasFilled, long nowNanos) {
    long before = time.last();
    long now = time.at(nowNanos);
    if (isDraining && now - before > standstillNanos() && standstills < MOST_STANDSTILLS) {
      standstills++;
      beginMeasuring(now);
    }
    long took = nowNanos - startedNanos;
    if (took < 0) {
      misused++;
      return;
    }
    if (startedNanos - countsFrom < 0) {
      return;
    }
    if (isDraining && skip > 0) {
      // The first answers are those of the shortest work.
      skip--;
      return;
    }
    roundNanos += took;
    roundAnswers++;
    wasFull |= hasFilled;
    if (isDraining) {
      measure(now);
    } else if (roundAnswers >= roundLength()) {
      adjust(now);
    }
  }

  /** Counts work that the other side refused, or that was not answered in time. */
  public void dropped() {
    drops++;
    hasDropped = true;
    limit = Math.max(least, limit * AFTER_DROP);
  }

  /** How much work was dropped. */
  public long drops() {
    return drops;
  }

  /** How many answers came before their work was sent, or were of no work: of no effect. */
  public long misused() {
    return misused;
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  /** The time that work takes without a queue; 0 before it was measured. */
  public long baseNanos() {
    return (long) baseNanos;
  }

  private int roundLength() {
    return Math.max(FEWEST, (int) limit);
  }

  /** Adds what a stripe has counted since {@link #agree}. */
  void collect(AdaptiveStripe stripe) {
    time.reached(stripe.now());
    roundNanos += stripe.nanos();
    roundAnswers += stripe.answers();
    wasFull |= stripe.wasFull();
  }

  /** Tells stripes how much they may count by themselves. */
  void agree(AdaptiveStripe[] stripes) {
    // The answer that ends the round is for the whole.
    int left = isDraining ? 0 : Math.max(0, roundLength() - roundAnswers - 1);
    for (int i = 0; i < stripes.length; i++) {
      stripes[i].agree(time, Long.MAX_VALUE);
      stripes[i].allow(
          left / stripes.length + (i < left % stripes.length ? 1 : 0),
          (int) limit,
          countsFrom,
          raisedAt);
    }
  }

  private void adjust(long nowNanos) {
    if (mean() > TOLERATED * baseNanos) {
      limit = Math.max(least, limit * AFTER_WAITING);
      countsFrom = nowNanos;
    } else if (!hasDropped && wasFull) {
      limit = Math.min(most, limit + 1);
      raisedAt = nowNanos;
    }
    startRound();
    if (nowNanos - drainNext >= 0) {
      drain(nowNanos);
    }
  }

  private void drain(long nowNanos) {
    isDraining = true;
    standstills = 0;
    beginMeasuring(nowNanos);
  }

  /** After so long without an answer, what was under way says nothing about the server. */
  private long standstillNanos() {
    long usual = remeasureNanos / SHARE_OF_INTERVAL;
    return baseNanos == 0 ? usual : Math.min(usual, (long) (STANDSTILL * baseNanos));
  }

  private void beginMeasuring(long nowNanos) {
    countsFrom = nowNanos;
    skip = limit();
    drainEnds = nowNanos + remeasureNanos / SHARE_OF_INTERVAL;
    startRound();
  }

  private void measure(long nowNanos) {
    boolean isLate = nowNanos - drainEnds >= 0;
    if (roundAnswers < (isLate ? MEASURED_AT_LEAST : MEASURED)) {
      return;
    }
    double measured = Math.max(1, mean());
    // The mean of a hundred answers is off by a tenth and more when they vary. So a server that is
    // the same keeps most of what was measured before.
    boolean isSame = measured < TOLERATED * baseNanos && baseNanos < TOLERATED * measured;
    baseNanos = isSame ? baseNanos + (measured - baseNanos) / 4 : measured;
    isDraining = false;
    raisedAt = nowNanos;
    drainNext = nowNanos + remeasureNanos;
    startRound();
  }

  private double mean() {
    return roundNanos / roundAnswers;
  }

  private void startRound() {
    roundNanos = 0;
    roundAnswers = 0;
    wasFull = false;
    hasDropped = false;
  }
}

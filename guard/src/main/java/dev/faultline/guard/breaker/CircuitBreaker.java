package dev.faultline.guard.breaker;

import dev.faultline.guard.LatestTime;
import dev.faultline.guard.PermitTable;
import org.jspecify.annotations.Nullable;

/**
 * Stops calls to something that fails, and finds out with a few probes when it works again.
 *
 * <p>It is {@link State#CLOSED} and lets calls pass while few of them fail. When the share of
 * failures within the window reaches a bound, it is {@link State#OPEN} and refuses all. After a
 * while it is {@link State#HALF_OPEN} and lets at most the permitted number of probes out at once;
 * one that says nothing ({@link Outcome#IGNORED}) is replaced. When as many have succeeded, it is
 * closed again with an empty window; if one fails, it is open again, twice as long. (M. Nygard,
 * "Release It!", 2007, names the pattern.)
 *
 * <p>A permit belongs to the period in which it was given, from one change of state to the next.
 * Its result counts in that period only: what was asked before an outage neither closes a breaker
 * that is half open nor opens one that has just closed, and gives no further probe. A permit that
 * nobody returns ends by itself: it counts as a timeout at the time at which it expired, whenever
 * somebody looks, so that a probe whose caller died does not leave the breaker half open.
 *
 * <p>A permit that comes back twice or belongs to another breaker is counted in {@link #misused()}
 * and has no effect; it never throws.
 *
 * <p>Time is an argument, of any monotonic clock (see {@link LatestTime}).
 *
 * <p>Not thread-safe: its owner calls it. {@link SharedBreaker} is for several threads. Nothing
 * here allocates once as many permits were out as ever are at one time.
 */
public final class CircuitBreaker {
  /** Returned in place of a permit when a call may not go out. */
  public static final long REFUSED = PermitTable.NONE;

  private static final Outcome[] OUTCOMES = Outcome.values();

  /** Labels of permits are periods, cut to as many bits as a label has. */
  private static final int PERIODS = Integer.MAX_VALUE;

  /** What a breaker does with calls. */
  public enum State {
    /** All calls pass. */
    CLOSED,
    /** No call passes. */
    OPEN,
    /** A few calls pass, as probes. */
    HALF_OPEN
  }

  private final BreakerSettings settings;
  private final LatestTime time = new LatestTime();
  private final PermitTable[] permits;
  private final Window window;
  private final double[] shares = new double[Outcome.values().length];
  private final long firstOpenNanos;
  private final long longestOpenNanos;

  private State state = State.CLOSED;
  private int period;
  private long openNanos;
  private long openUntil;
  private int probesOut;
  private int probesGood;
  private long opened;
  private long refused;
  private long late;

  /**
   * Creates a breaker that is closed.
   *
   * @param settings when it opens and how it closes
   * @param id tells its permits from those of other breakers; the lowest 16 bits count
   * @param nowNanos the time
   */
  public CircuitBreaker(BreakerSettings settings, int id, long nowNanos) {
    this(
        settings,
        new PermitTable[] {
          new PermitTable(PermitTable.Kind.BREAKER, id, settings.permitLife().toNanos())
        },
        nowNanos);
  }

  /** With permits in several tables, as many as a power of two. */
  CircuitBreaker(BreakerSettings settings, PermitTable[] permits, long nowNanos) {
    this.settings = settings;
    this.permits = permits;
    window = new Window(settings.window().toNanos(), time.at(nowNanos));
    firstOpenNanos = settings.open().toNanos();
    longestOpenNanos = settings.longestOpen().toNanos();
    openNanos = firstOpenNanos;
    settings.shares().forEach((outcome, share) -> shares[outcome.ordinal()] = share);
  }

  /**
   * Asks whether a call may go out.
   *
   * @return a permit to return with {@link #report}, or {@link #REFUSED}
   */
  public long tryAcquire(long nowNanos) {
    return tryAcquire(nowNanos, 0);
  }

  /** A permit from one of the tables, or from the next that has room. */
  long tryAcquire(long nowNanos, int table) {
    long now = advance(nowNanos);
    boolean mayPass =
        switch (state) {
          case CLOSED -> true;
          case OPEN -> false;
          case HALF_OPEN -> probesOut + probesGood < settings.probes();
        };
    long permit = REFUSED;
    for (int i = 0; mayPass && permit == REFUSED && i < permits.length; i++) {
      permit = permits[(table + i) % permits.length].take(period, now);
    }
    if (permit == REFUSED) {
      refused++;
    } else if (state == State.HALF_OPEN) {
      probesOut++;
    }
    return permit;
  }

  /** Reports how a call ended, once for each permit. */
  public void report(long permit, Outcome outcome, long nowNanos) {
    long now = advance(nowNanos);
    int of = permits[PermitTable.partOf(permit, permits.length)].giveBack(permit);
    if (of == PermitTable.UNKNOWN) {
      return;
    }
    if (of == period) {
      count(outcome, now);
    } else {
      late++;
    }
  }

  /**
   * What the breaker does with calls now.
   *
   * @param nowNanos the time; being open may end with it, and permits may expire
   */
  public State state(long nowNanos) {
    advance(nowNanos);
    return state;
  }

  /** For how long an open breaker still refuses all calls, in nanoseconds; 0 in other states. */
  public long remainingOpenNanos(long nowNanos) {
    long now = advance(nowNanos);
    return state == State.OPEN ? Math.max(0, openUntil - now) : 0;
  }

  /**
   * How many permits are out: given, not reported and not expired.
   *
   * @param nowNanos the time; permits may expire
   */
  public int permitsOut(long nowNanos) {
    advance(nowNanos);
    int out = 0;
    for (PermitTable table : permits) {
      out += table.out();
    }
    return out;
  }

  /** How often it opened. */
  public long opened() {
    return opened;
  }

  /** How many calls it refused. */
  public long refused() {
    return refused;
  }

  /** How many results came after the period of their permit. */
  public long late() {
    return late;
  }

  /** How many permits came back twice, too late, or from another breaker. */
  public long misused() {
    long misused = 0;
    for (PermitTable table : permits) {
      misused += table.refused();
    }
    return misused;
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  /** Adds what a stripe has counted since {@link #agree}. */
  void collect(BreakerStripe stripe) {
    time.reached(stripe.now());
    for (Outcome outcome : OUTCOMES) {
      int results = stripe.takeCount(outcome);
      if (results > 0) {
        window.add(outcome, results);
      }
    }
    refused += stripe.takeRefused();
    late += stripe.takeLate();
  }

  /** Tells stripes what they may decide by themselves from now on, and for how long. */
  void agree(BreakerStripe[] stripes) {
    long now = time.last();
    if (state == State.CLOSED) {
      window.slide(now);
    }
    long calm = calmNanos(now);
    boolean isFar = window.failures() == 0 || (window.all() >= settings.least() && !isTooMuch());
    int spare = isFar ? spareFailures() / stripes.length : 0;
    for (BreakerStripe stripe : stripes) {
      stripe.agree(time, calm);
      stripe.allow(state, period, isFar, spare);
    }
  }

  /** How long nothing happens by time alone, to permits that are out or will be. */
  private long calmNanos(long now) {
    long calm =
        switch (state) {
          case CLOSED -> window.remaining(now);
          case OPEN -> openUntil - now;
          case HALF_OPEN -> 0;
        };
    calm = Math.min(calm, settings.permitLife().toNanos());
    for (PermitTable table : permits) {
      if (table.isAnyOut()) {
        calm = Math.min(calm, table.nextDeadline() - now);
      }
    }
    return calm;
  }

  /** How many more failures within this slice do not open it, whatever their kinds. */
  private int spareFailures() {
    long all = window.all();
    if (all < settings.least()) {
      return 0;
    }
    double spare = bound(settings.anyFailure(), all) - 1 - window.failures();
    for (Outcome outcome : OUTCOMES) {
      double share = shares[outcome.ordinal()];
      if (share > 0) {
        spare = Math.min(spare, bound(share, all) - 1 - window.of(outcome));
      }
    }
    return (int) Math.max(0, spare);
  }

  /** The table whose oldest permit expires first, or null if no permit is out. */
  private @Nullable PermitTable firstToExpire() {
    PermitTable first = null;
    for (PermitTable table : permits) {
      if (table.isAnyOut() && (first == null || table.nextDeadline() - first.nextDeadline() < 0)) {
        first = table;
      }
    }
    return first;
  }

  /** Lets what is due happen: permits that expire, and the end of being open. */
  private long advance(long nowNanos) {
    long now = time.at(nowNanos);
    for (PermitTable table = firstToExpire();
        table != null && now - table.nextDeadline() >= 0;
        table = firstToExpire()) {
      long expired = table.nextDeadline();
      endOpen(expired);
      if (table.expire(expired) == period) {
        count(Outcome.TIMEOUT, expired);
      }
    }
    endOpen(now);
    return now;
  }

  private void endOpen(long now) {
    if (state == State.OPEN && now - openUntil >= 0) {
      enter(State.HALF_OPEN);
    }
  }

  private void count(Outcome outcome, long now) {
    switch (state) {
      case CLOSED -> {
        if (outcome != Outcome.IGNORED) {
          window.count(outcome, now);
          if (isTooMuch()) {
            open(now);
          }
        }
      }
      case HALF_OPEN -> {
        probesOut--;
        if (outcome.isFailure()) {
          openNanos = Math.min(longestOpenNanos, 2 * openNanos);
          open(now);
        } else if (outcome == Outcome.SUCCESS && ++probesGood == settings.probes()) {
          openNanos = firstOpenNanos;
          window.clear(now);
          enter(State.CLOSED);
        }
      }
      case OPEN -> throw new AssertionError("a permit was given while the breaker was open");
    }
  }

  /**
   * How many of so many results are the share: 7 of 100 are 0.07, and 7.000000000000001 as a
   * double.
   */
  private static double bound(double share, long all) {
    double bound = share * all;
    double whole = Math.rint(bound);
    return Math.abs(bound - whole) <= whole * 1e-12 ? whole : Math.ceil(bound);
  }

  private boolean isTooMuch() {
    long all = window.all();
    if (all < settings.least()) {
      return false;
    }
    if (window.failures() >= bound(settings.anyFailure(), all)) {
      return true;
    }
    for (Outcome outcome : OUTCOMES) {
      double share = shares[outcome.ordinal()];
      if (share > 0 && window.of(outcome) >= bound(share, all)) {
        return true;
      }
    }
    return false;
  }

  private void open(long now) {
    openUntil = now + openNanos;
    opened++;
    enter(State.OPEN);
  }

  private void enter(State next) {
    state = next;
    period = (period + 1) & PERIODS;
    probesOut = 0;
    probesGood = 0;
  }
}

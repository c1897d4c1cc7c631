package dev.faultline.guard.breaker;

import dev.faultline.guard.LatestTime;
import dev.faultline.guard.PermitTable;
import org.jspecify.annotations.Nullable;

/**
 * Stops calls to a service that fails, and finds out with a few probe calls when it works again.
 *
 * <p>While {@link State#CLOSED} it lets all calls pass. When the failure rate within the window
 * reaches its limit, it becomes {@link State#OPEN} and refuses all calls. After the open time it
 * becomes {@link State#HALF_OPEN} and permits a limited number of probes at once; a probe that ends
 * as {@link Outcome#IGNORED} is replaced. When that number of probes has succeeded, it closes with
 * an empty window; if one fails, it opens again for twice as long. (M. Nygard, "Release It!", 2007,
 * names the pattern.)
 *
 * <p>A permit belongs to the period in which it was given, from one change of state to the next.
 * Its result counts in that period only: a call started before an outage neither closes a half-open
 * breaker nor opens one that has just closed, and frees no place for another probe. A permit that
 * is never reported expires: it counts as a timeout at its time of expiry, even if no method is
 * called until later. So a probe whose caller died does not leave the breaker half open.
 *
 * <p>Reporting a permit twice, or one of another breaker, is counted in {@link #misused()} and has
 * no other effect; it never throws.
 *
 * <p>The caller passes the time, from any monotonic clock (see {@link LatestTime}).
 *
 * <p>Not thread-safe: its owner calls it. {@link SharedBreaker} is for several threads. Nothing
 * here allocates once as many permits were out as ever are at one time.
 */
public final class CircuitBreaker {
  /** Returned instead of a permit when the call is refused. */
  public static final long REFUSED = PermitTable.NONE;

  private static final Outcome[] OUTCOMES = Outcome.values();

  /** The label of a permit is its period, truncated to the bits of a label. */
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
   * @param id distinguishes its permits from those of other breakers; the lowest 16 bits are used
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
   * Asks for a permit for one call.
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
   * The current state.
   *
   * @param nowNanos the time; the open state may end by then, and permits may expire
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
   * How many permits are outstanding: given, not yet reported and not expired.
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

  /** How many results were reported after the period of their permit had ended. */
  public long late() {
    return late;
  }

  /**
   * How many permits were reported twice, after they had expired, or belonged to another breaker.
   */
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

  /** Applies what is due: expires permits, and ends the open state. */
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

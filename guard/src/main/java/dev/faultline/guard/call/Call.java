package dev.faultline.guard.call;

import dev.faultline.guard.LatestTime;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.call.Guards.Permits;
import dev.faultline.guard.call.Guards.Refusal;
import dev.faultline.guard.retry.Deadline;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call: its attempts, retries and hedges, under all guards of its target.
 *
 * <p>Each attempt asks the guards in this order, and is not sent when one of them refuses:
 * deadline, breaker, bulkhead, retry budget, rate limiter. The deadline costs nothing to ask. The
 * permits of breaker and bulkhead can be given back, so they are asked before what cannot: a token
 * of the budget, a unit of the rate. (A retry that the limiter refuses has used its token up; that
 * errs on the side of fewer retries.) A refused first attempt ends the call at once, a refused
 * retry ends it with the failure that there is, and a refused hedge is just not sent.
 *
 * <p>A <b>retry</b> follows when no attempt is out any more and the last one failed, after the wait
 * of the backoff. A <b>hedge</b> is a further attempt although the last one may still be answered.
 * The first answer counts; the others are cancelled ({@link Step.Cancel}), so that their servers
 * need not do the work.
 *
 * <p>A call that is not idempotent is never hedged, and retried only after {@link
 * Outcome#OVERLOAD}: the other side says that it has not done it. After an error or a timeout
 * nobody knows.
 *
 * <p>An attempt that ends twice or was never sent is counted in {@link #misused()} and has no
 * effect; nothing here throws on the caller's path.
 *
 * <p>Time is an argument, of the monotonic clock that the guards have (see {@link LatestTime}). Not
 * thread-safe: its owner calls it, in a loop of {@link #next}; {@link Calls} is that loop for
 * threads.
 */
public final class Call {
  private enum Next {
    NOTHING,
    FIRST,
    RETRY,
    HEDGE
  }

  private final LatestTime time = new LatestTime();
  private final CallSettings settings;
  private final Guards guards;
  private final Priority priority;
  private final boolean isIdempotent;
  private final LongSupplier random;
  private final long endsAt;
  private final long attemptNanos;
  private final long hedgeNanos;

  private final Permits[] permits;
  private final long[] timesOutAt;
  private final boolean[] isOut;
  private final boolean[] isToCancel;
  private int started;
  private int out;
  private int hedges;
  private int retries;
  private long waitedNanos;

  private long misused;

  private Next next = Next.FIRST;
  private long nextAt;
  private int failedAttempt = -1;
  private Outcome failure = Outcome.IGNORED;
  private @Nullable Ending ending;

  /**
   * Begins a call; {@link #next} then says what to do.
   *
   * @param settings how often and when
   * @param guards those of the target
   * @param deadline how long the call may take in all
   * @param priority what it is worth
   * @param isIdempotent whether doing it twice does no more than doing it once, for instance since
   *     its server knows its {@link IdempotencyKey}
   * @param random 64 random bits whenever it is asked, for the backoff
   * @param nowNanos the time
   * @throws IllegalArgumentException if permits of a guard do not outlive an attempt
   */
  public Call(
      CallSettings settings,
      Guards guards,
      Deadline deadline,
      Priority priority,
      boolean isIdempotent,
      LongSupplier random,
      long nowNanos) {
    this.settings = settings;
    this.guards = guards.checkedFor(settings);
    this.priority = priority;
    this.isIdempotent = isIdempotent;
    this.random = random;
    endsAt = deadline.endsAt(time.at(nowNanos));
    attemptNanos = settings.attemptTimeout().toNanos();
    hedgeNanos = settings.hedgeAfter().toNanos();
    nextAt = nowNanos;
    permits = new Permits[settings.attempts()];
    timesOutAt = new long[settings.attempts()];
    isOut = new boolean[settings.attempts()];
    isToCancel = new boolean[settings.attempts()];
  }

  /**
   * What to do now. Ask again after each step that was done, each attempt that ended, and each
   * wait.
   */
  public Step next(long nowNanos) {
    long now = time.at(nowNanos);
    if (ending == null) {
      timeOut(now);
    }
    Step.Send send = null;
    while (ending == null && send == null && next != Next.NOTHING && now - nextAt >= 0) {
      send = start(now);
    }
    for (int attempt = 0; attempt < started; attempt++) {
      if (isToCancel[attempt] && send == null) {
        isToCancel[attempt] = false;
        return new Step.Cancel(attempt);
      }
    }
    if (send != null) {
      return send;
    }
    return ending == null ? new Step.Wait(wakeUp()) : new Step.Done(ending);
  }

  /**
   * An attempt was answered, or failed.
   *
   * @param outcome {@link Outcome#SUCCESS} ends the call, and {@link Outcome#IGNORED} too: asking
   *     again would bring the same
   */
  public void ended(int attempt, Outcome outcome, long nowNanos) {
    endedAt(attempt, outcome, time.at(nowNanos));
  }

  private void endedAt(int attempt, Outcome outcome, long now) {
    if (attempt < 0 || attempt >= started || !isOut[attempt]) {
      misused++;
      return;
    }
    bringIn(attempt, outcome);
    if (outcome == Outcome.SUCCESS) {
      end(new Ending.Answered(attempt), Outcome.IGNORED);
    } else if (!isRetriable(outcome)) {
      end(new Ending.Failed(attempt, outcome, null), Outcome.IGNORED);
    } else {
      failed(attempt, outcome, now);
    }
  }

  /**
   * An attempt that was to be sent was not, for instance since an executor had no room: that says
   * nothing about the other side. Its permits go back, and the call ends only if nothing else is
   * out. It counts as an attempt all the same, so that a call does not ask a full executor for
   * ever.
   */
  public void notSent(int attempt, long nowNanos) {
    if (attempt < 0 || attempt >= started || !isOut[attempt]) {
      misused++;
      return;
    }
    time.at(nowNanos);
    bringIn(attempt, Outcome.IGNORED);
    if (out == 0) {
      end(
          failedAttempt < 0
              ? new Ending.Refused(Refusal.EXECUTOR)
              : new Ending.Failed(failedAttempt, failure, Refusal.EXECUTOR),
          Outcome.IGNORED);
    }
  }

  /** The caller gives up; what is out is cancelled. */
  public void cancel(long nowNanos) {
    if (ending == null) {
      time.at(nowNanos);
      end(new Ending.Cancelled(), Outcome.IGNORED);
    }
  }

  /** How many attempts were sent. */
  public int started() {
    return started;
  }

  /** How many of these were hedges. */
  public int hedges() {
    return hedges;
  }

  /** How many attempts ended that were not out: repeated, late after a cancellation, or unknown. */
  public long misused() {
    return misused;
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return time.lateReadings();
  }

  private boolean isRetriable(Outcome outcome) {
    return outcome == Outcome.OVERLOAD || (outcome.isFailure() && isIdempotent);
  }

  private void timeOut(long now) {
    if (now - endsAt >= 0 && started == 0) {
      end(new Ending.Refused(Refusal.DEADLINE), Outcome.IGNORED);
      return;
    }
    if (now - endsAt >= 0 && out == 0 && failedAttempt >= 0) {
      // It waited for a retry: what was sent has its answer, and no retry is worth sending.
      end(new Ending.Failed(failedAttempt, failure, Refusal.DEADLINE), Outcome.IGNORED);
      return;
    }
    if (now - endsAt >= 0) {
      // Each had the least time that is worth an attempt, so silence speaks against the server.
      end(new Ending.Late(), Outcome.TIMEOUT);
      return;
    }
    for (int attempt = 0; attempt < started && ending == null; attempt++) {
      if (isOut[attempt] && now - timesOutAt[attempt] >= 0) {
        isToCancel[attempt] = true;
        endedAt(attempt, Outcome.TIMEOUT, now);
      }
    }
  }

  /** Starts the attempt that is due, or does without it. */
  private Step.@Nullable Send start(long now) {
    Next kind = next;
    next = Next.NOTHING;
    Permits taken = new Permits();
    long left = endsAt - now;
    Refusal refusal =
        left <= 0 || left < settings.least().toNanos()
            ? Refusal.DEADLINE
            : guards.admit(taken, priority, kind == Next.FIRST, now);
    if (refusal == null) {
      return send(kind, taken, now);
    }
    switch (kind) {
      case FIRST -> ending = new Ending.Refused(refusal);
      case RETRY -> ending = new Ending.Failed(failedAttempt, failure, refusal);
      case HEDGE, NOTHING -> {}
    }
    return null;
  }

  private Step.Send send(Next kind, Permits taken, long now) {
    int attempt = started++;
    permits[attempt] = taken;
    isOut[attempt] = true;
    out++;
    hedges += kind == Next.HEDGE ? 1 : 0;
    long left = Math.min(attemptNanos, endsAt - now);
    timesOutAt[attempt] = now + left;
    if (isIdempotent && hedges < settings.hedges() && started < settings.attempts()) {
      next = Next.HEDGE;
      nextAt = now + hedgeNanos;
    }
    return new Step.Send(attempt, new Deadline(left, attempt));
  }

  private void failed(int attempt, Outcome outcome, long now) {
    failedAttempt = attempt;
    failure = outcome;
    if (out > 0) {
      return;
    }
    next = Next.NOTHING;
    if (started == settings.attempts()) {
      ending = new Ending.Failed(attempt, outcome, null);
      return;
    }
    waitedNanos = settings.backoff().delayNanos(retries++, waitedNanos, random.getAsLong());
    if (endsAt - now - waitedNanos < Math.max(1, settings.least().toNanos())) {
      // Not worth waiting for: it would not be sent.
      ending = new Ending.Failed(attempt, outcome, Refusal.DEADLINE);
      return;
    }
    next = Next.RETRY;
    nextAt = now + waitedNanos;
  }

  private void bringIn(int attempt, Outcome outcome) {
    isOut[attempt] = false;
    out--;
    guards.giveBack(permits[attempt], outcome, time.last());
  }

  private void end(Ending how, Outcome ofOthers) {
    ending = how;
    next = Next.NOTHING;
    for (int attempt = 0; attempt < started; attempt++) {
      if (isOut[attempt]) {
        isToCancel[attempt] = true;
        bringIn(attempt, ofOthers);
      }
    }
  }

  private long wakeUp() {
    long soonest = endsAt;
    for (int attempt = 0; attempt < started; attempt++) {
      if (isOut[attempt] && timesOutAt[attempt] - soonest < 0) {
        soonest = timesOutAt[attempt];
      }
    }
    return next != Next.NOTHING && nextAt - soonest < 0 ? nextAt : soonest;
  }
}

package dev.faultline.guard.call;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.call.Results.Result;
import dev.faultline.guard.retry.Deadline;
import dev.faultline.guard.time.SteadyClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls to one target, for threads: {@link Call} with its loop around it.
 *
 * <p>Each attempt runs as a task of the executor; one with virtual threads is best, since attempts
 * wait. An attempt that is cancelled is interrupted. The caller's thread waits until the deadline
 * at most, even if an attempt ignores its interrupt. The permit of an attempt is returned when the
 * attempt times out or is cancelled, so a body that ignores its interrupt goes on running outside
 * the bound of the bulkhead; bound such bodies with the executor.
 *
 * <p>An executor that rejects an attempt refuses it as a guard would: {@link
 * Guards.Refusal#EXECUTOR}.
 *
 * <p>The caller gets one answer of a call. All others, also those that come when the call is over,
 * go to its {@link Disposal}; by default they are closed.
 *
 * <p>Thread-safe.
 */
public final class Calls {
  private final CallSettings settings;
  private final Guards guards;
  private final ExecutorService executor;
  private final SteadyClock clock;
  private final LongSupplier random;
  private final Function<? super Throwable, Outcome> classify;
  private final Disposal disposal;
  private final CallCounts counts = new CallCounts();

  /**
   * Calls that take what {@link #outcomeOf} says for how an attempt failed.
   *
   * @param settings how often and when calls are attempted
   * @param guards those of the target
   * @param executor runs the attempts
   * @param clock the time, {@code System::nanoTime} or that of a node. One that is set back puts no
   *     deadline off: it is read through a {@link SteadyClock}
   * @param random 64 random bits, on any thread: {@code () ->
   *     ThreadLocalRandom.current().nextLong()}
   * @throws IllegalArgumentException if permits of a guard do not outlive an attempt
   */
  public Calls(
      CallSettings settings,
      Guards guards,
      ExecutorService executor,
      LongSupplier clock,
      LongSupplier random) {
    this(settings, guards, executor, clock, random, Calls::outcomeOf);
  }

  /**
   * Calls with failures of their own.
   *
   * @param classify how an attempt ended that threw this; {@link Outcome#SUCCESS} where the other
   *     side is well and the call fails all the same, as for what does not exist. Never null
   * @throws IllegalArgumentException if permits of a guard do not outlive an attempt
   */
  public Calls(
      CallSettings settings,
      Guards guards,
      ExecutorService executor,
      LongSupplier clock,
      LongSupplier random,
      Function<? super Throwable, Outcome> classify) {
    this(settings, guards, executor, clock, random, classify, Disposal.CLOSE);
  }

  /**
   * Calls whose answers need more than {@link AutoCloseable#close} when nobody gets them, or less.
   *
   * @param disposal what is done with such answers; never given the object that the caller got
   * @throws IllegalArgumentException if permits of a guard do not outlive an attempt
   */
  public Calls(
      CallSettings settings,
      Guards guards,
      ExecutorService executor,
      LongSupplier clock,
      LongSupplier random,
      Function<? super Throwable, Outcome> classify,
      Disposal disposal) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.guards = Objects.requireNonNull(guards, "guards").checkedFor(settings);
    this.executor = Objects.requireNonNull(executor, "executor");
    this.clock = new SteadyClock(Objects.requireNonNull(clock, "clock"));
    this.random = Objects.requireNonNull(random, "random");
    this.classify = Objects.requireNonNull(classify, "classify");
    this.disposal = Objects.requireNonNull(disposal, "disposal");
  }

  /**
   * What is known without knowing the protocol: a {@link TimeoutException}, and what the JDK's
   * sockets and HTTP client throw when they have waited long enough, is a timeout; another {@link
   * IOException} is an error; all else is the caller's own mistake and says nothing about the other
   * side. What futures and streams wrap is looked at ({@link ExecutionException}, {@link
   * CompletionException}, {@link UncheckedIOException}).
   */
  public static Outcome outcomeOf(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return switch (thrown) {
      case ExecutionException _, CompletionException _, UncheckedIOException _ when cause != null ->
          outcomeOf(cause);
      case TimeoutException _, SocketTimeoutException _ -> Outcome.TIMEOUT;
      case IOException _ -> isHttpTimeout(thrown) ? Outcome.TIMEOUT : Outcome.ERROR;
      default -> Outcome.IGNORED;
    };
  }

  /** By name: who does not use the JDK's HTTP client need not have its module. */
  private static boolean isHttpTimeout(Throwable thrown) {
    for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals("java.net.http.HttpTimeoutException")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Makes a call whose server knows its key, so that attempts may be repeated and hedged.
   *
   * @throws CallFailedException if there is no answer; it says why
   * @throws InterruptedException if the caller was interrupted; its attempts are cancelled
   */
  public <T extends @Nullable Object> T idempotent(
      Deadline deadline, Priority priority, Attempt.Body<T> body)
      throws CallFailedException, InterruptedException {
    return new Loop<>(deadline, priority, IdempotencyKey.draw(random), body).run();
  }

  /**
   * Makes a call that must not be done twice: it is repeated only when the other side has refused
   * it.
   *
   * @throws CallFailedException if there is no answer; it says why
   * @throws InterruptedException if the caller was interrupted; its attempts are cancelled
   */
  public <T extends @Nullable Object> T once(
      Deadline deadline, Priority priority, Attempt.Body<T> body)
      throws CallFailedException, InterruptedException {
    return new Loop<>(deadline, priority, null, body).run();
  }

  /** How many attempts were handed to the executor, of calls that are over. */
  public long attempts() {
    return counts.attempts.get();
  }

  /** How many of the attempts were retries. */
  public long retries() {
    return counts.retries.get();
  }

  /** How many of the attempts were hedges. */
  public long hedges() {
    return counts.hedges.get();
  }

  /** How many calls ended as {@link Ending.Answered}. */
  public long answered() {
    return counts.answered.get();
  }

  /** How many calls ended as {@link Ending.Failed}. */
  public long failed() {
    return counts.failed.get();
  }

  /** How many calls ended as {@link Ending.Refused}. */
  public long refused() {
    return counts.refused.get();
  }

  /** How many calls ended as {@link Ending.Late}. */
  public long late() {
    return counts.late.get();
  }

  /** How many calls ended as {@link Ending.Cancelled}: their caller was interrupted. */
  public long cancelled() {
    return counts.cancelled.get();
  }

  /** How many answers nobody got, so that they went to the {@link Disposal}. */
  public long unused() {
    return counts.unused.get();
  }

  /** How often the {@link Disposal} threw. */
  public long notDisposed() {
    return counts.notDisposed.get();
  }

  /** How often the clock was set back by more than a second: {@link SteadyClock#lateReadings}. */
  public long lateReadings() {
    return clock.lateReadings();
  }

  /** One call. */
  private final class Loop<T extends @Nullable Object> {
    private final Call call;
    private final @Nullable IdempotencyKey key;
    private final Attempt.Body<T> body;
    private final Results<T> results = new Results<>(executor, disposal, counts);
    private final @Nullable Future<?>[] tasks = new Future<?>[settings.attempts()];
    private final Map<Integer, Result<T>> ended = new LinkedHashMap<>();
    private @Nullable Throwable rejection;
    private @Nullable Throwable thrown;

    Loop(Deadline deadline, Priority priority, @Nullable IdempotencyKey key, Attempt.Body<T> body) {
      this.key = key;
      this.body = body;
      call = new Call(settings, guards, deadline, priority, key != null, random, clock.getAsLong());
    }

    T run() throws CallFailedException, InterruptedException {
      Ending ending = null;
      Result<T> used = null;
      try {
        ending = loop();
        if (ending instanceof Ending.Answered(var attempt)) {
          // Not the first result: that may be of an attempt that had timed out before.
          Result<T> result = Objects.requireNonNull(ended.get(attempt));
          if (result.thrown() != null) {
            // A success for the other side, and still no answer.
            throw new CallFailedException(ending, result.thrown());
          }
          used = result;
          return answer(result);
        }
        throw new CallFailedException(ending, cause(ending));
      } finally {
        if (ending == null) {
          call.cancel(clock.getAsLong());
          cancelAll();
        }
        counts.add(call, ending == null ? new Ending.Cancelled() : ending);
        results.leave(used, ended.values());
      }
    }

    /** What the attempt threw that decided; else what was thrown last. */
    private @Nullable Throwable cause(Ending ending) {
      if (ending instanceof Ending.Failed(var attempt, _, _)) {
        Result<T> result = ended.get(attempt);
        if (result != null && result.thrown() != null) {
          return result.thrown();
        }
      }
      return thrown == null ? rejection : thrown;
    }

    /** A body that answered null said itself that its answers may be null. */
    @SuppressWarnings("NullAway")
    private T answer(Result<T> result) {
      return result.answer();
    }

    private Ending loop() throws InterruptedException {
      while (true) {
        for (Result<T> result = results.poll(); result != null; result = results.poll()) {
          take(result);
        }
        long now = clock.getAsLong();
        switch (call.next(now)) {
          case Step.Send(var attempt, var deadline) -> send(attempt, deadline);
          case Step.Cancel(var attempt) -> cancel(attempt);
          case Step.Wait(var until) -> {
            Result<T> result = results.poll(until - now);
            if (result != null) {
              take(result);
            }
          }
          case Step.Done(var ending) -> {
            return ending;
          }
        }
      }
    }

    private void send(int attempt, Deadline deadline) {
      try {
        tasks[attempt] = executor.submit(() -> attempt(new Attempt(attempt, deadline, key)));
      } catch (RejectedExecutionException e) {
        rejection = e;
        call.notSent(attempt, clock.getAsLong());
      }
    }

    /** On a thread of the executor. */
    private void attempt(Attempt attempt) {
      Result<T> result;
      try {
        result = new Result<>(attempt.number(), body.run(attempt), null);
      } catch (Throwable e) {
        // Whatever it is: the caller decides, and without a result would wait for the timeout.
        result = new Result<>(attempt.number(), null, e);
      }
      results.add(result);
    }

    private void take(Result<T> result) {
      Throwable failure = result.thrown();
      ended.put(result.attempt(), result);
      if (failure != null && (thrown == null || !(failure instanceof InterruptedException))) {
        thrown = failure;
      }
      Outcome outcome = failure == null ? Outcome.SUCCESS : classified(failure);
      call.ended(result.attempt(), outcome, clock.getAsLong());
    }

    private Outcome classified(Throwable failure) {
      try {
        return Objects.requireNonNull(
            classify.apply(failure), () -> "classify returned null for " + failure);
      } catch (Throwable e) {
        // What the attempt threw is what its caller looks for.
        if (e != failure) {
          e.addSuppressed(failure);
        }
        throw e;
      }
    }

    private void cancelAll() {
      for (int attempt = 0; attempt < call.started(); attempt++) {
        cancel(attempt);
      }
    }

    private void cancel(int attempt) {
      Future<?> task = tasks[attempt];
      if (task != null) {
        task.cancel(true);
      }
    }
  }
}

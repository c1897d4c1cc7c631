package dev.faultline.guard.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.retry.Deadline;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call says came of it is what came of it. */
class HonestCallsTest {
  private static final Deadline LONG = Deadline.in(Duration.ofMinutes(1));
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final SharedBulkhead bulkhead = new SharedBulkhead(10, Duration.ofMinutes(2), 1);

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  private Calls calls(Guards guards, LongSupplier clock, Function<Throwable, Outcome> classify) {
    CallSettings settings = CallSettings.DEFAULT.withAttempts(1).withAttemptTimeout(MINUTE);
    return new Calls(settings, guards, executor, clock, () -> 1, classify);
  }

  @Test
  void what_was_thrown_is_never_an_answer() {
    FileNotFoundException missing = new FileNotFoundException("no such order");
    SharedBreaker breaker =
        new SharedBreaker(
            BreakerSettings.DEFAULT.withWindow(MINUTE, 1).withPermitLife(Duration.ofMinutes(2)),
            2,
            System.nanoTime());
    Guards guards = Guards.NONE.with(bulkhead).with(breaker);
    assertThatThrownBy(() ->
            calls(guards, System::nanoTime, e -> Outcome.SUCCESS)
                .idempotent(
                    LONG,
                    Priority.NORMAL,
                    attempt -> {
                      throw missing;
                    }))
        .isInstanceOfSatisfying(
            CallFailedException.class,
            e -> assertThat(e.ending()).isEqualTo(new Ending.Answered(0)))
        .hasCause(missing);
    // For the breaker the other side is well.
    assertThat(breaker.opened()).isZero();
    assertThat(bulkhead.inUse(System.nanoTime())).isZero();
  }

  @Test
  void a_classification_that_says_nothing_is_named_and_gives_the_permits_back() {
    assertThatThrownBy(() ->
            calls(Guards.NONE.with(bulkhead), System::nanoTime, HonestCallsTest::nothing)
                .idempotent(
                    LONG,
                    Priority.NORMAL,
                    attempt -> {
                      throw new IOException("no");
                    }))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("classify returned null for java.io.IOException: no");
    assertThat(bulkhead.inUse(System.nanoTime())).isZero();
  }

  @SuppressWarnings("NullAway")
  private static Outcome nothing(Throwable thrown) {
    return null;
  }

  @Test
  void what_futures_and_streams_wrap_is_looked_at() {
    IOException broken = new IOException("reset");
    assertThat(Calls.outcomeOf(new ExecutionException(broken))).isEqualTo(Outcome.ERROR);
    assertThat(Calls.outcomeOf(new UncheckedIOException(broken))).isEqualTo(Outcome.ERROR);
    assertThat(Calls.outcomeOf(new CompletionException(new TimeoutException())))
        .isEqualTo(Outcome.TIMEOUT);
    assertThat(Calls.outcomeOf(new CompletionException(new ExecutionException(broken))))
        .isEqualTo(Outcome.ERROR);
    assertThat(Calls.outcomeOf(new HttpTimeoutException("late"))).isEqualTo(Outcome.TIMEOUT);
    assertThat(Calls.outcomeOf(new SocketTimeoutException("late"))).isEqualTo(Outcome.TIMEOUT);
    assertThat(Calls.outcomeOf(new CompletionException("without a cause", null)))
        .isEqualTo(Outcome.IGNORED);
    assertThat(Calls.outcomeOf(new IllegalStateException(broken))).isEqualTo(Outcome.IGNORED);
  }

  @Test
  void what_the_attempt_threw_is_not_lost_when_classify_throws() {
    IOException thrown = new IOException("no");
    IllegalStateException broken = new IllegalStateException("broken");
    Function<Throwable, Outcome> throwing =
        failure -> {
          throw broken;
        };
    assertThatThrownBy(() -> failing(thrown, throwing))
        .isSameAs(broken)
        .hasSuppressedException(thrown);
    assertThatThrownBy(() -> failing(thrown, HonestCallsTest::nothing))
        .isInstanceOf(NullPointerException.class)
        .hasSuppressedException(thrown);
    assertThatThrownBy(() ->
            failing(
                broken,
                failure -> {
                  throw broken;
                }))
        .isSameAs(broken);
  }

  private int failing(Exception thrown, Function<Throwable, Outcome> classify) throws Exception {
    return calls(Guards.NONE, System::nanoTime, classify)
        .idempotent(
            LONG,
            Priority.NORMAL,
            attempt -> {
              throw thrown;
            });
  }

  @Test
  @Timeout(20)
  void a_clock_that_is_set_back_does_not_make_a_caller_wait_longer() {
    AtomicLong readings = new AtomicLong();
    // Made, begun, sent, and asked what to wait for; then the clock is set back.
    LongSupplier clock =
        () ->
            System.nanoTime()
                - (readings.getAndIncrement() < 4 ? 0 : Duration.ofHours(1).toNanos());
    assertThatThrownBy(() ->
            calls(Guards.NONE, clock, Calls::outcomeOf)
                .idempotent(
                    Deadline.in(Duration.ofMillis(50)),
                    Priority.NORMAL,
                    attempt -> {
                      Thread.sleep(Duration.ofMinutes(1));
                      return 1;
                    }))
        .isInstanceOf(CallFailedException.class);
  }

  @Test
  void permits_that_do_not_outlive_an_attempt_are_refused() {
    Guards tooShort = Guards.NONE.with(new SharedBulkhead(1, Duration.ofMillis(50), 1));
    assertThatThrownBy(() -> calls(tooShort, System::nanoTime, Calls::outcomeOf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "permitLife of the bulkhead is PT0.05S, expected more than attemptTimeout, PT1M");
    Guards breaker =
        Guards.NONE.with(
            new SharedBreaker(
                // As long: an honest timeout would come back with a permit that has just expired.
                BreakerSettings.DEFAULT.withPermitLife(MINUTE), 1, 0));
    assertThatThrownBy(() -> calls(breaker, System::nanoTime, Calls::outcomeOf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permitLife of the breaker is PT1M, expected more than attemptTimeout, PT1M");
  }
}

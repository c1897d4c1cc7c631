package dev.faultline.guard.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.retry.Backoff;
import dev.faultline.guard.retry.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop around a call, with threads and the machine's clock. */
class CallsTest {
  private static final Deadline LONG = Deadline.in(Duration.ofMinutes(1));
  private static final CallSettings SETTINGS =
      CallSettings.DEFAULT
          .withAttemptTimeout(Duration.ofMinutes(1))
          .withBackoff(Backoff.fixed(Duration.ofMillis(1)));

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Random random = new Random(1);
  private final SharedBulkhead bulkhead = new SharedBulkhead(10, Duration.ofMinutes(1), 1);

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  private Calls calls(CallSettings settings) {
    return new Calls(
        settings, Guards.NONE.with(bulkhead), executor, System::nanoTime, random::nextLong);
  }

  @Test
  void an_error_is_repeated_with_the_same_key_and_the_next_number() throws Exception {
    List<Attempt> attempts = new CopyOnWriteArrayList<>();
    String answer =
        calls(SETTINGS)
            .idempotent(
                LONG,
                Priority.NORMAL,
                attempt -> {
                  attempts.add(attempt);
                  if (attempt.number() < 2) {
                    throw new IOException("no");
                  }
                  return "yes";
                });
    assertThat(answer).isEqualTo("yes");
    assertThat(attempts).extracting(Attempt::number).containsExactly(0, 1, 2);
    assertThat(attempts).extracting(Attempt::key).containsOnly(attempts.getFirst().key());
    assertThat(attempts.getFirst().key()).isNotNull();
    assertThat(attempts)
        .extracting(attempt -> attempt.deadline().attempt())
        .containsExactly(0, 1, 2);
    assertThat(bulkhead.inUse(System.nanoTime())).isZero();
  }

  @Test
  void what_is_done_once_is_not_repeated_after_an_error() {
    AtomicInteger attempts = new AtomicInteger();
    IOException broken = new IOException("connection reset");
    assertThatThrownBy(() ->
            calls(SETTINGS)
                .once(
                    LONG,
                    Priority.NORMAL,
                    attempt -> {
                      attempts.incrementAndGet();
                      assertThat(attempt.key()).isNull();
                      throw broken;
                    }))
        .isInstanceOfSatisfying(
            CallFailedException.class,
            e -> assertThat(e.ending()).isEqualTo(new Ending.Failed(0, Outcome.ERROR, null)))
        .hasMessage("attempt 0 failed with ERROR")
        .hasCause(broken);
    assertThat(attempts).hasValue(1);
  }

  @Test
  void a_hedge_answers_for_an_attempt_that_hangs_and_the_hanging_one_is_interrupted()
      throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    int answered =
        calls(SETTINGS.withHedges(1, Duration.ofMillis(5)))
            .idempotent(
                LONG,
                Priority.NORMAL,
                attempt -> {
                  if (attempt.number() == 0) {
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      interrupted.countDown();
                      throw e;
                    }
                  }
                  return attempt.number();
                });
    assertThat(answered).isEqualTo(1);
    interrupted.await();
    assertThat(bulkhead.inUse(System.nanoTime())).isZero();
  }

  @Test
  void the_deadline_holds_even_where_an_attempt_does_not_heed_its_interrupt() {
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(() ->
            calls(SETTINGS)
                .idempotent(
                    Deadline.in(Duration.ofMillis(30)),
                    Priority.NORMAL,
                    attempt -> {
                      while (never.getCount() > 0) {
                        try {
                          never.await();
                        } catch (InterruptedException e) {
                          // Goes on.
                        }
                      }
                      return 1;
                    }))
        .isInstanceOf(CallFailedException.class)
        .hasMessage("no answer before the deadline");
    never.countDown();
  }

  @Test
  void a_caller_that_is_interrupted_cancels_its_attempts() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                calls(SETTINGS)
                    .idempotent(
                        LONG,
                        Priority.NORMAL,
                        attempt -> {
                          began.countDown();
                          try {
                            return new CountDownLatch(1).getCount() + block();
                          } catch (InterruptedException e) {
                            interrupted.countDown();
                            throw e;
                          }
                        });
              } catch (InterruptedException e) {
                left.countDown();
              } catch (CallFailedException e) {
                throw new AssertionError(e);
              }
            });
    began.await();
    caller.interrupt();
    left.await();
    interrupted.await();
    assertThat(bulkhead.inUse(System.nanoTime())).isZero();
  }

  private static long block() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }

  @Test
  void an_executor_that_takes_nothing_ends_the_call_and_is_named() {
    executor.shutdown();
    assertThatThrownBy(() -> calls(SETTINGS).idempotent(LONG, Priority.NORMAL, attempt -> 1))
        .isInstanceOf(CallFailedException.class)
        .hasCauseInstanceOf(java.util.concurrent.RejectedExecutionException.class);
    assertThat(bulkhead.inUse(System.nanoTime())).isZero();
  }

  @Test
  void an_answer_of_null_is_an_answer() throws Exception {
    assertThat(this.<Object>nothing()).isNull();
  }

  @SuppressWarnings({"NullAway", "nullness"})
  private <T> T nothing() throws Exception {
    return calls(SETTINGS).idempotent(LONG, Priority.NORMAL, attempt -> null);
  }
}

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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop around a call, with threads and the machine's clock. */
@Timeout(60)
class CallsTest {
  private static final Deadline LONG = Deadline.in(Duration.ofMinutes(1));
  private static final CallSettings SETTINGS =
      CallSettings.DEFAULT
          .withAttemptTimeout(Duration.ofMinutes(1))
          .withBackoff(Backoff.fixed(Duration.ofMillis(1)));

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Random random = new Random(1);
  private final SharedBulkhead bulkhead = new SharedBulkhead(10, Duration.ofMinutes(2), 1);

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
    // However little of the 30 ms is left when this thread gets to run: it is sent, or is late.
    CallSettings settings = SETTINGS.withLeast(Duration.ZERO);
    try {
      late(settings, never);
    } finally {
      never.countDown();
    }
  }

  private void late(CallSettings settings, CountDownLatch never) {
    assertThatThrownBy(() ->
            calls(settings)
                .idempotent(
                    Deadline.in(Duration.ofMillis(30)),
                    Priority.NORMAL,
                    attempt -> {
                      await(never);
                      return 1;
                    }))
        .isInstanceOf(CallFailedException.class)
        .hasMessage("no answer before the deadline");
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
        .hasMessage("not sent, refused by EXECUTOR")
        .hasCauseInstanceOf(RejectedExecutionException.class);
    assertThat(bulkhead.inUse(System.nanoTime())).isZero();
  }

  @Test
  void a_hedge_for_which_the_executor_has_no_room_leaves_the_attempt_that_is_out()
      throws Exception {
    CountDownLatch rejected = new CountDownLatch(1);
    ExecutorService one =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new SynchronousQueue<>(),
            (task, pool) -> {
              rejected.countDown();
              throw new RejectedExecutionException("full");
            });
    try {
      Calls calls =
          new Calls(
              SETTINGS.withHedges(1, Duration.ofMillis(1)),
              Guards.NONE.with(bulkhead),
              one,
              System::nanoTime,
              random::nextLong);
      int answered =
          calls.idempotent(
              LONG,
              Priority.NORMAL,
              attempt -> {
                rejected.await();
                return attempt.number();
              });
      assertThat(answered).isZero();
      assertThat(bulkhead.inUse(System.nanoTime())).isZero();
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void the_answer_of_an_attempt_that_had_timed_out_is_not_taken_for_that_of_the_next()
      throws Exception {
    AtomicLong skipped = new AtomicLong();
    CountDownLatch isLate = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch firstIsDone = new CountDownLatch(1);
    ExecutorService two =
        new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {
          @Override
          public void execute(Runnable task) {
            super.execute(task);
            await(isLate);
          }

          @Override
          protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
            firstIsDone.countDown();
          }
        };
    try {
      Calls calls =
          new Calls(
              SETTINGS,
              Guards.NONE,
              two,
              () -> System.nanoTime() + skipped.get(),
              random::nextLong);
      int answered =
          calls.idempotent(
              Deadline.in(Duration.ofMinutes(5)),
              Priority.NORMAL,
              attempt -> {
                if (attempt.number() == 0) {
                  skipped.set(Duration.ofMinutes(2).toNanos());
                  isLate.countDown();
                  await(second);
                } else {
                  second.countDown();
                  await(firstIsDone);
                }
                return attempt.number();
              });
      assertThat(answered).isEqualTo(1);
    } finally {
      two.shutdownNow();
    }
  }

  /** Does not heed interrupts. */
  private static void await(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // Goes on.
      }
    }
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

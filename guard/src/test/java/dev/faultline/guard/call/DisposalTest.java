package dev.faultline.guard.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.retry.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that nobody gets are given up, and the one that the caller gets is not. */
@Timeout(60)
class DisposalTest {
  private static final Deadline LONG = Deadline.in(Duration.ofMinutes(1));
  private static final CallSettings HEDGED =
      CallSettings.DEFAULT
          .withAttemptTimeout(Duration.ofMinutes(1))
          .withHedges(1, Duration.ofNanos(1));

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Integer> closed = new CopyOnWriteArrayList<>();
  private volatile boolean sawInterrupt;

  private final class Open implements AutoCloseable {
    private final int attempt;

    Open(int attempt) {
      this.attempt = attempt;
    }

    @Override
    public void close() {
      sawInterrupt |= Thread.currentThread().isInterrupted();
      closed.add(attempt);
    }
  }

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  /** Waits for all attempts, and for what they dispose of. */
  private void settle() throws InterruptedException {
    executor.shutdown();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  private Calls calls(Disposal disposal) {
    return new Calls(
        HEDGED, Guards.NONE, executor, System::nanoTime, () -> 1, Calls::outcomeOf, disposal);
  }

  private static void awaitThroughInterrupts(CountDownLatch latch) {
    boolean wasInterrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void an_answer_that_comes_when_the_call_is_over_is_closed() throws Exception {
    CountDownLatch isOver = new CountDownLatch(1);
    Calls calls = new Calls(HEDGED, Guards.NONE, executor, System::nanoTime, () -> 1);
    Open answer =
        calls.idempotent(
            LONG,
            Priority.NORMAL,
            attempt -> {
              if (attempt.number() == 0) {
                awaitThroughInterrupts(isOver);
              }
              return new Open(attempt.number());
            });
    assertThat(answer.attempt).isEqualTo(1);
    isOver.countDown();
    settle();
    assertThat(closed).containsExactly(0);
    assertThat(sawInterrupt).as("what the interrupt was for is over").isFalse();
    assertThat(calls.unused()).isEqualTo(1);
    assertThat(calls.hedges()).isEqualTo(1);
    assertThat(calls.retries()).isZero();
  }

  /** Both answer at once: in the queue, or just too late for it. */
  @RepeatedTest(200)
  void of_answers_that_come_together_all_but_one_are_closed() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    Calls calls = calls(Disposal.CLOSE);
    Open answer =
        calls.idempotent(
            LONG,
            Priority.NORMAL,
            attempt -> {
              together.await();
              return new Open(attempt.number());
            });
    settle();
    assertThat(closed).containsExactly(1 - answer.attempt);
    assertThat(calls.unused()).isEqualTo(1);
  }

  @Test
  void the_object_that_the_caller_got_is_not_disposed_of_whoever_else_answered_it()
      throws Exception {
    CountDownLatch isOver = new CountDownLatch(1);
    Open shared = new Open(7);
    Calls calls = calls(Disposal.CLOSE);
    Open answer =
        calls.idempotent(
            LONG,
            Priority.NORMAL,
            attempt -> {
              if (attempt.number() == 0) {
                awaitThroughInterrupts(isOver);
              }
              return shared;
            });
    isOver.countDown();
    settle();
    assertThat(answer).isSameAs(shared);
    assertThat(closed).isEmpty();
    assertThat(calls.unused()).isZero();
  }

  @Test
  void the_answer_of_a_call_that_was_late_is_disposed_of_and_what_that_throws_is_counted()
      throws Exception {
    CountDownLatch isOver = new CountDownLatch(1);
    List<Object> disposed = new CopyOnWriteArrayList<>();
    // The deadline is over when the attempt has begun, and not before.
    AtomicLong now = new AtomicLong();
    Disposal disposal =
        answer -> {
          disposed.add(answer);
          throw new AssertionError("cannot be given up");
        };
    Calls calls =
        new Calls(HEDGED, Guards.NONE, executor, now::get, () -> 1, Calls::outcomeOf, disposal);
    assertThatThrownBy(() ->
            calls.once(
                Deadline.in(Duration.ofMillis(20)),
                Priority.NORMAL,
                attempt -> {
                  now.set(Duration.ofMinutes(1).toNanos());
                  awaitThroughInterrupts(isOver);
                  return "late";
                }))
        .isInstanceOf(CallFailedException.class);
    isOver.countDown();
    settle();
    assertThat(calls.late()).isEqualTo(1);
    assertThat(disposed).containsExactly("late");
    assertThat(calls.unused()).isEqualTo(1);
    assertThat(calls.notDisposed()).isEqualTo(1);
  }

  @Test
  void an_answer_to_a_caller_that_was_interrupted_is_closed() throws Exception {
    CountDownLatch isOver = new CountDownLatch(1);
    Calls calls = calls(Disposal.CLOSE);
    Thread caller = Thread.currentThread();
    assertThatThrownBy(() ->
            calls.once(
                LONG,
                Priority.NORMAL,
                attempt -> {
                  caller.interrupt();
                  awaitThroughInterrupts(isOver);
                  return new Open(attempt.number());
                }))
        .isInstanceOf(InterruptedException.class);
    isOver.countDown();
    settle();
    assertThat(closed).containsExactly(0);
    assertThat(calls.cancelled()).isEqualTo(1);
  }

  @Test
  void an_answer_that_its_interrupted_caller_has_not_looked_at_is_closed() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    CountDownLatch isInQueue = new CountDownLatch(1);
    AtomicLong readings = new AtomicLong();
    try (ExecutorService one =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {
          @Override
          protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
            isInQueue.countDown();
          }
        }) {
      // Made, begun, sent, and asked what to wait for: between its looks at the queue.
      LongSupplier clock =
          () -> {
            if (readings.incrementAndGet() == 4) {
              mayAnswer.countDown();
              awaitThroughInterrupts(isInQueue);
              Thread.currentThread().interrupt();
            }
            return 0;
          };
      Calls calls = new Calls(HEDGED, Guards.NONE, one, clock, () -> 1);
      assertThatThrownBy(() ->
              calls.once(
                  LONG,
                  Priority.NORMAL,
                  attempt -> {
                    mayAnswer.await();
                    return new Open(attempt.number());
                  }))
          .isInstanceOf(InterruptedException.class);
    }
    assertThat(closed).containsExactly(0);
  }
}

package dev.faultline.guard.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.time.SteadyClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BoundedQueueTest {
  private static final long MS = 1_000_000;

  private record Job(int number, long cameAt, long endsAt) {}

  private final List<Job> shed = new ArrayList<>();
  private long now = Long.MAX_VALUE - 50 * MS;

  private BoundedQueue<Job> queue(QueueSettings<Job> settings) {
    return new BoundedQueue<>(settings.onShed(shed::add), () -> now);
  }

  private Job job(int number) {
    return new Job(number, now, now + 100 * MS);
  }

  @Test
  void a_full_queue_refuses_and_nothing_is_lost() {
    BoundedQueue<Job> queue = queue(QueueSettings.of(4));
    for (int i = 0; i < 4; i++) {
      assertThat(queue.offer(job(i))).isTrue();
    }
    assertThat(queue.offer(job(4))).isFalse();
    assertThat(queue.refused()).isEqualTo(1);
    assertThat(queue.size()).isEqualTo(4);
    for (int i = 0; i < 4; i++) {
      assertThat(queue.poll()).isEqualTo(job(i));
    }
    assertThat(queue.poll()).isNull();
    assertThat(shed).isEmpty();
  }

  @Test
  void a_full_queue_that_sheds_the_oldest_takes_what_comes() {
    BoundedQueue<Job> queue = queue(QueueSettings.<Job>of(4).sheddingOldest());
    for (int i = 0; i < 6; i++) {
      assertThat(queue.offer(job(i))).isTrue();
    }
    assertThat(shed).containsExactly(job(0), job(1));
    assertThat(queue.shed()).isEqualTo(2);
    assertThat(queue.poll()).isEqualTo(job(2));
  }

  @Test
  void what_nobody_waits_for_is_shed_when_its_turn_comes() {
    BoundedQueue<Job> queue = queue(QueueSettings.<Job>of(4).sheddingLate(Job::endsAt));
    queue.offer(job(0));
    now += 60 * MS;
    queue.offer(job(1));
    now += 40 * MS;
    Job taken = queue.poll();
    assertThat(taken).isNotNull();
    assertThat(taken.number()).isEqualTo(1);
    assertThat(shed).extracting(Job::number).containsExactly(0);
    queue.offer(job(2));
    now += 100 * MS;
    assertThat(queue.poll()).isNull();
    assertThat(queue.shed()).isEqualTo(2);
  }

  @Test
  void a_long_queue_gives_the_newest_first_and_a_short_one_the_oldest() {
    BoundedQueue<Job> queue = queue(QueueSettings.<Job>of(8).newestFirst(4));
    for (int i = 0; i < 6; i++) {
      queue.offer(job(i));
    }
    List<Integer> order = new ArrayList<>();
    for (Job taken = queue.poll(); taken != null; taken = queue.poll()) {
      order.add(taken.number());
    }
    assertThat(order).containsExactly(5, 4, 3, 0, 1, 2);
  }

  @Test
  void a_long_queue_sheds_its_oldest_when_it_is_full() {
    BoundedQueue<Job> queue = queue(QueueSettings.<Job>of(3 + 1).newestFirst(2).sheddingOldest());
    for (int i = 0; i < 5; i++) {
      queue.offer(job(i));
    }
    assertThat(shed).extracting(Job::number).containsExactly(0);
    assertThat(queue.poll()).isEqualTo(job(4));
  }

  @Test
  void a_queue_that_stands_is_controlled_and_one_that_empties_is_not() {
    BoundedQueue<Job> queue =
        queue(
            QueueSettings.<Job>of(1024)
                .controllingDelay(Job::cameAt, Duration.ofMillis(5), Duration.ofMillis(100)));
    long worst = 0;
    // 300 a second come, 250 are done.
    for (int i = 0; i < 15_000; i++) {
      queue.offer(job(i));
      now += 3_333_333;
      Job taken = i % 6 == 5 ? null : queue.poll();
      if (taken != null && i > 7_500) {
        worst = Math.max(worst, now - taken.cameAt());
      }
    }
    assertThat(queue.shed()).isPositive();
    assertThat(worst).isLessThan(200 * MS);
    assertThat(queue.refused()).isZero();
  }

  /** Against a plain model, all policies at once. */
  @RepeatedTest(30)
  void it_does_what_a_plain_queue_does(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    QueueSettings<Job> settings = QueueSettings.of(8);
    int longFrom = random.nextBoolean() ? 1 + random.nextInt(8) : 0;
    boolean shedsOldest = random.nextBoolean();
    boolean shedsLate = random.nextBoolean();
    settings = longFrom > 0 ? settings.newestFirst(longFrom) : settings;
    settings = shedsOldest ? settings.sheddingOldest() : settings;
    settings = shedsLate ? settings.sheddingLate(Job::endsAt) : settings;
    BoundedQueue<Job> queue = queue(settings);
    Deque<Job> model = new ArrayDeque<>();
    List<Job> gone = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String where = "seed " + seed + ", step " + i;
      now += random.nextLong(40 * MS);
      if (random.nextInt(5) < 3) {
        boolean fits = model.size() < 8;
        if (!fits && shedsOldest) {
          gone.add(model.removeFirst());
        }
        if (fits || shedsOldest) {
          model.addLast(job(i));
        }
        assertThat(queue.offer(job(i))).as(where).isEqualTo(fits || shedsOldest);
      } else {
        Job expected = null;
        while (expected == null && !model.isEmpty()) {
          boolean isLong = longFrom > 0 && model.size() >= longFrom;
          Job next = isLong ? model.removeLast() : model.removeFirst();
          if (shedsLate && now - next.endsAt() >= 0) {
            gone.add(next);
          } else {
            expected = next;
          }
        }
        assertThat(queue.poll()).as(where).isEqualTo(expected);
      }
      assertThat(queue.size()).as(where).isEqualTo(model.size());
      assertThat(shed).as(where).isEqualTo(gone);
    }
  }

  @Test
  void settings_out_of_range_are_named() {
    assertThatThrownBy(() -> QueueSettings.of(1))
        .hasMessage("capacity is 1, expected 2 to 1073741824");
    assertThatThrownBy(() -> queue(QueueSettings.of(1_000)))
        .hasMessage("capacity is 1000, expected a power of two, such as 1024, or newestFirst");
    assertThatThrownBy(() -> queue(QueueSettings.of((1 << 29) + 1)))
        .hasMessageContaining("such as 536870912,");
    assertThat(queue(QueueSettings.<Job>of(1_000).newestFirst(500)).capacity()).isEqualTo(1_000);
    assertThatThrownBy(() ->
            new QueueSettings<Job>(
                8, false, 0, null, null, Duration.ofMillis(9), Duration.ofMillis(5), job -> {}))
        .hasMessageStartingWith("interval is PT0.005S");
    assertThatThrownBy(() -> QueueSettings.of(8).newestFirst(9))
        .hasMessage("from is 9, expected 1 to 8");
    assertThatThrownBy(() ->
            QueueSettings.<Job>of(8)
                .controllingDelay(Job::cameAt, Duration.ofMillis(5), Duration.ofMillis(5)))
        .hasMessageStartingWith("interval is PT0.005S");
  }

  @Test
  void a_step_back_takes_nothing_from_a_wait_and_adds_nothing() {
    Patience patience = new Patience(10 * MS, 0);
    assertThat(patience.left(4 * MS)).isEqualTo(6 * MS);
    assertThat(patience.left(-3_600_000 * MS)).isEqualTo(6 * MS);
    assertThat(patience.left(-3_600_000 * MS + 5 * MS)).isEqualTo(MS);
    assertThat(patience.left(0)).isZero();
    assertThat(new Patience(-1, 0).left(0)).isZero();
  }

  @Test
  void waits_for_an_element_and_for_room_end_although_the_clock_is_set_back()
      throws InterruptedException {
    BoundedQueue<Job> queue = new BoundedQueue<>(QueueSettings.of(2), this::setBackOnce);
    assertThat(queue.poll(10 * MS)).isNull();
    queue.offer(job(1));
    queue.offer(job(2));
    readings = 0;
    assertThat(queue.offer(job(3), 10 * MS)).isFalse();
  }

  private int readings;

  /** Each reading is 5 ms after the one before, but the second is an hour before it. */
  private long setBackOnce() {
    now += ++readings == 2 ? -3_600_000 * MS : 5 * MS;
    if (readings > 12) {
      throw new AssertionError("the wait goes on after 12 looks");
    }
    return now;
  }

  @Test
  void stamps_of_a_steady_clock_outlive_a_step_back() {
    SteadyClock clock = new SteadyClock(() -> now);
    QueueSettings<Job> settings = QueueSettings.<Job>of(4).sheddingLate(Job::endsAt);
    BoundedQueue<Job> queue = new BoundedQueue<>(settings.onShed(shed::add), clock);
    queue.offer(new Job(0, 0, clock.getAsLong() + 1_000 * MS));
    now -= 3_600_000 * MS;
    queue.offer(new Job(1, 0, clock.getAsLong() + 120_000 * MS));
    now += 60_000 * MS;
    assertThat(queue.poll()).extracting(Job::number).isEqualTo(1);
    assertThat(shed).extracting(Job::number).containsExactly(0);
    assertThat(clock.stepsBack()).isEqualTo(1);
  }

  @Test
  void an_element_that_is_never_late_is_not_shed_whatever_the_clock_says() {
    BoundedQueue<Job> queue =
        queue(QueueSettings.<Job>of(4).sheddingLate(job -> QueueSettings.NEVER_LATE));
    for (long at : new long[] {-5_000 * MS, 0, Long.MAX_VALUE, Long.MIN_VALUE}) {
      now = at;
      queue.offer(job(1));
      assertThat(queue.poll()).as("clock at %d", at).isNotNull();
    }
  }

  @Test
  void what_the_settings_throw_reaches_nobodys_path_and_loses_no_element() {
    IllegalStateException broken = new IllegalStateException("broken");
    BoundedQueue<Integer> oldest =
        new BoundedQueue<>(
            QueueSettings.<Integer>of(2)
                .sheddingOldest()
                .onShed(element -> {
                  throw broken;
                }),
            () -> now);
    for (int i = 0; i < 3; i++) {
      assertThat(oldest.offer(i)).as("offer of %d", i).isTrue();
    }
    assertThat(oldest.shed()).isEqualTo(1);
    assertThat(oldest.thrown()).isSameAs(broken);
    assertThat(oldest.poll()).isEqualTo(1);
    assertThat(oldest.poll()).isEqualTo(2);

    BoundedQueue<Integer> late =
        new BoundedQueue<>(
            QueueSettings.<Integer>of(4)
                .sheddingLate(element -> {
                  if (element == 1) {
                    throw broken;
                  }
                  return element == 2 ? now : now + 1;
                }),
            () -> now);
    for (int i = 0; i < 4; i++) {
      late.offer(i);
    }
    assertThat(late.poll()).isEqualTo(0);
    assertThat(late.thrown()).isNull();
    assertThat(late.poll()).as("nobody can say whether it is late").isEqualTo(1);
    assertThat(late.thrown()).isSameAs(broken);
    assertThat(late.poll()).isEqualTo(3);
    assertThat(late.shed()).isEqualTo(1);
  }

  @Test
  void an_error_passes_and_what_it_came_with_is_told_of() {
    List<Integer> given = new ArrayList<>();
    BoundedQueue<Integer> queue =
        new BoundedQueue<>(
            QueueSettings.<Integer>of(2)
                .sheddingLate(element -> {
                  throw new StackOverflowError("deep");
                })
                .onShed(given::add),
            () -> now);
    queue.offer(5);
    assertThatThrownBy(queue::poll).isInstanceOf(StackOverflowError.class);
    assertThat(given).containsExactly(5);
    assertThat(queue.shed()).isEqualTo(1);
  }

  /** A waiter that nobody wakes: the pauses between its looks double. */
  @Test
  void whoever_waits_long_looks_seldom() throws InterruptedException {
    AtomicInteger looks = new AtomicInteger();
    BoundedQueue<Integer> queue =
        new BoundedQueue<>(
            QueueSettings.of(2),
            () -> {
              looks.incrementAndGet();
              return System.nanoTime();
            });
    assertThat(queue.poll(200 * MS)).isNull();
    // 1 + 2 + 4 … ms reach 200 ms in 8 pauses; a wake-up for no reason may add some.
    assertThat(looks.get()).isLessThan(30);
    assertThat(Waiting.pauseNanos(0)).isEqualTo(MS);
    assertThat(Waiting.pauseNanos(9)).isEqualTo(512 * MS);
    assertThat(Waiting.pauseNanos(Integer.MAX_VALUE)).isEqualTo(1_024 * MS);
  }
}

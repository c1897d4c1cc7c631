package dev.faultline.guard.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.Hands;
import dev.faultline.guard.PermitTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A breaker in stripes decides as one that is whole. */
class SharedBreakerTest {
  /** What two breakers gave for the same call. */
  private record Pair(long whole, long shared) {}

  @RepeatedTest(300)
  void it_decides_as_a_breaker_of_one_thread_does(RepetitionInfo repetition) throws Exception {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    BreakerSettings settings = settings(random);
    long now = random.nextBoolean() ? Long.MAX_VALUE - random.nextInt(1_000) : random.nextLong();
    CircuitBreaker whole = new CircuitBreaker(settings, 3, now);
    SharedBreaker shared = new SharedBreaker(settings, 3, now, 1 << random.nextInt(5));
    int badPercent = random.nextInt(100);
    List<Pair> out = new ArrayList<>();
    try (Hands hands = new Hands(4)) {
      for (int step = 0; step < 2_000; step++) {
        String where = "seed " + seed + ", step " + step + ", " + settings;
        long at = now;
        if (random.nextInt(3) > 0) {
          long permit = whole.tryAcquire(at);
          long other = hands.ask(random.nextInt(4), () -> shared.tryAcquire(at));
          assertThat(other == CircuitBreaker.REFUSED)
              .as(where)
              .isEqualTo(permit == CircuitBreaker.REFUSED);
          out.add(new Pair(permit, other));
        } else if (!out.isEmpty()) {
          int index = random.nextInt(out.size());
          // Some come back twice.
          Pair pair = random.nextInt(20) == 0 ? out.get(index) : out.remove(index);
          Outcome outcome =
              random.nextInt(100) < badPercent
                  ? Outcome.values()[1 + random.nextInt(4)]
                  : Outcome.SUCCESS;
          whole.report(pair.whole(), outcome, at);
          hands.ask(
              random.nextInt(4),
              () -> {
                shared.report(pair.shared(), outcome, at);
                return 0;
              });
        }
        if (random.nextInt(50) == 0) {
          assertThat(shared.state(now)).as(where).isEqualTo(whole.state(now));
          assertThat(shared.remainingOpenNanos(now))
              .as(where)
              .isEqualTo(whole.remainingOpenNanos(now));
          assertThat(shared.permitsOut(now)).as(where).isEqualTo(whole.permitsOut(now));
          assertThat(List.of(shared.opened(), shared.refused(), shared.late(), shared.misused()))
              .as(where)
              .isEqualTo(List.of(whole.opened(), whole.refused(), whole.late(), whole.misused()));
          assertThat(shared.lateReadings()).as(where).isEqualTo(whole.lateReadings());
        }
        now += later(random);
      }
    }
  }

  private static BreakerSettings settings(SplittableRandom random) {
    BreakerSettings settings =
        BreakerSettings.DEFAULT
            .withWindow(Duration.ofMillis(1 + random.nextInt(60_000)), 1 + random.nextInt(40))
            .withAnyFailure(0.05 + 0.9 * random.nextDouble())
            .withOpen(Duration.ofMillis(1 + random.nextInt(2_000)), Duration.ofMinutes(1))
            .withProbes(1 + random.nextInt(3))
            .withPermitLife(Duration.ofMillis(1 + random.nextInt(5_000)));
    return random.nextBoolean()
        ? settings
        : settings.withShare(Outcome.OVERLOAD, 0.05 + 0.5 * random.nextDouble());
  }

  /** Mostly a little; at times long; at times a clock that is set back. */
  private static long later(SplittableRandom random) {
    return switch (random.nextInt(200)) {
      case 0 -> -Duration.ofSeconds(2 + random.nextInt(3_600)).toNanos();
      case 1, 2 -> random.nextLong(Duration.ofSeconds(30).toNanos());
      default -> random.nextLong(Duration.ofMillis(20).toNanos());
    };
  }

  @Test
  void permits_name_the_stripe_in_which_they_were_given() throws Exception {
    SharedBreaker breaker = new SharedBreaker(BreakerSettings.DEFAULT, 1, 0, 16);
    try (Hands hands = new Hands(2)) {
      long first = hands.ask(0, () -> breaker.tryAcquire(0));
      long second = hands.ask(1, () -> breaker.tryAcquire(0));
      assertThat(PermitTable.partOf(first, 16)).isNotEqualTo(PermitTable.partOf(second, 16));
      // By the other thread.
      hands.ask(1, () -> report(breaker, first));
      hands.ask(0, () -> report(breaker, second));
    }
    assertThat(breaker.permitsOut(0)).isZero();
    assertThat(breaker.misused()).isZero();
  }

  private static long report(SharedBreaker breaker, long permit) {
    breaker.report(permit, Outcome.SUCCESS, 0);
    return 0;
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3, 17, 32})
  void a_number_of_stripes_that_cannot_be_is_refused(int stripes) {
    assertThatThrownBy(() -> new SharedBreaker(BreakerSettings.DEFAULT, 1, 0, stripes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stripes is " + stripes);
  }

  @Test
  void failures_of_several_stripes_open_it_at_the_same_result_as_those_of_one() throws Exception {
    SharedBreaker breaker =
        new SharedBreaker(
            BreakerSettings.DEFAULT.withWindow(Duration.ofSeconds(10), 1).withAnyFailure(0.1),
            1,
            0);
    List<Long> permits = new ArrayList<>();
    try (Hands hands = new Hands(8)) {
      for (int i = 0; i < 112; i++) {
        permits.add(hands.ask(i % 8, () -> breaker.tryAcquire(0)));
      }
    }
    permits.subList(0, 100).forEach(permit -> breaker.report(permit, Outcome.SUCCESS, 0));
    assertThat(breaker.state(0)).isEqualTo(CircuitBreaker.State.CLOSED);
    // 11 of 111 are less than a tenth, 12 of 112 are more.
    permits.subList(100, 111).forEach(permit -> breaker.report(permit, Outcome.ERROR, 0));
    assertThat(breaker.tryAcquire(0)).isNotEqualTo(CircuitBreaker.REFUSED);
    breaker.report(permits.get(111), Outcome.ERROR, 0);
    assertThat(breaker.tryAcquire(0)).isEqualTo(CircuitBreaker.REFUSED);
  }

  @Test
  void nothing_is_lost_or_counted_twice_by_threads_that_compete() throws Exception {
    int calls = 200_000;
    SharedBreaker breaker =
        new SharedBreaker(BreakerSettings.DEFAULT.withWindow(Duration.ofHours(1), 1_000_000), 1, 0);
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  return;
                }
                for (int call = 0; call < calls / 4; call++) {
                  long permit = breaker.tryAcquire(call);
                  breaker.report(permit, call % 2 == 0 ? Outcome.ERROR : Outcome.SUCCESS, call);
                  breaker.report(permit, Outcome.ERROR, call);
                }
              }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(breaker.permitsOut(calls)).isZero();
    assertThat(breaker.misused()).isEqualTo(calls);
    assertThat(breaker.late() + breaker.refused() + breaker.opened()).isZero();
  }
}

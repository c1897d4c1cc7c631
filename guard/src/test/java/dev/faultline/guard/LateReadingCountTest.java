package dev.faultline.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.admission.AdaptiveLimit;
import dev.faultline.guard.admission.Bulkhead;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.Ejection;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.breaker.SharedEjection;
import dev.faultline.guard.call.Call;
import dev.faultline.guard.call.CallFailedException;
import dev.faultline.guard.call.CallSettings;
import dev.faultline.guard.call.Calls;
import dev.faultline.guard.call.CancelTable;
import dev.faultline.guard.call.Guards;
import dev.faultline.guard.call.IdempotencyKey;
import dev.faultline.guard.call.ReplyTable;
import dev.faultline.guard.detect.DetectionMethod;
import dev.faultline.guard.detect.DetectorSettings;
import dev.faultline.guard.detect.HeartbeatDetector;
import dev.faultline.guard.detect.SharedHeartbeatDetector;
import dev.faultline.guard.queue.BoundedQueue;
import dev.faultline.guard.queue.CoDel;
import dev.faultline.guard.queue.QueueSettings;
import dev.faultline.guard.queue.SharedCoDel;
import dev.faultline.guard.retry.Deadline;
import dev.faultline.guard.retry.RetryBudget;
import dev.faultline.guard.swim.Swim;
import dev.faultline.guard.swim.SwimSettings;
import dev.faultline.guard.time.BoundedClock;
import dev.faultline.guard.time.HybridClock;
import dev.faultline.guard.time.LeaseGrantor;
import dev.faultline.guard.time.LeaseHolder;
import dev.faultline.guard.time.LeaseTerms;
import dev.faultline.guard.time.SteadyClock;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every guard counts the readings that lie more than a second before the latest, each once. */
class LateReadingCountTest {
  private static final long SECOND = 1_000_000_000;
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final DetectorSettings DETECTOR =
      DetectorSettings.of(new DetectionMethod.Fixed(TEN));

  /**
   * A guard that was made at some time.
   *
   * @param read gives it a reading
   * @param late what it has counted
   */
  private record Reader(LongConsumer read, LongSupplier late) {}

  private record Case(Class<?> guard, LongFunction<Reader> make) {
    @Override
    public String toString() {
      return guard.getSimpleName();
    }
  }

  static final List<Case> GUARDS =
      List.of(
          new Case(
              CircuitBreaker.class,
              start -> {
                CircuitBreaker breaker = new CircuitBreaker(BreakerSettings.DEFAULT, 1, start);
                return new Reader(breaker::state, breaker::lateReadings);
              }),
          new Case(
              SharedBreaker.class,
              start -> {
                SharedBreaker breaker = new SharedBreaker(BreakerSettings.DEFAULT, 1, start);
                return new Reader(
                    now -> breaker.report(7, Outcome.SUCCESS, now), breaker::lateReadings);
              }),
          new Case(
              Ejection.class,
              start -> {
                Ejection group = new Ejection(2, 0.5, 1, TEN);
                return new Reader(
                    now -> group.report(0, Outcome.SUCCESS, now), group::lateReadings);
              }),
          new Case(
              SharedEjection.class,
              start -> {
                SharedEjection group = new SharedEjection(2, 0.5, 1, TEN);
                return new Reader(
                    now -> group.report(0, Outcome.SUCCESS, now), group::lateReadings);
              }),
          new Case(
              Bulkhead.class,
              start -> {
                Bulkhead bulkhead = new Bulkhead(1, TEN, 1);
                return new Reader(
                    now -> bulkhead.tryAcquire(Priority.NORMAL, now), bulkhead::lateReadings);
              }),
          new Case(
              SharedBulkhead.class,
              start -> {
                SharedBulkhead bulkhead = new SharedBulkhead(100, TEN, 1);
                return new Reader(
                    now -> bulkhead.tryAcquire(Priority.NORMAL, now), bulkhead::lateReadings);
              }),
          new Case(
              RateLimiter.class,
              start -> {
                RateLimiter limiter = new RateLimiter(1, Duration.ofSeconds(1), 1, start);
                return new Reader(limiter::tryAcquire, limiter::lateReadings);
              }),
          new Case(
              AdaptiveLimit.class,
              start -> {
                AdaptiveLimit limit = new AdaptiveLimit(10, 1, 100, TEN, start);
                return new Reader(now -> limit.answered(start, true, now), limit::lateReadings);
              }),
          new Case(
              SharedAdaptiveLimit.class,
              start -> {
                SharedAdaptiveLimit limit = new SharedAdaptiveLimit(10, 1, 100, TEN, start);
                return new Reader(now -> limit.answered(start, 0, now), limit::lateReadings);
              }),
          new Case(
              RetryBudget.class,
              start -> {
                RetryBudget budget = new RetryBudget(0.1, 10, 1, start);
                return new Reader(budget::request, budget::lateReadings);
              }),
          new Case(
              CoDel.class,
              start -> {
                CoDel delay = new CoDel(Duration.ofMillis(5), TEN);
                return new Reader(now -> delay.shouldDrop(SECOND, false, now), delay::lateReadings);
              }),
          new Case(
              SharedCoDel.class,
              start -> {
                SharedCoDel delay = new SharedCoDel(Duration.ofMillis(5), TEN);
                return new Reader(now -> delay.shouldDrop(SECOND, false, now), delay::lateReadings);
              }),
          new Case(BoundedQueue.class, LateReadingCountTest::queue),
          new Case(Calls.class, LateReadingCountTest::calls),
          new Case(
              Call.class,
              start -> {
                Call call =
                    new Call(
                        CallSettings.DEFAULT,
                        Guards.NONE,
                        Deadline.in(TEN),
                        Priority.NORMAL,
                        false,
                        () -> 5,
                        start);
                return new Reader(call::next, call::lateReadings);
              }),
          new Case(
              CancelTable.class,
              start -> {
                CancelTable<String> table = new CancelTable<>(TEN, TEN, 10);
                return new Reader(now -> table.cancel("work", now), table::lateReadings);
              }),
          new Case(
              ReplyTable.class,
              start -> {
                ReplyTable<String> table = new ReplyTable<>(TEN, 10);
                return new Reader(
                    now -> table.begin(new IdempotencyKey(1, 2), 0, now), table::lateReadings);
              }),
          new Case(
              HeartbeatDetector.class,
              start -> {
                HeartbeatDetector detector = new HeartbeatDetector(DETECTOR, 1, start);
                return new Reader(now -> detector.isSuspected(0, now), detector::lateReadings);
              }),
          new Case(
              SharedHeartbeatDetector.class,
              start -> {
                SharedHeartbeatDetector detector = new SharedHeartbeatDetector(DETECTOR, 1, start);
                return new Reader(detector::suspected, detector::lateReadings);
              }),
          new Case(
              Swim.class,
              start -> {
                Swim swim =
                    new Swim(
                        SwimSettings.DEFAULT,
                        0,
                        2,
                        0,
                        new SplittableRandom(1),
                        start,
                        (to, message) -> {});
                return new Reader(swim::tick, swim::lateReadings);
              }),
          new Case(
              LeaseGrantor.class,
              start -> {
                LeaseGrantor grantor = LeaseGrantor.first(new LeaseTerms(TEN, 0), start);
                return new Reader(now -> grantor.grant(1, now), grantor::lateReadings);
              }),
          new Case(
              LeaseHolder.class,
              start -> {
                LeaseHolder holder = new LeaseHolder(new LeaseTerms(TEN, 0));
                return new Reader(holder::isHeld, holder::lateReadings);
              }),
          new Case(
              HybridClock.class,
              start -> {
                HybridClock clock = HybridClock.inMemory(Duration.ofSeconds(1));
                return new Reader(
                    now -> clock.stamp((now - start + 20 * SECOND) / 1_000_000),
                    clock::lateReadings);
              }),
          new Case(
              BoundedClock.class,
              start -> {
                BoundedClock clock = new BoundedClock();
                return new Reader(clock::now, clock::lateReadings);
              }));

  private static Reader queue(long start) {
    long[] now = {start};
    BoundedQueue<Integer> queue =
        new BoundedQueue<>(
            QueueSettings.<Integer>of(2).sheddingLate(element -> QueueSettings.NEVER_LATE),
            () -> now[0]);
    return new Reader(
        reading -> {
          now[0] = reading;
          queue.offer(1);
          queue.poll();
        },
        queue::lateReadings);
  }

  /** Its clock goes on from where it was, so that each step back of it is one. */
  private static Reader calls(long start) {
    long[] now = {start};
    ExecutorService none = Executors.newSingleThreadExecutor();
    none.shutdown();
    Calls calls = new Calls(CallSettings.DEFAULT, Guards.NONE, none, () -> now[0], () -> 1);
    return new Reader(
        reading -> {
          now[0] = reading;
          try {
            calls.once(Deadline.in(TEN), Priority.NORMAL, attempt -> 1);
          } catch (CallFailedException | InterruptedException e) {
            assertThat(e).hasMessageContaining("EXECUTOR");
          }
        },
        calls::lateReadings);
  }

  @ParameterizedTest
  @FieldSource("GUARDS")
  void a_reading_that_is_late_by_more_than_a_second_is_counted_once(Case guard) {
    for (long start : new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE - 3 * SECOND}) {
      Reader reader = guard.make().apply(start);
      reader.read().accept(start);
      reader.read().accept(start + 10 * SECOND);
      reader.read().accept(start + 9 * SECOND + SECOND / 2);
      assertThat(reader.late().getAsLong()).as("by half a second").isZero();
      reader.read().accept(start + 8 * SECOND);
      assertThat(reader.late().getAsLong()).as("by two seconds").isEqualTo(1);
      reader.read().accept(start + 10 * SECOND);
      reader.read().accept(start - 3_600 * SECOND);
      assertThat(reader.late().getAsLong()).as("by an hour").isEqualTo(2);
    }
  }

  @Test
  void every_guard_that_has_a_time_is_tested_here() throws Exception {
    Set<String> tested =
        GUARDS.stream()
            .map(each -> each.guard().getName())
            .collect(Collectors.toCollection(TreeSet::new));
    tested.add(SteadyClock.class.getName());
    assertThat(guardsWithTime()).containsExactlyInAnyOrderElementsOf(tested);
  }

  /** What has a time of its own, or stripes of one that has, and all that count. */
  private static Set<String> guardsWithTime()
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path classes =
        Path.of(LatestTime.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> guards = new TreeSet<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String name =
            classes.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
        if (!name.equals("module-info") && !name.endsWith("package-info")) {
          Class<?> type = Class.forName(name, false, LatestTime.class.getClassLoader());
          if (hasTime(type)) {
            guards.add(name);
          }
        }
      }
    }
    // What the others are made of.
    guards.remove(LatestTime.class.getName());
    return guards;
  }

  private static boolean hasTime(Class<?> type) {
    Set<Class<?>> times = Set.of(LatestTime.class, LateReadings.class, Stripes.class);
    return Arrays.stream(type.getDeclaredFields()).anyMatch(f -> times.contains(f.getType()))
        || Arrays.stream(type.getDeclaredMethods())
            .anyMatch(method -> method.getName().equals("lateReadings"));
  }

  @Test
  void a_steady_clock_counts_the_steps_back_that_are_longer_than_a_second() {
    long[] now = {Long.MIN_VALUE};
    SteadyClock clock = new SteadyClock(() -> now[0]);
    for (long step : new long[] {10 * SECOND, -SECOND / 2, -2 * SECOND, SECOND, -3_600 * SECOND}) {
      now[0] += step;
      clock.getAsLong();
    }
    assertThat(clock.stepsBack()).isEqualTo(3);
    assertThat(clock.lateReadings()).isEqualTo(2);
  }
}

package dev.faultline.guard.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.breaker.SharedEjection;
import dev.faultline.guard.call.CallFailedException;
import dev.faultline.guard.call.CallSettings;
import dev.faultline.guard.call.Calls;
import dev.faultline.guard.call.CancelTable;
import dev.faultline.guard.call.Guards;
import dev.faultline.guard.call.IdempotencyKey;
import dev.faultline.guard.call.ReplyTable;
import dev.faultline.guard.detect.DetectionMethod;
import dev.faultline.guard.detect.DetectorSettings;
import dev.faultline.guard.detect.SharedHeartbeatDetector;
import dev.faultline.guard.queue.BoundedQueue;
import dev.faultline.guard.queue.CreditedPublisher;
import dev.faultline.guard.queue.CreditedSubscriber;
import dev.faultline.guard.queue.QueueSettings;
import dev.faultline.guard.queue.SharedCoDel;
import dev.faultline.guard.retry.Backoff;
import dev.faultline.guard.retry.Deadline;
import dev.faultline.guard.retry.RetryBudget;
import dev.faultline.guard.time.HybridClock;
import dev.faultline.guard.time.LeaseHolder;
import dev.faultline.guard.time.LeaseTerms;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GuardMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SharedBreaker breaker =
      new SharedBreaker(BreakerSettings.DEFAULT.withWindow(Duration.ofSeconds(10), 1), 1, 0);
  private final SharedBulkhead bulkhead = new SharedBulkhead(1, Duration.ofSeconds(10), 1);
  private final RetryBudget budget = new RetryBudget(0.1, 7, 0, 0);
  private final SharedAdaptiveLimit limit =
      new SharedAdaptiveLimit(100, 1, 100, Duration.ofSeconds(10), 0);
  private final SharedEjection group = new SharedEjection(4, 0.5, 1, Duration.ofSeconds(10));
  private final BoundedQueue<Integer> queue = new BoundedQueue<>(QueueSettings.of(2), () -> 0);

  private final CreditedPublisher<Integer> publisher = new CreditedPublisher<>(2, credit -> {});
  private final CreditedSubscriber<Integer> subscriber =
      new CreditedSubscriber<>(element -> {}, () -> {}, thrown -> {});
  private final RateLimiter limiter = new RateLimiter(1, Duration.ofSeconds(1), 1, 0);
  private final SharedHeartbeatDetector detector =
      new SharedHeartbeatDetector(
          DetectorSettings.of(new DetectionMethod.Fixed(Duration.ofSeconds(1))), 2, -1);
  private final HybridClock hybrid = HybridClock.inMemory(Duration.ofSeconds(1));
  private final SharedCoDel delay = new SharedCoDel(Duration.ofMillis(5), Duration.ofMillis(100));
  private final ReplyTable<String> replies = new ReplyTable<>(Duration.ofSeconds(10), 10);
  private final CancelTable<String> cancels =
      new CancelTable<>(Duration.ofSeconds(10), Duration.ofSeconds(10), 10);
  private final LeaseHolder lease = new LeaseHolder(new LeaseTerms(Duration.ofSeconds(10), 0));
  private final Calls calls =
      new Calls(
          CallSettings.DEFAULT.withAttempts(2).withBackoff(Backoff.fixed(Duration.ofMillis(1))),
          Guards.NONE,
          new SameThread(),
          System::nanoTime,
          () -> 1);

  /** Runs what it is given at once, so that counts are exact. */
  private static final class SameThread extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  private void addAll() {
    new GuardMeters(registry, () -> 0)
        .add("bank", breaker)
        .add("bank", bulkhead)
        .add("bank", budget)
        .add("bank", limiter)
        .add("bank", calls)
        .add("bank", limit)
        .add("bank", group)
        .add("bank", queue)
        .add("bank", publisher)
        .add("bank", detector)
        .add("bank", hybrid)
        .add("bank", delay)
        .add("bank", replies)
        .add("bank", cancels)
        .add("bank", lease)
        .add("bank", subscriber);
  }

  private double value(String meter) {
    return registry
        .get("faultline.guard." + meter)
        .tag("name", "bank")
        .meter()
        .measure()
        .iterator()
        .next()
        .getValue();
  }

  @Test
  void meters_show_what_guards_have_counted() {
    addAll();
    assertThat(value("breaker.state")).isZero();
    breaker.report(breaker.tryAcquire(0), Outcome.ERROR, 0);
    breaker.tryAcquire(0);
    breaker.report(77, Outcome.ERROR, 0);
    assertThat(value("breaker.state")).isEqualTo(1);
    assertThat(value("breaker.opened")).isEqualTo(1);
    assertThat(value("breaker.refused")).isEqualTo(1);
    assertThat(value("breaker.misused")).isEqualTo(1);
    bulkhead.tryAcquire(Priority.CRITICAL, 0);
    bulkhead.tryAcquire(Priority.RECOVERY, 0);
    assertThat(value("bulkhead.in.use")).isEqualTo(1);
    assertThat(
            registry
                .get("faultline.guard.bulkhead.refused")
                .tag("priority", "recovery")
                .functionCounter()
                .count())
        .isEqualTo(1);
    assertThat(value("budget.tokens")).isEqualTo(7);
    limit.dropped();
    assertThat(value("adaptive.dropped")).isEqualTo(1);
    assertThat(value("adaptive.limit")).isEqualTo(limit.limit());
    group.report(0, Outcome.ERROR, 0);
    assertThat(value("ejection.out")).isEqualTo(1);
    assertThat(value("ejection.ejected")).isEqualTo(1);
    queue.offer(1);
    queue.offer(2);
    queue.offer(3);
    assertThat(value("queue.size")).isEqualTo(2);
    assertThat(value("queue.capacity")).isEqualTo(2);
    assertThat(value("queue.refused")).isEqualTo(1);
    assertThat(value("queue.shed")).isZero();
    publisher.arrived(1);
    publisher.arrived(2);
    publisher.arrived(3);
    assertThat(value("publisher.waiting")).isEqualTo(2);
    assertThat(value("publisher.overrun")).isEqualTo(1);
    assertThat(value("publisher.lost.grants")).isZero();
    detector.heard(0, 1, -1, -1);
    detector.heard(0, 1, -1, -1);
    detector.heard(7, 1, 0, -1);
    assertThat(value("detector.suspected")).isZero();
    assertThat(value("detector.stale")).isEqualTo(1);
    assertThat(value("detector.misused")).isEqualTo(1);
    detector.heard(0, 1, 7_200_000_000_000L, -1);
    assertThat(value("detector.odd")).isEqualTo(1);
    assertThat(detector.isSuspected(0, 1_000_000_000)).isTrue();
    assertThat(value("detector.suspicions")).isEqualTo(1);
    detector.heard(0, 1, 1_000_000_000, 1_000_000_000);
    assertThat(value("detector.mistakes")).isEqualTo(1);
    assertThat(value("detector.pauses")).isZero();
    hybrid.received(-1, 0);
    assertThat(value("clock.refused")).isEqualTo(1);
    subscriber.onNext(1);
    assertThat(value("subscriber.sent")).isZero();
    assertThat(value("subscriber.misused")).isEqualTo(1);
  }

  @Test
  void every_meter_says_what_it_is_and_a_time_its_unit() {
    addAll();
    assertThat(registry.getMeters())
        .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    assertThat(registry.get("faultline.guard.adaptive.base").meter().getId().getBaseUnit())
        .isEqualTo("nanoseconds");
  }

  @Test
  void a_name_that_is_taken_is_refused_until_it_is_removed() {
    addAll();
    GuardMeters meters = new GuardMeters(registry, () -> 0);
    SharedBreaker second = new SharedBreaker(BreakerSettings.DEFAULT, 2, 0);
    int before = registry.getMeters().size();
    assertThatThrownBy(() -> meters.add("bank", second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the registry has a breaker named 'bank', expected another name, or remove(\"bank\")"
                + " before");
    List<ThrowingCallable> others =
        List.of(
            () -> meters.add("bank", bulkhead),
            () -> meters.add("bank", budget),
            () -> meters.add("bank", limiter),
            () -> meters.add("bank", calls),
            () -> meters.add("bank", limit),
            () -> meters.add("bank", group),
            () -> meters.add("bank", queue),
            () -> meters.add("bank", publisher),
            () -> meters.add("bank", detector),
            () -> meters.add("bank", hybrid),
            () -> meters.add("bank", delay),
            () -> meters.add("bank", replies),
            () -> meters.add("bank", cancels),
            () -> meters.add("bank", lease),
            () -> meters.add("bank", subscriber));
    others.forEach(add -> assertThatThrownBy(add).hasMessageContaining("named 'bank'"));
    assertThat(registry.getMeters()).hasSize(before);
    meters.add("shop", second);
    meters.remove("bank");
    assertThat(registry.getMeters())
        .hasSize(6)
        .allSatisfy(meter -> assertThat(meter.getId().getTag("name")).isEqualTo("shop"));
    meters.add("bank", second);
  }

  @Test
  void meters_show_what_became_of_calls_and_what_limits_refused() throws Exception {
    addAll();
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    calls.idempotent(deadline, Priority.NORMAL, attempt -> 1);
    calls.idempotent(
        deadline,
        Priority.NORMAL,
        attempt -> {
          if (attempt.number() == 0) {
            throw new IOException("once");
          }
          return 1;
        });
    assertThatThrownBy(() ->
            calls.once(
                deadline,
                Priority.NORMAL,
                attempt -> {
                  throw new IOException("no");
                }))
        .isInstanceOf(CallFailedException.class);
    assertThatThrownBy(() -> calls.once(Deadline.in(Duration.ZERO), Priority.NORMAL, attempt -> 1))
        .isInstanceOf(CallFailedException.class);
    assertThat(value("calls.attempts")).isEqualTo(4);
    assertThat(value("calls.retries")).isEqualTo(1);
    assertThat(value("calls.hedges")).isZero();
    assertThat(ended("answered")).isEqualTo(2);
    assertThat(ended("failed")).isEqualTo(1);
    assertThat(ended("late") + ended("refused")).isEqualTo(1);
    assertThat(ended("cancelled")).isZero();
    assertThat(value("calls.unused")).isZero();
    assertThat(value("calls.not.disposed")).isZero();

    limiter.tryAcquire(0);
    limiter.tryAcquire(0);
    limiter.tryAcquire(-Duration.ofSeconds(10).toNanos());
    assertThat(value("limiter.refused")).isEqualTo(2);
    for (int retry = 0; retry < 10; retry++) {
      budget.tryRetry(0);
    }
    assertThat(value("budget.refused")).isEqualTo(3);
  }

  @Test
  void meters_show_what_servers_know_and_what_came_late() {
    addAll();
    IdempotencyKey key = new IdempotencyKey(1, 2);
    replies.begin(key, 7, 0);
    replies.begin(key, 7, 0);
    replies.begin(key, 8, 0);
    assertThat(value("replies.size")).isEqualTo(1);
    assertThat(value("replies.repeated")).isEqualTo(1);
    assertThat(value("replies.misused")).isEqualTo(1);
    assertThat(value("replies.expired")).isZero();
    long ticket = cancels.begin("work", 0);
    cancels.cancel("work", 0);
    cancels.end("work", ticket);
    cancels.end("work", ticket);
    cancels.begin("more", 0);
    assertThat(value("cancels.size")).isEqualTo(1);
    assertThat(value("cancels.cancelled")).isEqualTo(1);
    assertThat(value("cancels.misused")).isEqualTo(1);
    assertThat(value("cancels.expired")).isZero();
    delay.shouldDrop(-1, false, 0);
    assertThat(value("codel.misused")).isEqualTo(1);
    assertThat(value("codel.dropped")).isZero();
    lease.granted(1, 0);
    assertThat(value("lease.left")).isEqualTo(1e10);
    publisher.lost(-1);
    assertThat(value("publisher.misused")).isEqualTo(1);

    assertThat(late()).hasSize(14).containsOnly(0.0);
    long before = -5_000_000_000L;
    breaker.tryAcquire(before);
    bulkhead.tryAcquire(Priority.NORMAL, 0);
    bulkhead.tryAcquire(Priority.NORMAL, before);
    budget.request(before);
    limiter.tryAcquire(before);
    limit.answered(before, true, before);
    group.isUsed(0, 0);
    group.isUsed(0, before);
    delay.shouldDrop(0, false, before);
    replies.begin(key, 7, before);
    cancels.cancel("work", before);
    lease.isHeld(before);
    detector.isSuspected(0, before);
    hybrid.stamp(10_000);
    hybrid.stamp(0);
    // The queue's clock stands, and that of the calls is never set back.
    assertThat(late()).filteredOn(count -> count == 0).hasSize(2);
    assertThat(late()).filteredOn(count -> count == 1).hasSize(12);
  }

  private List<Double> late() {
    return registry.getMeters().stream()
        .filter(meter -> meter.getId().getName().endsWith(".late.readings"))
        .map(meter -> meter.measure().iterator().next().getValue())
        .toList();
  }

  private double ended(String ending) {
    return registry
        .get("faultline.guard.calls.ended")
        .tag("ending", ending)
        .functionCounter()
        .count();
  }

  @Test
  void the_page_shows_how_to_use_it() throws IOException {
    MeterRegistry registry = this.registry;
    // The page's text:
    GuardMeters meters = new GuardMeters(registry, System::nanoTime);
    meters.add("bank", breaker).add("bank", bulkhead).add("bank", budget).add("bank", queue);
    // End of it.
    assertThat(value("budget.tokens")).isEqualTo(7);
    Path source =
        Path.of("src", "test", "java", GuardMetersTest.class.getName().replace('.', '/') + ".java");
    String shown =
        Files.readString(source)
            .split("// The page's text:\\n", 2)[1]
            .split("// End of it", 2)[0]
            .stripTrailing()
            .stripIndent();
    assertThat(Files.readString(Path.of("..", "docs", "guards.md"))).contains(shown);
  }

  @Test
  void the_page_names_exactly_these_meters() throws IOException {
    addAll();
    Set<String> names =
        registry.getMeters().stream()
            .map(Meter::getId)
            .map(Meter.Id::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    Path page = Path.of("..", "docs", "guards.md");
    Set<String> documented =
        Pattern.compile("`(faultline\\.guard\\.[a-z.]+)`")
            .matcher(Files.readString(page))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented).isEqualTo(names);
  }
}

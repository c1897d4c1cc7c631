package dev.faultline.bench.guard;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import dev.faultline.bench.Benchmark;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.retry.RetryBudget;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a decision of each guard costs, in time and bytes, alone and with two threads, beside
 * Resilience4j, Bucket4j and concurrency-limits, in interleaved rounds of one run.
 */
public final class GuardsBenchmark implements Benchmark {
  private static final int WARM_UP_TIMES = 500_000;
  private static final int WARM_UPS = 6;

  /** So few that they fit into the time for which a processor is given. */
  private static final int TIMES = 20_000;

  private static final int ROUNDS = 40;

  /** How often a measurement is repeated that other work of the machine has disturbed. */
  private static final int TRIES = 25;

  /**
   * The share of the time that a thread has to have a processor, or its measurement is thrown away.
   */
  private static final double UNDISTURBED = 0.97;

  /** The share of the time of each of two threads in which the other has to measure as well. */
  private static final double TOGETHER = 0.85;

  private final List<Contestant> contestants = new ArrayList<>();

  /** Kept, so that no decision is optimised away. */
  private volatile long sink;

  private interface Decision {
    /** One decision, and the report of its end where there is one. */
    long decide();
  }

  private record Contestant(
      String name, Decision decision, List<Double> alone, List<Double> two, List<Double> bytes) {
    Contestant(String name, Decision decision) {
      this(name, decision, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /** A guard without a face for threads is not used by two of them. */
    int threads() {
      return name.startsWith("single") ? 1 : 2;
    }
  }

  @Override
  public String name() {
    return "guards";
  }

  @Override
  public String description() {
    return "ns and bytes of a decision of each guard, alone and with two threads, beside its peers;"
        + " and the hand-over of a queue; arguments: decisions, limits, time or queue for"
        + " one of them";
  }

  private void add(String name, Decision decision) {
    contestants.add(new Contestant(name, decision));
  }

  private void ours() {
    SharedBreaker breaker = new SharedBreaker(BreakerSettings.DEFAULT, 1, System.nanoTime());
    add(
        "breaker, permit and report",
        () -> {
          long permit = breaker.tryAcquire(System.nanoTime());
          breaker.report(permit, Outcome.SUCCESS, System.nanoTime());
          return permit;
        });
    addBreakers();
    CircuitBreaker single = new CircuitBreaker(BreakerSettings.DEFAULT, 1, 0);
    add(
        "single-threaded breaker, permit and report",
        () -> {
          long permit = single.tryAcquire(System.nanoTime());
          single.report(permit, Outcome.SUCCESS, System.nanoTime());
          return permit;
        });
    RateLimiter limiter =
        new RateLimiter(1_000_000_000, Duration.ofSeconds(1), 1_000_000, System.nanoTime());
    add("rate limiter", () -> limiter.acquireOrWait(System.nanoTime()));
    SharedBulkhead bulkhead = new SharedBulkhead(1_000, Duration.ofSeconds(30), 1);
    add(
        "bulkhead, permit and release",
        () -> {
          long permit = bulkhead.tryAcquire(Priority.NORMAL, System.nanoTime());
          bulkhead.release(permit, System.nanoTime());
          return permit;
        });
    SharedBulkhead full = new SharedBulkhead(1, Duration.ofDays(30), 2);
    sink = full.tryAcquire(Priority.CRITICAL, System.nanoTime());
    add("full bulkhead, refused", () -> full.tryAcquire(Priority.CRITICAL, System.nanoTime()));
    RetryBudget budget = new RetryBudget(0.1, 100, 1, System.nanoTime());
    add(
        "retry budget, request and retry",
        () -> {
          long now = System.nanoTime();
          budget.request(now);
          return budget.tryRetry(now) ? 1 : 0;
        });
  }

  private void addBreakers() {
    SharedBreaker failing = new SharedBreaker(BreakerSettings.DEFAULT, 2, System.nanoTime());
    add(
        "breaker, one result in 100 an error",
        () -> {
          long permit = failing.tryAcquire(System.nanoTime());
          long now = System.nanoTime();
          failing.report(permit, now % 100 == 0 ? Outcome.ERROR : Outcome.SUCCESS, now);
          return permit;
        });
    SharedBreaker open =
        new SharedBreaker(
            BreakerSettings.DEFAULT
                .withWindow(Duration.ofSeconds(1), 1)
                .withOpen(Duration.ofDays(1), Duration.ofDays(1)),
            3,
            System.nanoTime());
    open.report(open.tryAcquire(System.nanoTime()), Outcome.ERROR, System.nanoTime());
    add("open breaker, refused", () -> open.tryAcquire(System.nanoTime()));
    CircuitBreaker locked = new CircuitBreaker(BreakerSettings.DEFAULT, 4, System.nanoTime());
    Object lock = new Object();
    add(
        "(the same under one lock)",
        () -> {
          long permit;
          long asked = System.nanoTime();
          synchronized (lock) {
            permit = locked.tryAcquire(asked);
          }
          long answered = System.nanoTime();
          synchronized (lock) {
            locked.report(permit, Outcome.SUCCESS, answered);
          }
          return permit;
        });
  }

  private void peers() {
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    AtomicLong atomic = new AtomicLong();
    add("(AtomicLong.getAndAdd)", () -> atomic.getAndAdd(1));
    add("(clock and AtomicLong.getAndAdd)", () -> System.nanoTime() + atomic.getAndAdd(1));
    add("(two readings of the clock)", () -> System.nanoTime() + System.nanoTime());
    for (SlidingWindowType type : SlidingWindowType.values()) {
      var breaker =
          io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
              "b", CircuitBreakerConfig.custom().slidingWindowType(type).build());
      add(
          "Resilience4j breaker, " + type.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          () -> {
            boolean may = breaker.tryAcquirePermission();
            breaker.onSuccess(1, TimeUnit.MILLISECONDS);
            return may ? 1 : 0;
          });
    }
    var limiter =
        io.github.resilience4j.ratelimiter.RateLimiter.of(
            "r",
            RateLimiterConfig.custom()
                .limitForPeriod(1_000_000_000)
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(Duration.ZERO)
                .build());
    add("Resilience4j rate limiter", () -> limiter.acquirePermission() ? 1 : 0);
    Bucket bucket =
        Bucket.builder()
            .addLimit(
                Bandwidth.builder()
                    .capacity(1_000_000_000)
                    .refillGreedy(1_000_000_000, Duration.ofSeconds(1))
                    .build())
            .build();
    add("Bucket4j", () -> bucket.tryConsume(1) ? 1 : 0);
    SimpleLimiter<Object> limits =
        SimpleLimiter.newBuilder().limit(AIMDLimit.newBuilder().initialLimit(100).build()).build();
    Object context = new Object();
    add(
        "concurrency-limits, AIMD",
        () -> {
          var permit = limits.acquire(context);
          permit.ifPresent(Limiter.Listener::onSuccess);
          return permit.isPresent() ? 1 : 0;
        });
  }

  @Override
  public void run(List<String> args) throws Exception {
    if (args.isEmpty() || args.contains("decisions")) {
      ours();
      peers();
    }
    if (args.isEmpty() || args.contains("limits")) {
      LimitDecisions.addTo((row, decision) -> add(row, decision::getAsLong));
    }
    if (args.isEmpty() || args.contains("time")) {
      TimeDecisions.addTo((row, decision) -> add(row, decision::getAsLong));
    }
    if (!contestants.isEmpty()) {
      decisions();
    }
    if (args.isEmpty() || args.contains("queue")) {
      new QueueRounds().run();
    }
  }

  private void decisions() throws InterruptedException {
    for (int round = 0; round < WARM_UPS; round++) {
      for (Contestant each : contestants) {
        measure(each.decision(), each.threads(), WARM_UP_TIMES);
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Contestant each : contestants) {
        undisturbed(each, 1, each.alone());
        if (each.threads() == 2) {
          undisturbed(each, 2, each.two());
        }
      }
    }
    System.out.printf(
        "%-44s %26s %26s %6s%n", "decision", "ns alone", "ns, each of two threads", "bytes");
    for (Contestant each : contestants) {
      System.out.printf(
          Locale.ROOT,
          "%-44s %26s %26s %6.1f%n",
          each.name(),
          text(each.alone()),
          text(each.two()),
          each.bytes().stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN));
    }
  }

  /** Measures until all threads had a processor all the time, or too often. */
  private void undisturbed(Contestant contestant, int threads, List<Double> results)
      throws InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      List<Sample> samples = measure(contestant.decision(), threads, TIMES);
      samples.forEach(sample -> contestant.bytes().add(sample.bytes()));
      if (isUndisturbed(samples)) {
        results.add(samples.stream().mapToDouble(Sample::nanos).max().orElseThrow());
        return;
      }
    }
  }

  /** Whether all threads ran all the time, and at the same time. */
  private static boolean isUndisturbed(List<Sample> samples) {
    long begin = samples.stream().mapToLong(Sample::begin).max().orElseThrow();
    long end = samples.stream().mapToLong(Sample::end).min().orElseThrow();
    return samples.stream()
        .allMatch(sample ->
            sample.hadProcessor() >= UNDISTURBED
                && end - begin >= TOGETHER * (sample.end() - sample.begin()));
  }

  /** What one thread has measured, for a decision, and for which share of the time it ran. */
  private record Sample(double nanos, double bytes, double hadProcessor, long begin, long end) {}

  private List<Sample> measure(Decision decision, int count, int times)
      throws InterruptedException {
    Sample[] samples = new Sample[count];
    CountDownLatch start = new CountDownLatch(count);
    Thread[] threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      int which = i;
      threads[i] =
          Thread.ofPlatform()
              .start(() -> {
                start.countDown();
                while (start.getCount() > 0) {
                  Thread.onSpinWait();
                }
                samples[which] = loop(decision, times);
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return List.of(samples);
  }

  private Sample loop(Decision decision, int times) {
    var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = bean.getCurrentThreadAllocatedBytes();
    long before = System.nanoTime();
    long processor = bean.getCurrentThreadCpuTime();
    long sum = 0;
    for (int i = 0; i < times; i++) {
      sum += decision.decide();
    }
    long used = bean.getCurrentThreadCpuTime() - processor;
    long nanos = System.nanoTime() - before;
    sink = sum;
    long allocated = bean.getCurrentThreadAllocatedBytes() - bytes;
    // What the measurement itself allocates is a few hundred bytes for all.
    return new Sample(
        (double) nanos / times,
        Math.floor(10.0 * allocated / times) / 10,
        (double) used / nanos,
        before,
        before + nanos);
  }

  /** The median, the lowest and the highest, and how many there are. */
  private static String text(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.0f (%.0f-%.0f) of %d",
            sorted[sorted.length / 2],
            sorted[0],
            sorted[sorted.length - 1],
            sorted.length);
  }
}

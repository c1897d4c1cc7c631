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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a decision of each guard costs, in time and bytes, alone and with two threads, beside
 * Resilience4j, Bucket4j and concurrency-limits, in interleaved rounds of one run.
 */
public final class GuardsBenchmark implements Benchmark {
  private static final int TIMES = 1_000_000;
  private static final int WARM_UPS = 6;
  private static final int ROUNDS = 9;

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
  }

  @Override
  public String name() {
    return "guards";
  }

  @Override
  public String description() {
    return "ns and bytes of a decision of each guard, alone and with two threads, beside its peers;"
        + " and the hand-over of a queue; arguments: decisions or queue for one of them";
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
    CircuitBreaker single = new CircuitBreaker(BreakerSettings.DEFAULT, 1, 0);
    add(
        "breaker of one thread, permit and report",
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
    RetryBudget budget = new RetryBudget(0.1, 100, 1, System.nanoTime());
    add(
        "retry budget, request and retry",
        () -> {
          long now = System.nanoTime();
          budget.request(now);
          return budget.tryRetry(now) ? 1 : 0;
        });
  }

  private void peers() {
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
    if (!args.contains("queue")) {
      decisions();
    }
    if (!args.contains("decisions")) {
      new QueueRounds().run();
    }
  }

  private void decisions() throws InterruptedException {
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    ours();
    peers();
    for (int round = 0; round < WARM_UPS + ROUNDS; round++) {
      for (Contestant each : contestants) {
        boolean isSingle = each.name().contains("of one thread");
        double[] alone = measure(each.decision(), 1);
        double[] two = isSingle ? alone : measure(each.decision(), 2);
        if (round >= WARM_UPS) {
          each.alone().add(alone[0]);
          each.bytes().add(alone[1]);
          each.two().add(isSingle ? Double.NaN : two[0]);
        }
      }
    }
    System.out.printf(
        "%-44s %20s %24s %8s%n", "decision", "ns alone", "ns each of two threads", "bytes");
    for (Contestant each : contestants) {
      System.out.printf(
          Locale.ROOT,
          "%-44s %20s %24s %8.1f%n",
          each.name(),
          text(each.alone()),
          text(each.two()),
          median(each.bytes()));
    }
  }

  /** Nanoseconds and bytes a decision, of each thread. */
  private double[] measure(Decision decision, int count) throws InterruptedException {
    double[][] results = new double[count][];
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
                results[which] = loop(decision);
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double slowest = 0;
    for (double[] result : results) {
      slowest = Math.max(slowest, result[0]);
    }
    return new double[] {slowest, results[0][1]};
  }

  private double[] loop(Decision decision) {
    var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = bean.getCurrentThreadAllocatedBytes();
    long before = System.nanoTime();
    long sum = 0;
    for (int i = 0; i < TIMES; i++) {
      sum += decision.decide();
    }
    long nanos = System.nanoTime() - before;
    sink = sum;
    long allocated = bean.getCurrentThreadAllocatedBytes() - bytes;
    // What the measurement itself allocates is a few hundred bytes for all.
    return new double[] {(double) nanos / TIMES, Math.floor(10.0 * allocated / TIMES) / 10};
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String text(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return Double.isNaN(sorted[0])
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.0f (%.0f-%.0f)",
            sorted[sorted.length / 2],
            sorted[0],
            sorted[sorted.length - 1]);
  }
}

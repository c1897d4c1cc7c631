package dev.faultline.guard.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.retry.Backoff.Kind;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that write one row under optimistic concurrency control, as in "Exponential Backoff and
 * Jitter" (AWS Architecture Blog, 2015): each reads a version and writes with it, and backs off
 * when another was faster. The network takes N(10 ms, 2 ms), the backoff is 5 ms to 2 s.
 */
class ContentionTest {
  private static final int RUNS = 100;

  private record Event(double at, long order, int client, int kind, long version) {}

  private record Result(double calls, double seconds, double deviation) {}

  /** Mean calls and seconds that AWS's own simulator gives; ours have to be within a tenth. */
  @ParameterizedTest
  @CsvSource({
    "100, EXPONENTIAL, 1871, 63.9",
    "100, DECORRELATED_JITTER, 1016, 4.7",
    "100, EQUAL_JITTER, 812, 6.8",
    "100, FULL_JITTER, 794, 4.9",
    "100, NONE, 2420, 2.0",
    "50, EXPONENTIAL, 614, 36.2",
    "50, DECORRELATED_JITTER, 375, 2.2",
    "50, EQUAL_JITTER, 346, 4.1",
    "50, FULL_JITTER, 332, 2.5",
    "50, NONE, 689, 1.1",
    "10, EXPONENTIAL, 49, 2.9",
    "10, DECORRELATED_JITTER, 37, 0.4",
    "10, EQUAL_JITTER, 42, 0.7",
    "10, FULL_JITTER, 39, 0.5",
    "10, NONE, 50, 0.4",
  })
  void calls_and_time_are_those_of_the_published_simulator(
      int clients, Kind kind, double calls, double seconds) {
    Backoff backoff =
        kind == Kind.NONE
            ? Backoff.NONE
            : Backoff.of(kind, Duration.ofMillis(5), Duration.ofSeconds(2));
    Result result = mean(clients, backoff, 42);
    assertThat(result.calls()).isBetween(0.9 * calls, 1.1 * calls);
    // The time is that of the slowest client, which varies, and the published mean is one of 20
    // runs: two standard errors of such a mean are added, and half of its last digit.
    double slack = 0.05 + 2 * result.deviation() / Math.sqrt(20);
    assertThat(result.seconds()).isBetween(0.9 * seconds - slack, 1.1 * seconds + slack);
  }

  private static Result mean(int clients, Backoff backoff, long seed) {
    Random random = new Random(seed);
    double calls = 0;
    double seconds = 0;
    double squares = 0;
    for (int run = 0; run < RUNS; run++) {
      Result one = run(clients, backoff, random);
      calls += one.calls() / RUNS;
      seconds += one.seconds() / RUNS;
      squares += one.seconds() * one.seconds() / RUNS;
    }
    return new Result(calls, seconds, Math.sqrt(squares - seconds * seconds));
  }

  private static final int READ = 0;
  private static final int READ_DONE = 1;
  private static final int WRITE = 2;
  private static final int WRITE_DONE = 3;

  private static Result run(int clients, Backoff backoff, Random random) {
    PriorityQueue<Event> queue =
        new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparing(Event::order));
    long order = 0;
    for (int client = 0; client < clients; client++) {
      queue.add(new Event(delay(random), order++, client, READ, 0));
    }
    int[] retries = new int[clients];
    long[] previous = new long[clients];
    long version = 0;
    int calls = 0;
    double now = 0;
    while (!queue.isEmpty()) {
      Event event = queue.remove();
      now = event.at();
      int client = event.client();
      switch (event.kind()) {
        case READ -> queue.add(new Event(now + delay(random), order++, client, READ_DONE, version));
        case READ_DONE ->
            queue.add(new Event(now + delay(random), order++, client, WRITE, event.version()));
        case WRITE -> {
          calls++;
          boolean written = event.version() == version;
          version += written ? 1 : 0;
          queue.add(new Event(now + delay(random), order++, client, WRITE_DONE, written ? 1 : 0));
        }
        default -> {
          if (event.version() == 0) {
            // The published simulator counts from one: its first wait is twice the base.
            previous[client] =
                backoff.delayNanos(++retries[client], previous[client], random.nextLong());
            double again = now + previous[client] / 1e6 + delay(random);
            queue.add(new Event(again, order++, client, READ, 0));
          }
        }
      }
    }
    return new Result(calls, now / 1_000, 0);
  }

  private static double delay(Random random) {
    return Math.abs(10 + 2 * random.nextGaussian());
  }
}

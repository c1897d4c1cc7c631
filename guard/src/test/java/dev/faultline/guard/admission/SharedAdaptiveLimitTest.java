package dev.faultline.guard.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.Hands;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** An adaptive limit in stripes finds what one that is whole finds. */
class SharedAdaptiveLimitTest {
  private static final long MS = 1_000_000;

  @RepeatedTest(100)
  void it_finds_what_a_limit_of_one_thread_finds(RepetitionInfo repetition) throws Exception {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int most = 1 + random.nextInt(200);
    int first = 1 + random.nextInt(most);
    Duration remeasure = Duration.ofMillis(1 + random.nextInt(10_000));
    long now = random.nextBoolean() ? Long.MAX_VALUE - random.nextInt(1_000) : random.nextLong();
    AdaptiveLimit whole = new AdaptiveLimit(first, 1, most, remeasure, now);
    SharedAdaptiveLimit shared =
        new SharedAdaptiveLimit(first, 1, most, remeasure, now, 1 << random.nextInt(5));
    int slow = random.nextInt(3);
    int highest = 0;
    int lowest = most;
    try (Hands hands = new Hands(4)) {
      for (int step = 0; step < 5_000; step++) {
        String where = "seed %d, step %d".formatted(seed, step);
        long at = now;
        int hand = random.nextInt(4);
        long took = (10 + random.nextInt(1 + 20 * slow)) * MS;
        long started = at - (random.nextInt(500) == 0 ? -took : took);
        Priority priority = Priority.values()[random.nextInt(4)];
        boolean isFull = random.nextInt(4) == 0;
        int inFlight = random.nextInt(500) == 0 ? 0 : 1 + random.nextInt(most);
        switch (random.nextInt(100) == 0 ? 0 : 1 + random.nextInt(2)) {
          case 0 -> {
            whole.dropped();
            hands.ask(
                hand,
                () -> {
                  shared.dropped();
                  return 0;
                });
          }
          case 1 -> {
            whole.answered(started, isFull, at);
            hands.ask(
                hand,
                () -> {
                  shared.answered(started, isFull, at);
                  return 0;
                });
          }
          default -> {
            whole.answered(priority, started, inFlight, at);
            hands.ask(
                hand,
                () -> {
                  shared.answered(priority, started, inFlight, at);
                  return 0;
                });
          }
        }
        assertThat(shared.limit()).as(where).isEqualTo(whole.limit());
        highest = Math.max(highest, whole.limit());
        lowest = Math.min(lowest, whole.limit());
        if (random.nextInt(50) == 0) {
          assertThat(
                  List.of(
                      shared.baseNanos(), shared.drops(), shared.misused(), shared.lateReadings()))
              .as(where)
              .isEqualTo(
                  List.of(whole.baseNanos(), whole.drops(), whole.misused(), whole.lateReadings()));
        }
        now +=
            switch (random.nextInt(500)) {
              case 0 -> -Duration.ofSeconds(2 + random.nextInt(30)).toNanos();
              case 1 -> random.nextLong(Duration.ofSeconds(30).toNanos());
              default -> random.nextLong(5 * MS);
            };
      }
    }
    assertThat(most == 1 || highest > lowest).as("seed %d: it changed", seed).isTrue();
  }
}

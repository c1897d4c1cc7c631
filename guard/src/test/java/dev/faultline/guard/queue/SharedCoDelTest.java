package dev.faultline.guard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.Hands;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Controlled delay in stripes decides as one that is whole. */
class SharedCoDelTest {
  private static final long MS = 1_000_000;

  @RepeatedTest(200)
  void it_drops_what_that_of_one_thread_drops(RepetitionInfo repetition) throws Exception {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    Duration target = Duration.ofMillis(1 + random.nextInt(20));
    Duration interval = target.plusMillis(1 + random.nextInt(200));
    CoDel whole = new CoDel(target, interval);
    SharedCoDel shared = new SharedCoDel(target, interval, 1 << random.nextInt(5));
    // A queue that stands, and a clock that is not set back, or any.
    boolean stands = seed % 2 == 0;
    int shortOfThousand = random.nextInt(stands ? 2 : 100);
    long now = random.nextBoolean() ? Long.MAX_VALUE - random.nextInt(1_000) : random.nextLong();
    try (Hands hands = new Hands(4)) {
      for (int step = 0; step < 3_000; step++) {
        long at = now;
        int kind = random.nextInt(1_000);
        long waited = target.toNanos() + random.nextLong(100 * MS);
        if (kind == 0) {
          waited = -waited;
        } else if (kind <= shortOfThousand) {
          waited = random.nextLong(target.toNanos());
        }
        boolean isLast = random.nextInt(500) == 0;
        boolean drops = whole.shouldDrop(waited, isLast, at);
        long same = waited;
        assertThat(hands.ask(random.nextInt(4), () -> shared.shouldDrop(same, isLast, at) ? 1 : 0))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(drops ? 1 : 0);
        now +=
            switch (random.nextInt(300)) {
              case 0 -> stands ? 0 : -Duration.ofSeconds(2 + random.nextInt(60)).toNanos();
              case 1 -> random.nextLong(Duration.ofSeconds(30).toNanos());
              default -> random.nextLong(5 * MS);
            };
      }
    }
    assertThat(List.of(shared.dropped(), shared.misused(), shared.lateReadings()))
        .isEqualTo(List.of(whole.dropped(), whole.misused(), whole.lateReadings()));
    assertThat(whole.dropped() > 0 || !stands).as("seed %d: it dropped", seed).isTrue();
  }
}

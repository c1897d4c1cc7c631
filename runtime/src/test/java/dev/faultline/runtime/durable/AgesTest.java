package dev.faultline.runtime.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AgesTest {
  private static final int MESSAGES = 200_000;

  @Test
  void the_age_of_the_oldest_is_never_too_small_and_little_too_large() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Ages ages = new Ages();
    long[] taken = new long[MESSAGES + 1];
    long now = random.nextLong(1L << 40);
    long processed = 0;
    long largest = 0;
    for (int message = 1; message <= MESSAGES; message++) {
      now += random.nextLong(2_000_000);
      taken[message] = now;
      ages.taken(message, now);
      if (random.nextInt(100) == 0) {
        long before = processed;
        processed = random.nextInt(50) == 0 ? message : random.nextLong(processed, message + 1L);
        long age = processed == message ? 0 : now - taken[(int) processed + 1];
        largest = Math.max(largest, now - taken[(int) before + 1]);
        assertThat(ages.oldest(processed, message, now))
            .as("message %d of %d", processed + 1, message)
            .isBetween(age, processed == message ? 0 : age + largest / 50 + 3_000_000);
      }
    }
  }
}

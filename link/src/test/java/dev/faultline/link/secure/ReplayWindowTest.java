package dev.faultline.link.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReplayWindowTest {
  private static final long SEED = 20_261_127;

  @Test
  void it_agrees_with_a_set_that_forgets_nothing() {
    System.out.println("replay windows from seed " + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 200; run++) {
      ReplayWindow window = new ReplayWindow();
      Set<Long> seen = new HashSet<>();
      long largest = -1;
      for (int i = 0; i < 3_000; i++) {
        long number = next(random, largest);
        boolean old = largest - number >= ReplayWindow.LENGTH;
        assertThat(window.fresh(number))
            .as("number %d after %d", number, largest)
            .isEqualTo(number >= 0 && !old && !seen.contains(number));
        if (window.fresh(number)) {
          window.seen(number);
          seen.add(number);
          largest = Math.max(largest, number);
        }
        assertThat(window.largest()).isEqualTo(largest);
      }
    }
  }

  private static long next(SplittableRandom random, long largest) {
    return switch (random.nextInt(8)) {
      case 0 -> largest + 1 + random.nextInt(10_000);
      case 1 -> largest - random.nextInt(2 * ReplayWindow.LENGTH);
      case 2 -> largest - ReplayWindow.LENGTH + random.nextInt(3) - 1;
      default -> largest + random.nextInt(80) - 40;
    };
  }

  @Test
  void the_last_number_of_all_is_taken_once() {
    ReplayWindow window = new ReplayWindow();
    assertThat(window.fresh(Long.MAX_VALUE)).isTrue();
    window.seen(Long.MAX_VALUE);
    assertThat(window.fresh(Long.MAX_VALUE)).isFalse();
    assertThat(window.fresh(Long.MAX_VALUE - 1)).isTrue();
    assertThat(window.fresh(Long.MIN_VALUE)).isFalse();
  }
}

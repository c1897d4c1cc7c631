package dev.faultline.guard.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.Hands;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** A group in stripes decides as one that is whole. */
class SharedEjectionTest {
  @RepeatedTest(200)
  void it_decides_as_an_ejection_of_one_thread_does(RepetitionInfo repetition) throws Exception {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int members = 1 + random.nextInt(12);
    double share = random.nextDouble();
    int inARow = 1 + random.nextInt(4);
    Duration base = Duration.ofMillis(1 + random.nextInt(3_000));
    Ejection whole = new Ejection(members, share, inARow, base);
    SharedEjection shared =
        new SharedEjection(members, share, inARow, base, 1 << random.nextInt(5));
    int badPercent = random.nextInt(100);
    long now = random.nextBoolean() ? Long.MAX_VALUE - random.nextInt(1_000) : random.nextLong();
    try (Hands hands = new Hands(4)) {
      for (int step = 0; step < 2_000; step++) {
        String where = "seed %d, step %d, %d members".formatted(seed, step, members);
        long at = now;
        int hand = random.nextInt(4);
        // Now and then one that does not exist.
        int member = random.nextInt(50) == 0 ? -1 : random.nextInt(members);
        if (random.nextBoolean()) {
          boolean isUsed = whole.isUsed(member, at);
          assertThat(hands.ask(hand, () -> shared.isUsed(member, at) ? 1 : 0))
              .as(where)
              .isEqualTo(isUsed ? 1 : 0);
        } else {
          Outcome outcome =
              random.nextInt(100) < badPercent
                  ? Outcome.values()[1 + random.nextInt(4)]
                  : Outcome.SUCCESS;
          whole.report(member, outcome, at);
          hands.ask(
              hand,
              () -> {
                shared.report(member, outcome, at);
                return 0;
              });
        }
        if (random.nextInt(50) == 0) {
          assertThat(shared.ejected(now)).as(where).isEqualTo(whole.ejected(now));
          assertThat(List.of(shared.ejections(), shared.misused(), shared.lateReadings()))
              .as(where)
              .isEqualTo(List.of(whole.ejections(), whole.misused(), whole.lateReadings()));
        }
        now += later(random);
      }
    }
    assertThat(shared.most()).isEqualTo(whole.most());
  }

  /** Mostly a little; at times long; at times a clock that is set back. */
  private static long later(SplittableRandom random) {
    return switch (random.nextInt(200)) {
      case 0 -> -Duration.ofSeconds(2 + random.nextInt(3_600)).toNanos();
      case 1, 2 -> random.nextLong(Duration.ofSeconds(30).toNanos());
      default -> random.nextLong(Duration.ofMillis(20).toNanos());
    };
  }
}

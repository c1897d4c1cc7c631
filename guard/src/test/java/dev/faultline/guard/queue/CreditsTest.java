package dev.faultline.guard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class CreditsTest {
  @RepeatedTest(20)
  void never_more_than_the_window_is_on_the_way_and_all_arrives(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int window = 1 + random.nextInt(1_000);
    CreditGrantor consumer = new CreditGrantor(window);
    CreditedSender producer = new CreditedSender();
    List<Long> credits = new ArrayList<>();
    producer.credit(consumer.credit());
    long consumed = 0;
    for (int step = 0; step < 10_000; step++) {
      for (int i = random.nextInt(20); i > 0 && producer.trySend(); i--) {}
      long waiting = producer.sent() - consumed;
      assertThat(waiting).as("seed %d, step %d", seed, step).isBetween(0L, (long) window);
      int taken = (int) Math.min(waiting, random.nextInt(20));
      consumer.consumed(taken);
      consumed += taken;
      // Credits are lost, repeated and overtaken.
      if (random.nextInt(3) > 0) {
        credits.add(consumer.credit());
      }
      if (!credits.isEmpty() && random.nextBoolean()) {
        producer.credit(credits.get(random.nextInt(credits.size())));
      }
    }
    producer.credit(consumer.credit());
    assertThat(producer.available()).isEqualTo(window - (producer.sent() - consumed));
    assertThat(producer.sent()).isGreaterThan(window);
  }
}

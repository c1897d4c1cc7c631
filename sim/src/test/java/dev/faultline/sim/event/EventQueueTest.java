package dev.faultline.sim.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue against a list that is sorted anew each time. */
final class EventQueueTest {
  private static final long MOVED = EventMeta.of(EventMeta.TIMER, 1, 0);
  private static final long LEFT = EventMeta.of(EventMeta.TIMER, 2, 0);

  private record Expected(long time, long sequence, long meta, Object payload) {}

  private static final Comparator<Expected> ORDER =
      Comparator.comparingLong(Expected::time).thenComparingLong(Expected::sequence);

  /** With few times many events are due at once; with many the heap moves more. */
  @ParameterizedTest
  @ValueSource(longs = {1, 3, 10, 1_000, 1_000_000_000})
  void events_come_in_the_order_of_their_times_and_then_of_their_arrival(long times) {
    for (long seed = 0; seed < 200; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      EventQueue queue = new EventQueue();
      List<Expected> expected = new ArrayList<>();
      int most = 1 + random.nextInt(60);
      for (int step = 0; step < 300; step++) {
        if (expected.isEmpty() || expected.size() < most && random.nextInt(100) < 55) {
          long time = random.nextLong(times);
          long meta = random.nextBoolean() ? MOVED : LEFT;
          Object payload = new Object();
          long sequence = queue.add(time, meta, step, payload);
          expected.add(new Expected(time, sequence, meta, payload));
        } else if (random.nextInt(100) < 5) {
          queue.retime(meta -> meta == MOVED, time -> times - time);
          expected.replaceAll(each ->
              each.meta == MOVED
                  ? new Expected(times - each.time, each.sequence, MOVED, each.payload)
                  : each);
        } else {
          Expected first = expected.stream().min(ORDER).orElseThrow();
          expected.remove(first);
          String where = "seed " + seed + ", step " + step;
          assertThat(queue.firstTime()).as(where).isEqualTo(first.time);
          int slot = queue.take();
          assertThat(queue.payload(slot)).as(where).isSameAs(first.payload);
          assertThat(queue.sequence(slot)).as(where).isEqualTo(first.sequence);
          assertThat(queue.meta(slot)).as(where).isEqualTo(first.meta);
          queue.free(slot);
        }
        assertThat(queue.size()).isEqualTo(expected.size());
      }
    }
  }
}

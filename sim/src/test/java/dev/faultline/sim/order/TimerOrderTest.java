package dev.faultline.sim.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.Pending;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is known of the order of timers, as numbers. */
final class TimerOrderTest {
  private static Pending timer(int sequence, int delay, int step) {
    return new Pending(
        delay,
        (long) EventMeta.TIMER << 56,
        0,
        null,
        sequence,
        delay,
        0,
        0,
        sequence,
        step,
        "timer");
  }

  /** Issue 11: they had a number for each pair, and were copied for each. */
  @Test
  void many_timers_of_one_step_have_as_many_numbers() {
    int count = 2_000;
    Pending[] timers = new Pending[count];
    for (int i = 0; i < count; i++) {
      timers[i] = timer(i, count - i, 7);
    }

    assertThat(TimerOrder.overtaking(timers, count)).hasSize(count - 1);
    assertThat(TimerOrder.overtaking(timers, 1)).isEmpty();
  }

  /** The delays are known beside the numbers. */
  @Test
  void timers_have_other_numbers_when_another_pair_of_them_is_in_order() {
    long seed = 11;
    Random random = new Random(seed);
    Map<List<Integer>, Map<List<Integer>, List<Boolean>>> orders = new HashMap<>();
    int compared = 0;
    for (int round = 0; round < 20_000; round++) {
      int count = 2 + random.nextInt(4);
      Pending[] timers = new Pending[count];
      List<Integer> delays = new ArrayList<>();
      int step = 0;
      for (int i = 0; i < count; i++) {
        step += random.nextInt(2);
        delays.add(random.nextInt(3));
        timers[i] = timer(i, delays.get(i), step);
      }
      List<Integer> numbers = new ArrayList<>();
      for (int number : TimerOrder.overtaking(timers, count)) {
        numbers.add(number);
      }
      List<Boolean> order = new ArrayList<>();
      for (Pending one : timers) {
        for (Pending other : timers) {
          order.add(TimerOrder.comesFirst(one, other));
        }
      }
      List<Boolean> known =
          orders.computeIfAbsent(delays, any -> new HashMap<>()).putIfAbsent(numbers, order);
      if (known != null) {
        compared++;
        assertThat(order)
            .as("seed %d, delays %s, numbers %s", seed, delays, numbers)
            .isEqualTo(known);
      }
    }
    assertThat(compared).isGreaterThan(1_000);
  }
}

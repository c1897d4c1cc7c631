package dev.faultline.guard.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.version.VersionVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CountersAndLastWritesTest {
  @Test
  void deltas_of_a_counter_may_be_lost_repeated_and_overtaken() {
    long seed = 42;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<PnCounter> replicas =
          List.of(new PnCounter("a"), new PnCounter("b"), new PnCounter("c"));
      List<PnCounter.State> deltas = new ArrayList<>();
      long expected = 0;
      for (int i = 0; i < 20; i++) {
        int amount = random.nextInt(-5, 6);
        expected += amount;
        deltas.add(replicas.get(random.nextInt(3)).add(amount));
      }
      deltas.addAll(deltas.subList(0, 10));
      Collections.shuffle(deltas, random);
      for (PnCounter.State delta : deltas.subList(0, 20)) {
        replicas.get(random.nextInt(3)).merge(delta);
      }
      for (int i = 0; i < 6; i++) {
        replicas.get((i + 1) % 3).merge(replicas.get(i % 3).state());
      }
      for (PnCounter replica : replicas) {
        assertThat(replica.value()).isEqualTo(expected);
        assertThat(replica.merge(replicas.getFirst().state())).isFalse();
      }
    }
  }

  @Test
  void counters_hold_at_the_ends_of_a_long() {
    GCounter a = new GCounter("a");
    GCounter b = new GCounter("b");
    a.add(Long.MAX_VALUE);
    a.merge(b.add(1));
    assertThat(a.value()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> a.add(1)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> b.add(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("amount is -1, expected 0 or more; PnCounter also counts down");
    assertThat(b.add(0)).isEqualTo(VersionVector.of("b", 1));
    assertThat(new GCounter("c").add(0)).isEqualTo(VersionVector.EMPTY);
  }

  @Test
  void a_write_after_a_read_wins_whatever_the_clock_says() {
    LwwRegister<String> ahead = new LwwRegister<>("a");
    LwwRegister<String> behind = new LwwRegister<>("b");
    behind.merge(ahead.set("first", 1_000));
    assertThat(behind.get()).isEqualTo("first");
    var second = behind.set("second", 5);
    assertThat(ahead.merge(second)).isTrue();
    assertThat(ahead.get()).isEqualTo("second");
  }

  @Test
  void last_writes_agree_in_all_orders() {
    LwwRegister<Integer> a = new LwwRegister<>("a");
    LwwRegister<Integer> b = new LwwRegister<>("b");
    List<LwwRegister.State<Integer>> states =
        List.of(new LwwRegister<Integer>("c").state(), a.set(1, 7), b.set(2, 7), a.set(3, 7));
    for (var first : states) {
      for (var second : states) {
        for (var third : states) {
          assertThat(merged(first, second, third)).isEqualTo(merged(third, second, first));
          assertThat(merged(first, second, third)).isEqualTo(merged(second, first, third));
        }
      }
    }
    assertThat(merged(states.get(1), states.get(2), states.getFirst())).isEqualTo(2);
  }

  @SafeVarargs
  private static Integer merged(LwwRegister.State<Integer>... states) {
    LwwRegister<Integer> register = new LwwRegister<>("all");
    for (var state : states) {
      register.merge(state);
    }
    Integer value = register.get();
    return value == null ? -1 : value;
  }

  @Test
  void two_writers_with_one_name_and_one_time_are_named() {
    LwwRegister<Integer> a = new LwwRegister<>("a");
    a.set(1, 7);
    assertThatThrownBy(() -> a.merge(new LwwRegister<Integer>("a").set(2, 7)))
        .isInstanceOf(SharedNameException.class)
        .hasMessageContaining("two replicas use the same name");
  }

  @Test
  void a_shared_replica_loses_nothing_between_threads() throws InterruptedException {
    SharedCrdt<GCounter, VersionVector> counter = new SharedCrdt<>(new GCounter("a"));
    CountDownLatch done = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      Thread.ofPlatform()
          .start(() -> {
            for (int n = 0; n < 10_000; n++) {
              counter.with(each -> each.add(1));
              counter.merge(counter.state());
            }
            done.countDown();
          });
    }
    done.await();
    assertThat(counter.<Long>with(GCounter::value)).isEqualTo(40_000);
  }

  @Test
  void what_is_taken_counts_against_what_was_added_also_beyond_a_long() {
    PnCounter one = new PnCounter("a");
    PnCounter other = new PnCounter("b");
    one.add(Long.MAX_VALUE);
    other.add(Long.MAX_VALUE);
    other.add(-Long.MAX_VALUE);
    one.merge(other.state());
    assertThat(one.value()).isEqualTo(Long.MAX_VALUE);
    one.add(-Long.MAX_VALUE);
    assertThat(one.value()).isZero();
    other.merge(one.state());
    PnCounter third = new PnCounter("c");
    third.merge(other.state());
    third.add(-5);
    assertThat(third.value()).isEqualTo(-5);
    PnCounter down = new PnCounter("a");
    down.add(-Long.MAX_VALUE);
    PnCounter deeper = new PnCounter("b");
    deeper.add(-Long.MAX_VALUE);
    down.merge(deeper.state());
    assertThat(down.value()).isEqualTo(Long.MIN_VALUE);
  }
}

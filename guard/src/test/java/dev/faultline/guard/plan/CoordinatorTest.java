package dev.faultline.guard.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
  @Test
  void it_learns_capacity_and_gives_recovery_what_users_leave() {
    Coordinator coordinator = new Coordinator(2, 100, 0.8);
    for (int i = 0; i < 40; i++) {
      coordinator.measured(0, 50, 1);
      coordinator.demanded(0, 30);
      coordinator.demanded(1, 90);
      coordinator.measured(1, 0, 0);
      coordinator.measured(1, Double.NaN, 1);
      coordinator.demanded(1, -1);
    }
    assertThat(coordinator.capacities()[0]).isCloseTo(50, within(0.1));
    assertThat(coordinator.capacities()[1]).isEqualTo(100);
    assertThat(coordinator.recoveryRate(0)).isCloseTo(0.8 * 50 - 30, within(0.2));
    assertThat(coordinator.isHot(0)).isFalse();
    assertThat(coordinator.isHot(1)).isTrue();
    assertThat(coordinator.recoveryRate(1)).isEqualTo(1);
  }

  @Test
  void costs_are_predicted_from_those_before_and_by_the_mean_for_what_is_new() {
    CostBook<String> book = new CostBook<>(2);
    assertThat(book.predicted("a")).isEqualTo(1);
    CostBook<String> tiny = new CostBook<>(2);
    tiny.finished("a", 1e-20);
    assertThat(tiny.predicted("new")).isEqualTo(1e-20);
    for (int i = 0; i < 50; i++) {
      book.finished("a", 10);
      book.finished("b", 30);
    }
    book.finished("a", -1);
    book.finished("a", Double.NaN);
    assertThat(book.predicted("a")).isCloseTo(10, within(0.1));
    assertThat(book.predicted("b")).isCloseTo(30, within(0.1));
    assertThat(book.predicted("new")).isBetween(15.0, 25.0);
    book.predicted("a");
    book.finished("c", 5);
    // The one used least recently is forgotten.
    assertThat(book.predicted("b")).isNotCloseTo(30, within(5.0));
    assertThat(book.predicted("a")).isCloseTo(10, within(0.1));
  }

  @Test
  void of_two_choices_the_fullest_node_is_far_less_full_than_of_one() {
    SplittableRandom random = new SplittableRandom(5);
    int nodes = 1_000;
    int[] one = new int[nodes];
    int[] two = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      one[random.nextInt(nodes)]++;
      two[TwoChoices.pick(nodes, node -> two[node], random)]++;
    }
    int fullestOfOne = Arrays.stream(one).max().orElseThrow();
    int fullestOfTwo = Arrays.stream(two).max().orElseThrow();
    assertThat(fullestOfTwo).isLessThanOrEqualTo(4).isLessThan(fullestOfOne);
    assertThat(TwoChoices.pick(1, node -> 0, random)).isZero();
  }

  @Test
  void a_node_that_does_not_exist_is_counted_and_has_no_effect() {
    Coordinator coordinator = new Coordinator(2, 100, 0.8);
    for (int node : new int[] {-1, 2, Integer.MIN_VALUE}) {
      coordinator.measured(node, 50, 1);
      coordinator.demanded(node, 500);
      assertThat(coordinator.isHot(node)).isFalse();
      assertThat(coordinator.recoveryRate(node)).isZero();
    }
    assertThat(coordinator.misused()).isEqualTo(12);
    assertThat(coordinator.capacities()).containsExactly(100, 100);
    assertThat(coordinator.recoveryRate(0)).isEqualTo(80);
  }
}

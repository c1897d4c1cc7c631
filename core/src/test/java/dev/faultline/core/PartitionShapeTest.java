package dev.faultline.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartitionShapeTest {
  @Test
  void a_node_on_both_sides_is_refused_because_it_would_be_cut_from_nothing() {
    assertThatThrownBy(() -> halves(List.of("a", "b"), List.of("b", "c")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a partition of shape HALVES names 'b' twice, expected once");
  }

  @Test
  void a_node_twice_on_one_side_is_refused() {
    assertThatThrownBy(() -> halves(List.of("a", "a"), List.of("b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a partition of shape HALVES names 'a' twice, expected once");
  }

  private static Fault halves(List<String> one, List<String> other) {
    return new Fault.Partition(PartitionShape.HALVES, List.of(one, other), Duration.ofSeconds(1));
  }
}

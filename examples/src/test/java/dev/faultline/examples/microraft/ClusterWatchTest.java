package dev.faultline.examples.microraft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClusterWatchTest {
  private final List<String> violated = new ArrayList<>();
  private final ClusterWatch watch = new ClusterWatch((property, _) -> violated.add(property));

  @Test
  void one_leader_a_term_is_fine() {
    watch.leads("a", 1);
    watch.leads("b", 2);
    watch.leads("a", 3);
    watch.leads("a", 3);

    assertThat(violated).isEmpty();
    assertThat(watch.terms()).isEqualTo(3);
  }

  @Test
  void two_leaders_in_a_term_are_not() {
    watch.leads("a", 1);
    watch.leads("b", 1);

    assertThat(violated).containsExactly(ClusterWatch.ELECTION_SAFETY);
  }

  @Test
  void logs_that_agree_match() {
    watch.logged("a", 1, 1, 0, "x");
    watch.logged("a", 2, 1, 1, "y");
    watch.logged("b", 1, 1, 0, "x");
    watch.logged("b", 2, 2, 1, "z");
    watch.logged("c", 2, 1, ClusterWatch.UNKNOWN_TERM, "y");

    assertThat(violated).isEmpty();
  }

  @Test
  void an_entry_with_another_operation_does_not_match() {
    watch.logged("a", 1, 1, 0, "x");
    watch.logged("b", 1, 1, 0, "y");

    assertThat(violated).containsExactly(ClusterWatch.LOG_MATCHING);
  }

  @Test
  void an_entry_after_another_entry_does_not_match() {
    watch.logged("a", 2, 2, 1, "x");
    watch.logged("b", 2, 2, 2, "x");

    assertThat(violated).containsExactly(ClusterWatch.LOG_MATCHING);
  }

  @Test
  void applying_the_same_again_is_fine() {
    watch.applied("a", 1, "x");
    watch.applied("b", 1, "x");
    watch.applied("a", 1, "x");

    assertThat(violated).isEmpty();
    assertThat(watch.appliedAnywhere()).isEqualTo(1);
    assertThat(watch.appliedBy("b")).isEqualTo(1);
  }

  @Test
  void applying_something_else_is_not() {
    watch.applied("a", 1, "x");
    watch.applied("b", 1, "y");

    assertThat(violated).containsExactly(ClusterWatch.STATE_MACHINE_SAFETY);
  }

  @Test
  void snapshots_of_one_index_have_to_be_equal() {
    watch.snapshot("a", 10, List.of(Map.of("k", 1L)), false);
    watch.snapshot("b", 10, List.of(Map.of("k", 1L)), true);
    assertThat(violated).isEmpty();

    watch.snapshot("c", 10, List.of(Map.of("k", 2L)), true);
    assertThat(violated).containsExactly(ClusterWatch.STATE_MACHINE_SAFETY);
  }
}

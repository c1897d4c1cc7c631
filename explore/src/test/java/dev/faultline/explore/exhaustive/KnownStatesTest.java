package dev.faultline.explore.exhaustive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.UsageException;
import org.junit.jupiter.api.Test;

final class KnownStatesTest {
  @Test
  void a_partition_that_would_have_too_many_states_says_so() {
    int most = (1 << 29) - 1;
    assertThat(KnownStates.room(most - 5, 5)).isEqualTo(most);
    assertThatThrownBy(() -> KnownStates.room(most - 5, 6))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("more partitions");
    assertThatThrownBy(() -> KnownStates.room(most, Integer.MAX_VALUE))
        .isInstanceOf(UsageException.class);
  }
}

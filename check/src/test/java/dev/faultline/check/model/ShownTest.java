package dev.faultline.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.Step;
import dev.faultline.core.history.Outcome;
import org.junit.jupiter.api.Test;

final class ShownTest {
  @Test
  void values_that_look_the_same_are_told_with_their_classes() {
    Step<Object> step =
        new Register(0, false).step(71, new RegisterOp.Read(), new Outcome.Ok<>(71L));

    assertThat(step).isEqualTo(Step.impossible("cannot read 71 (Long) from 71 (Integer)"));
  }

  @Test
  void others_are_told_as_they_are() {
    assertThat(Shown.of(1, 2)).isEqualTo("1");
  }
}

package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RehearsalTest {

  /** The launcher throws away what a rehearsal says, so one that fails would only be slow. */
  @Test
  void every_check_of_the_rehearsal_can_be_done() {
    assertThatCode(() -> Rehearsal.main(new String[0])).doesNotThrowAnyException();
  }
}

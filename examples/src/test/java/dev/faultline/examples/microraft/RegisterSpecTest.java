package dev.faultline.examples.microraft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.Linearizability;
import dev.faultline.core.history.HistoryRecorder;
import org.junit.jupiter.api.Test;

final class RegisterSpecTest {
  private final HistoryRecorder<RegisterOp, Long> recorder = new HistoryRecorder<>();
  private final int client = recorder.newClient();

  @Test
  void a_read_after_a_write_sees_it() {
    done(new RegisterOp.Write("x", 1), 1);
    done(new RegisterOp.Read("x"), 1);
    done(new RegisterOp.Read("y"), RegisterOp.INITIAL);

    assertThat(valid()).isTrue();
  }

  @Test
  void a_read_of_what_was_overwritten_is_stale() {
    done(new RegisterOp.Write("x", 1), 1);
    done(new RegisterOp.Write("x", 2), 2);
    done(new RegisterOp.Read("x"), 1);

    assertThat(valid()).isFalse();
  }

  @Test
  void a_compare_and_set_that_matches_takes_effect() {
    done(new RegisterOp.CompareAndSet("x", 0, 1), 0);
    done(new RegisterOp.CompareAndSet("x", 0, 2), 1);
    done(new RegisterOp.Read("x"), 1);

    assertThat(valid()).isTrue();
  }

  @Test
  void a_compare_and_set_answers_what_was_there() {
    done(new RegisterOp.Write("x", 1), 1);
    done(new RegisterOp.CompareAndSet("x", 1, 2), 0);

    assertThat(valid()).isFalse();
  }

  private void done(RegisterOp op, long answer) {
    recorder.ok(recorder.invoke(client, op, 0), answer, 0);
  }

  private boolean valid() {
    return Linearizability.check(recorder.history(), new RegisterSpec()).isValid();
  }
}

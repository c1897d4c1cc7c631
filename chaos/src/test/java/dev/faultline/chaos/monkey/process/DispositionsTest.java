package dev.faultline.chaos.monkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispositionsTest {
  private static String status(String pids, String ignored, String caught, String pending) {
    return "Name:\tx\nNSpid:\t%s\nSigPnd:\t0000000000000000\nShdPnd:\t%s\nSigBlk:\t0000000000040001\nSigIgn:\t%s\nSigCgt:\t%s\n"
        .formatted(pids, pending, ignored, caught);
  }

  @ParameterizedTest
  @CsvSource({
    // HUP is the first bit, TERM the fifteenth, WINCH the twenty-eighth.
    "4711,      0000000000000001, 0000000000000000, HUP,   true",
    "4711,      0000000000000001, 0000000000000000, TERM,  false",
    "4711,      0000000000004000, 0000000000000000, TERM,  true",
    "4711,      0000000000000000, 0000000000000000, WINCH, true",
    "4711,      0000000000000000, 0000000008000000, WINCH, false",
    "4711,      8000000000000000, 0000000000000000, 64,    true",
    "4711\t1,   0000000000000000, 0000000000000000, TERM,  true",
    "4711\t1,   0000000000000000, 0000000000004000, TERM,  false",
    "4711\t7,   0000000000000000, 0000000000000000, TERM,  false",
    "1,         0000000000000000, 0000000000000000, TERM,  false",
    "4711\t1,   ffffffffffffffff, 0000000000000000, KILL,  false",
    "4711\t1,   ffffffffffffffff, 0000000000000000, STOP,  false"
  })
  void a_signal_changes_nothing_where_it_is_ignored_or_has_no_action(
      String pids, String ignored, String caught, String signal, boolean nothing) throws Exception {
    assertThat(
            Dispositions.parse(status(pids, ignored, caught, "0000000000000000"))
                .ignores(Signal.named(signal)))
        .isEqualTo(nothing);
  }

  @Test
  void a_signal_that_was_sent_and_not_taken_is_awaited() throws Exception {
    Dispositions some = Dispositions.parse(status("7", "0", "0", "0000000000040000"));
    assertThat(some.awaits(Signal.STOP)).isTrue();
    assertThat(some.awaits(Signal.CONT)).isFalse();
    assertThat(some.keepsBack(Signal.STOP)).isTrue();
    assertThat(some.keepsBack(Signal.named("HUP"))).as("blocked, and not sent").isFalse();
  }

  @Test
  void a_status_that_is_none_is_named() {
    assertThatThrownBy(() -> Dispositions.parse("Name:\tx\n"))
        .isInstanceOf(IOException.class)
        .hasMessage("the status of a process has no SigIgn");
    assertThatThrownBy(() -> Dispositions.parse(status("7", "no mask", "0", "0")))
        .isInstanceOf(IOException.class)
        .hasMessage("SigIgn of a process is 'no mask', expected a mask");
  }
}

package dev.faultline.chaos.monkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessFaultTest {
  @ParameterizedTest
  @CsvSource({
    "kill, kill",
    "signal KILL, kill",
    "signal 15, term",
    "signal sigusr1, signal SIGUSR1",
    "signal 40, signal signal 40",
    "pause 1500ms, pause 1500ms",
    "pause PT2M, pause 120s",
    "slow 20% 1m, slow 20% 60s",
    "clock -90s 1m, clock -90s 60s",
    "clock x1.50 1m, clock x1.5 60s",
    "clock +1h x0.5 1m, clock +3600s x0.5 60s"
  })
  void faults_are_read_as_they_are_written(String text, String written) {
    assertThat(ProcessFault.parse(text)).hasToString(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          explode        | 'explode' is no fault, expected 'kill', 'term',
          kill now       | 'kill now' is no fault
          signal FOO     | there is no signal 'FOO'
          signal 65      | signal is 65, expected 1 to 64
          signal STOP    | SIGSTOP is not sent, since nothing would undo it; use 'pause DURATION'
          signal TTIN    | SIGTTIN is not sent, since nothing would undo it; use 'pause DURATION'
          signal 20      | SIGTSTP is not sent
          signal 22      | SIGTTOU is not sent
          pause 200000d  | '200000d' is too long a duration, expected at most 36500d
          pause P200000D | 'P200000D' is too long a duration
          pause 10       | '10' is not a duration
          pause 0s       | the duration of a fault is PT0S, expected longer than zero
          slow 0% 1s     | the share of a core is 0%
          slow 20 1s     | 'slow 20 1s' is no fault
          clock 5s 1s    | '5s' is not an offset, expected a sign and a duration, such as -5s
          clock +0s 1s   | a clock without an offset and with a rate of 1 is right
          clock x0 1s    | the rate of a clock is 0.0, expected 0.01 to 100
          clock -40000d 1s | '40000d' is too long a duration
          """)
  void what_is_no_fault_is_refused(String text, String message) {
    assertThatThrownBy(() -> ProcessFault.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}

package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.stories.Stories;
import dev.faultline.stories.Story;
import dev.faultline.stories.Values;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DemoCommandTest {
  @Test
  void without_a_name_it_lists_stories_with_what_happened_and_what_can_be_set() {
    Run run = Run.faultline("demo");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("retry-storm  The retry storm that outlives its trigger", "AWS")
        .contains("--set requests=280  first attempts of all clients");
  }

  /** What the list shows can be pasted. */
  @Test
  void every_value_that_is_listed_is_one_that_is_taken() {
    String name = "";
    for (String line : Run.faultline("demo").out().lines().toList()) {
      Matcher set = Pattern.compile("    --set ([^=]+)=(\\S+) .*").matcher(line);
      if (set.matches()) {
        Story story = Stories.named(name);
        assertThat(
                Values.of(story.parameters()).with(Map.of(set.group(1), set.group(2))).arguments())
            .as(name + ": " + line)
            .isEmpty();
      } else if (!line.startsWith(" ")) {
        name = line.split(" ")[0];
      }
    }
    assertThat(name).isNotEmpty();
  }

  @Test
  void where_nothing_failed_it_does_not_say_that_it_did() {
    assertThat(Run.faultline("demo", "retry-storm", "--set", "requests=140").out())
        .contains("Changed: requests=140", "Here the system holds as it is.");
    assertThat(Run.faultline("demo", "breaker").out())
        .doesNotContain("Changed:", "Here the system holds");
  }

  @Test
  void in_a_pipe_it_prints_all_five_screens_without_colour_and_asks_nothing() {
    Run run = Run.faultline("demo", "retry-storm");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("The claim:", "Your bet", "seed 7", "Why", "What holds", "280 x 2 = 560 > 300")
        .contains("Never: 0 of 280 a second")
        .doesNotContain("\033", "Enter");
  }

  @Test
  void with_the_guard_the_same_seed_and_fault_recover() {
    assertThat(Run.faultline("demo", "retry-storm", "--fixed").out())
        .contains("retry-storm, deadline, seed 7", "Well again a second after the fault.")
        .contains("The answer: within ten seconds.");
  }

  @Test
  void a_changed_parameter_changes_the_answer() {
    assertThat(Run.faultline("demo", "retry-storm", "--set", "requests=140").out())
        .contains("140 requests/s", "The answer: after a while.", "140 x 2 = 280 <= 300");
  }

  @Test
  void at_a_terminal_it_takes_a_bet_and_says_what_became_of_it() {
    assertThat(typed("\nx\n1\n\n\n", Map.of("NO_COLOR", "1")))
        .contains("1, 2 or 3 and Enter", "You bet: within ten seconds. It is: never.")
        .contains("What holds");
    assertThat(typed("\n3\n\n\n", Map.of("TERM", "xterm")))
        .contains("Your bet was right: never.", "\033[");
  }

  @Test
  void q_and_the_end_of_the_input_leave() {
    assertThat(typed("q\n", Map.of())).doesNotContain("Your bet");
    assertThat(typed("\n", Map.of())).contains("Your bet").doesNotContain("Never:");
  }

  private static String typed(String keys, Map<String, String> environment) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    Terminal terminal =
        new Terminal(writer, writer, true, true, environment, Terminal.DEFAULT_COMMAND);
    int code =
        Main.run(terminal, new Keyboard(new StringReader(keys), true), "demo", "retry-storm");
    assertThat(code).isZero();
    return out.toString();
  }

  @Test
  void a_screen_whose_runs_take_long_says_so() {
    assertThat(DemoPlay.progress(999_999_999)).isEmpty();
    assertThat(DemoPlay.progress(33_000_000_000L)).isEqualTo(" playing runs, for 33 s");
    // What is drawn over leaves nothing behind.
    assertThat(typed("\n3\n\n\n", Map.of("TERM", "xterm"))).contains("\r\033[K");
  }

  @Test
  void check_runs_what_it_tells() {
    Run run = Run.faultline("demo", "retry-storm", "--check");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .hasSizeGreaterThan(5)
        .allMatch(line -> line.startsWith("ok    retry-storm: "));
  }

  @ParameterizedTest(name = "faultline {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          demo nope                               | there is no story 'nope'; expected one of retry-storm
          demo retry-storm --set x=1              | there is no parameter 'x'; expected one of requests, stall
          demo retry-storm --set requests=many    | requests is 'many', expected a number from 10 to 2000
          demo retry-storm --set requests=NaN     | requests is 'NaN', expected a number from 10 to 2000
          demo retry-storm --set requests=1e9     | requests is '1e9', expected a number from 10 to 2000
          demo retry-storm --set requests         | KEY=VALUE
          demo retry-storm --set requests=1,000   | requests is '1,000', expected a number from 10 to 2000
          demo retry-storm --set retries=1.5      | retries is '1.5', expected a whole number from 0 to 5
          demo retry-storm --set stall=1 --set stall=2 | --set has stall twice, as '1' and '2', expected it once
          demo retry-storm --set                  | expected KEY=VALUE
          demo retry-storm --set =1               | --set is '=1', expected KEY=VALUE
          demo --seed 3                           | expected the NAME of a story
          demo --no-input                         | expected the NAME of a story
          demo retry-storm --seed x               | 'x' is not a whole number
          demo retry-storm more                   | 'more'
          demo --fixed                            | expected the NAME of a story
          demo --check --fixed                    | --check runs stories as they are told
          demo --check nope                       | there is no story 'nope'
          """)
  void says_in_one_line_what_is_wrong(String command, String message) {
    Run run = Run.faultline(command.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .startsWith("faultline: ")
        .contains(message);
    assertThat(run.out()).isEmpty();
  }
}

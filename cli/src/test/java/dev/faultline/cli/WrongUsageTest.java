package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a command: one clear line, exit 2, and nothing done. */
final class WrongUsageTest {
  @TempDir Path temporary;

  @ParameterizedTest(name = "faultline {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ""                                    | expected a command: explore, replay, shrink, diff, list
          explroe                               | 'explroe'
          explore                               | TARGET
          explore nowhere                       | there is no target 'nowhere'; expected one of disks, exactly-once-payments, fine,
          explore violatin                      | there is no target 'violatin'; did you mean violating? Otherwise expected one of
          help explroe                          | 'explroe'
          explore java.lang.String              | does not implement dev.faultline.explore.Scenario
          explore fine --seed x                 | 'x' is not a whole number
          explore fine --seed 99999999999999999999 | is not a whole number
          explore fine --worlds 0               | '0' is not a whole number from 1 to 2147483647
          explore fine --worlds ten             | 'ten' is not a whole number
          explore fine --jobs -1                | '-1' is not a whole number
          explore fine --max-events 0           | '0' is not a whole number
          explore fine --recheck -1             | '-1' is not a whole number
          explore fine --time 3                 | '3' is not a duration; expected a number and a unit
          explore fine --time 0s                | '0s' is not longer than zero
          explore fine --strategy lucky         | expected one of random, swarm
          explore fine --set a=b                | there is no setting 'a'
          explore violating --set a=b           | expected one of pings
          explore violating --set pings=many    | setting pings is 'many', expected a whole number from
          explore violating --set pings         | KEY=VALUE
          explore fine --colour                 | '--colour'
          explore fine --classpath /nowhere     | there is no '/nowhere', which --classpath names
          explore fine --out /proc/nothing      | cannot write to the out-directory
          explore fine --engine spark           | the engine spark is not here
          explore fine --engine moon            | there is no engine 'moon'; expected local or spark
          explore fine --master local[2]        | --master is for another engine than the local one
          explore fine --spark-conf a=b         | --spark-conf is for another engine than the local one
          explore fine --spark-conf a           | --spark-conf is 'a', expected KEY=VALUE
          explore fine --resume x               | --resume needs --seed
          explore fine --seed 1 --resume /nowhere/x | cannot write /nowhere/x
          replay                                | FILE
          replay /nowhere.replay                | there is no file /nowhere.replay
          list everything                       | 'everything'
          """)
  void says_in_one_line_what_is_wrong(String command, String message) {
    Run run = Run.faultline(command.isEmpty() ? new String[0] : command.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .startsWith("faultline: ")
        .contains(message);
    assertThat(run.err()).containsPattern("; try 'faultline.* --help'\\R$");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void help_of_a_command_is_what_the_command_says_of_itself() {
    assertThat(Run.faultline("help", "explore")).isEqualTo(Run.faultline("explore", "--help"));
    assertThat(Run.faultline("help", "proxy", "list"))
        .isEqualTo(Run.faultline("proxy", "list", "--help"));
    assertThat(Run.faultline("help")).isEqualTo(Run.faultline("--help"));
    assertThat(Run.faultline("help", "explore").exitCode()).isZero();
    assertThat(Run.faultline("help").out()).contains("Shows the help of a command");
  }

  @Test
  void with_json_the_error_is_a_document_too() {
    Run run = Run.faultline("explore", "fine", "--worlds", "none", "--json");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.json().get("error").getAsString()).contains("'none' is not a whole number");
    assertThat(run.json().get("exitCode").getAsInt()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(1);
    assertThat(Run.faultline("explore", "nowhere", "--json").json().get("error").getAsString())
        .contains("there is no target 'nowhere'");
  }

  @Test
  void a_damaged_replay_file_is_named_and_not_touched() throws IOException {
    Path file = replayFile();
    List<String> lines = Files.readAllLines(file);
    lines.replaceAll(line -> line.replace("pings=30", "pings=31"));
    String damaged = String.join("\n", lines) + "\n";
    Files.writeString(file, damaged);

    Run run = Run.faultline("replay", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).singleElement().asString().contains(file + ": ").contains("damaged");
    assertThat(file).hasContent(damaged);
  }

  @Test
  void a_replay_file_of_another_format_is_said_to_be_one() throws IOException {
    Path file = temporary.resolve("old.replay");
    Files.writeString(file, "faultline replay 0\n");
    assertThat(Run.faultline("replay", file.toString()).errLines())
        .singleElement()
        .asString()
        .contains("format 0");

    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    Run run = Run.faultline("replay", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(1);
  }

  private Path replayFile() {
    Run run =
        Run.faultline(
            "explore", "violating", "--set", "pings=30", "--json", "--out", temporary.toString());
    return Path.of(
        run.json()
            .get("violations")
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .get("replayFile")
            .getAsString());
  }
}

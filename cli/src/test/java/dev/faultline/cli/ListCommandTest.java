package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListCommandTest {
  @Test
  void targets_come_with_what_can_be_set() {
    Run run = Run.faultline("list");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("fine  (40 worlds of 10s, swarm)")
        .contains("--set pings=50  how many pings are sent");
  }

  @Test
  void json_has_the_same() {
    List<JsonObject> targets = new ArrayList<>();
    Run.faultline("list", "--json")
        .json()
        .get("targets")
        .getAsJsonArray()
        .forEach(target -> targets.add(target.getAsJsonObject()));

    JsonObject violating =
        targets.stream()
            .filter(target -> target.get("name").getAsString().equals("violating"))
            .findFirst()
            .orElseThrow();
    assertThat(violating.get("worlds").getAsInt()).isEqualTo(40);
    assertThat(violating.get("settings").toString()).contains("\"pings\"").contains("\"50\"");
  }

  @Test
  void every_command_has_help_with_its_exit_codes() {
    for (String command : List.of("explore", "replay", "list", "demo", "advise", "completion")) {
      Run run = Run.faultline(command, "--help");
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).startsWith("Usage: faultline " + command).contains("Exit codes:");
      assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
    }
    assertThat(Run.faultline("--help").out()).contains("explore  ", "replay  ", "list  ");
  }

  @Test
  void the_version_is_that_of_the_build() {
    assertThat(Run.faultline("--version").out()).matches("faultline \\d\\S+ \\(Java 25.*\\)\\R");
  }
}

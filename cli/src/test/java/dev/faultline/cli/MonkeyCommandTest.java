package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
@EnabledOnOs(OS.LINUX)
class MonkeyCommandTest {
  private static final String TOML =
      """
      [chaosmonkey]
      enabled = true
      schedule_enabled = true
      leashed = %s
      accounts = ["local"]
      time_zone = "UTC"
      [faultline]
      hours = "00:00-00:00"
      work_days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
      state = "state"
      [[cluster]]
      name = "shop-cache"
      account = "local"
      region = "here"
      find = ["command %s"]
      """;

  private final String mark = "shop-" + System.nanoTime();
  private final List<Process> processes = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    write(true);
    Files.writeString(
        folder.resolve("shop.json"),
        """
        {"chaosMonkey": {"enabled": true, "grouping": "cluster", "regionsAreIndependent": true,
          "meanTimeBetweenKillsInWorkDays": 1, "minTimeBetweenKillsInWorkDays": 1}}
        """);
    for (int i = 0; i < 2; i++) {
      ProcessBuilder builder = new ProcessBuilder("sh", "-c", "read wait", mark + "-" + i);
      builder.environment().put("FAULTLINE_MONKEY", "shop");
      processes.add(builder.start());
    }
  }

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  private void write(boolean leashed) throws IOException {
    Files.writeString(config(), TOML.formatted(leashed, mark));
  }

  private Path config() {
    return folder.resolve("chaosmonkey.toml");
  }

  private Run monkey(String... words) {
    List<String> args = new ArrayList<>(List.of("monkey"));
    args.addAll(List.of(words));
    args.addAll(List.of("--config", config().toString()));
    return Run.faultline(args.toArray(String[]::new));
  }

  private static char state(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  private static void awaitState(Process process, char state) throws IOException {
    while (state(process) != state) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_day_is_printed_in_advance_and_published_once() {
    Run first = monkey("schedule", "--date", "2026-12-01", "--seed", "7", "--record");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out())
        .startsWith("2026-12-01 in UTC, hours 00:00-00:00, seed 7: 1 termination\n")
        .containsPattern("2026-12-01T\\d\\d:\\d\\dZ\tshop.local.cluster.shop-cache@here\n$");
    assertThat(monkey("schedule", "--date", "2026-12-01", "--seed", "7").out())
        .isEqualTo(first.out());
    Run again = monkey("schedule", "--date", "2026-12-01", "--seed", "8", "--record");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("2026-12-01 has been published already");
  }

  @Test
  void lines_for_cron_call_terminate() {
    assertThat(monkey("schedule", "--date", "2026-12-01", "--seed", "7", "--cron", "root").out())
        .matches(
            "\\d+ \\d+ 1 12 \\* root /.*/faultline monkey terminate shop local --cluster=shop-cache"
                + " --region=here --config .*chaosmonkey.toml\n");
  }

  @Test
  void an_app_that_is_not_there_is_not_planned_for() {
    Run run = monkey("schedule", "--date", "2026-12-01", "--apps", "shpo");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .contains("there is no app 'shpo' in ")
        .contains("expected one of [shop]");
  }

  @Test
  void leashed_it_says_what_it_would_do() {
    Run run = monkey("terminate", "shop", "local");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("leashed; would kill: pid ").contains("seed ");
    assertThat(processes).allMatch(Process::isAlive);
  }

  @Test
  void unleashed_it_kills_one_and_a_second_time_it_is_too_soon() throws Exception {
    write(false);
    Run run = monkey("terminate", "shop", "local", "--seed", "7");
    assertThat(run.exitCode()).as(run.err()).isZero();
    for (Process process : processes) {
      if (run.out().contains("pid " + process.pid() + " ")) {
        assertThat(process.waitFor()).isEqualTo(128 + 9);
      }
    }
    assertThat(processes).filteredOn(Process::isAlive).hasSize(1);
    Run again = monkey("terminate", "shop", "local");
    assertThat(again.exitCode()).isZero();
    assertThat(again.err()).contains("not done (minimum alive)");
  }

  @Test
  void eligible_lists_everybody_with_a_reason_and_does_nothing() throws Exception {
    processes.getFirst().destroyForcibly().waitFor();
    ProcessBuilder other = new ProcessBuilder("sh", "-c", "read wait", mark + "-other");
    processes.add(other.start());
    Run run = monkey("eligible", "shop", "local");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            processes.get(1).pid()
                + "\tshop-cache\tcommand sh -c read wait "
                + mark
                + "-1\teligible")
        .containsPattern(processes.get(2).pid() + "\t.*\tno, eligible: .*it did not opt in");
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @Test
  void config_prints_what_it_means() {
    assertThat(monkey("config").out())
        .contains("leashed: true\n", "accounts: [local]\n", "cluster shop-cache: account local");
    assertThat(monkey("config", "shop").out())
        .contains("mean time: 1 work day\n", "minimum alive: 1\n", "fault: kill\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          terminate nobody local          | there is no app 'nobody', expected one of shop
          terminate shop elsewhere        | no group is meant; there are shop.local.cluster.shop-cache@here
          terminate shop local --fault x  | 'x' is no fault, expected 'kill', 'term'
          terminate shop                  | ACCOUNT
          schedule --date tomorrow        | --date is 'tomorrow', expected one such as 2026-12-01
          schedule --seed x               | 'x' is not a whole number
          config nobody                   | nobody.json, expected the app's JSON
          """)
  void wrong_usage_is_one_line_and_nothing_is_done(String words, String message) {
    Run run = monkey(words.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).singleElement().asString().contains(message);
    assertThat(processes).allMatch(Process::isAlive);
  }

  /** A monkey in a process of its own, which can be killed itself. */
  private Process pausing() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "monkey",
            "terminate",
            "shop",
            "local",
            "--fault",
            "pause 1h",
            "--config",
            config().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private Process victim(Process monkey) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(monkey.getInputStream(), StandardCharsets.UTF_8));
    String line = said.readLine();
    assertThat(line).startsWith("pause 3600s: pid ");
    return processes.stream()
        .filter(one -> line.contains("pid " + one.pid() + " "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void while_another_process_is_at_the_group_it_is_refused() throws Exception {
    Path started = folder.resolve("started");
    Path go = folder.resolve("go");
    Files.writeString(
        config(),
        TOML.formatted("false", mark)
            .replace(
                "[[cluster]]",
                "trackers = [\"touch %s; while [ ! -e %s ]; do :; done\"]\n[[cluster]]"
                    .formatted(started, go)));
    Process other = pausing();
    try {
      while (!Files.exists(started)) {
        Thread.onSpinWait();
      }
      Run run = monkey("terminate", "shop", "local");
      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).contains("not done (lock): another run is at shop");
      Files.createFile(go);
      awaitState(victim(other), 'T');
    } finally {
      other.destroy();
      other.waitFor();
    }
  }

  @Test
  void a_monkey_that_is_told_to_end_undoes_its_fault_first() throws Exception {
    write(false);
    Process monkey = pausing();
    try {
      Process victim = victim(monkey);
      awaitState(victim, 'T');
      monkey.destroy();
      monkey.waitFor();
      awaitState(victim, 'S');
    } finally {
      monkey.destroyForcibly();
    }
  }

  @Test
  void after_a_kill_of_the_monkey_undo_sets_its_victim_right() throws Exception {
    write(false);
    Process monkey = pausing();
    try {
      Process victim = victim(monkey);
      monkey.destroyForcibly().waitFor();
      awaitState(victim, 'T');
      Run undo = Run.faultline("monkey", "undo", "--state", folder.resolve("state").toString());
      assertThat(undo.exitCode()).as(undo.err()).isZero();
      assertThat(undo.out()).contains("pid " + victim.pid() + " ", "goes on");
      awaitState(victim, 'S');
      assertThat(monkey("undo").out()).contains("nothing is to be undone");
    } finally {
      monkey.destroyForcibly();
    }
  }
}

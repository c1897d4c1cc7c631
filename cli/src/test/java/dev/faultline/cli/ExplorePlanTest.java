package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code explore --plan}; run with the agent. */
@Timeout(120)
final class ExplorePlanTest {
  private static final Path PLAN = Path.of("../docs/plans/jdk-http.yaml");
  private static final String TOPOLOGY = "../docs/topologies/jdk-http.yaml";

  private static final String PING_PONG =
      """
      name: ping
      limit: 1
      targets: [{name: %s, start: {command: [sleep, 9]}}]
      phases: [{name: struck, duration: 1s, faults: [{%s}]%s}]
      """;

  @TempDir private Path temporary = Path.of("");

  private Run explore(String... more) {
    List<String> args = new ArrayList<>(List.of("explore", "--seed", "1", "--no-why"));
    args.addAll(List.of("--no-diagram", "--out", temporary.resolve("out").toString()));
    args.addAll(List.of(more));
    return Run.faultline(args.toArray(String[]::new));
  }

  @EnabledOnOs(OS.LINUX)
  @ParameterizedTest
  @CsvSource({"naive, 1", "keys, 0"})
  void one_file_comes_to_the_same_in_worlds_and_with_processes(String service, int exit)
      throws IOException {
    Path plan = temporary.resolve("plan.yaml");
    Files.writeString(
        plan,
        Files.readString(PLAN)
            .replace("7961", Integer.toString(freePort()))
            .replace("$JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .replace(
                "../../examples", Path.of("../examples").toAbsolutePath().normalize().toString())
            .replace("${SERVICE:-naive}", service));

    Run processes =
        Run.faultline(
            "run", plan.toString(), "--seed", "1", "--state", temporary.resolve("s").toString());
    Run worlds =
        explore(
            "--topology",
            TOPOLOGY,
            "--plan",
            plan.toString(),
            "--worlds",
            "4",
            "--set",
            "service=" + service);

    assertThat(processes.exitCode()).as(processes.out() + processes.err()).isEqualTo(exit);
    assertThat(worlds.exitCode()).as(worlds.out() + worlds.err()).isEqualTo(exit);
    assertThat(worlds.out()).containsPattern("faults played: .*pause by hand \\d+ in");
  }

  @Test
  void a_replay_file_names_the_plan_and_brings_the_run_back() throws IOException {
    Run run =
        explore("--topology", TOPOLOGY, "--plan", PLAN.toString(), "--worlds", "4", "--no-shrink");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    try (var files = Files.list(temporary.resolve("out"))) {
      Path replay = files.toList().getFirst();
      assertThat(Files.readString(replay)).contains(PLAN.toString());
      Run again = Run.faultline("replay", replay.toString());
      assertThat(again.exitCode()).as(again.err()).isEqualTo(1);
      assertThat(again.out()).contains("VIOLATED  no order is charged twice");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zap  | pause: all |                  | there is no node 'zap'
          server | kill: all  |                  | phase 'struck': 'kill: all': no process fails in this model
          server | pause: all | , run: [touch x] | phase 'struck' runs 'touch x', a command, which only real processes have
          server | term: all  |                  | SIGTERM is a signal other than KILL
          """)
  void what_these_worlds_cannot_do_is_one_line(
      String node, String fault, String run, String expected) throws IOException {
    Path plan = temporary.resolve("plan.yaml");
    Files.writeString(plan, PING_PONG.formatted(node, fault, run == null ? "" : run));

    Run refused = explore("ping-pong", "--plan", plan.toString());

    assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
    assertThat(refused.errLines()).singleElement().asString().contains(expected);
  }

  /** Issue 22: what worlds came to with one plan says nothing of another. */
  @Test
  void a_campaign_does_not_go_on_with_a_plan_that_has_changed() throws IOException {
    Path plan = temporary.resolve("plan.yaml");
    Path campaign = temporary.resolve("campaign");
    String pause = PING_PONG.formatted("server", "pause: all", "");
    Files.writeString(plan, pause);
    String[] args = {
      "ping-pong",
      "--plan",
      plan.toString(),
      "--strategy",
      "random",
      "--worlds",
      "6",
      "--resume",
      campaign.toString()
    };
    Run begun = explore(args);
    assertThat(begun.exitCode()).as(begun.out() + begun.err()).isLessThan(2);

    Files.writeString(plan, pause.replace("name: struck", "name: hit"));
    Run refused = explore(args);
    assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
    assertThat(refused.errLines())
        .singleElement()
        .asString()
        .contains(campaign.toString(), "program that has changed");

    Files.writeString(plan, pause);
    Run again = explore(args);
    assertThat(again.exitCode()).as(again.err()).isEqualTo(begun.exitCode());
  }

  @Test
  void a_probe_that_the_program_does_not_answer_is_refused_by_name() throws IOException {
    Path plan = temporary.resolve("plan.yaml");
    Files.writeString(
        plan,
        PING_PONG.formatted("server", "pause: all", "")
            + "checks: [{http: \"http://127.0.0.1/\", name: it answers}]\n");

    Run refused = explore("ping-pong", "--plan", plan.toString());

    assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
    assertThat(refused.errLines())
        .singleElement()
        .asString()
        .contains("checks: there is no answer for the probe 'it answers'");
  }

  @ParameterizedTest
  @CsvSource({
    "counter, linearizable, of the model register here",
    "register, sequential, checked for linearizable here"
  })
  void a_history_that_the_topology_judges_by_something_else_is_refused(
      String model, String level, String expected) throws IOException {
    Path topology = temporary.resolve("topology.yaml");
    Files.writeString(
        topology,
        Files.readString(Path.of(TOPOLOGY))
                .replace(
                    "../../examples",
                    Path.of("../examples").toAbsolutePath().normalize().toString())
            + "  - {name: in order, history: '^op (.*)', model: register}\n");
    Path plan = temporary.resolve("plan.yaml");
    Files.writeString(
        plan,
        PING_PONG.formatted("bank", "pause: all", "")
            + "checks: [{history: in order, model: %s, level: %s}]\n".formatted(model, level));

    Run refused = explore("--topology", topology.toString(), "--plan", plan.toString());

    assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
    assertThat(refused.errLines()).singleElement().asString().contains(expected);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.Monkey;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.Procfs;
import dev.faultline.chaos.monkey.undo.Strikes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are gone before anybody has looked: in this view of them none is ever there. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class TargetsTest {
  private static final String PLAN =
      """
      name: x
      targets: [{name: a, start: {command: ['true']}}]
      phases: [{name: p, duration: 1ms}]
      """;

  @TempDir private Path folder;
  private Plan plan;
  private Processes processes;
  private Targets targets;

  @BeforeEach
  void see_nothing() throws Exception {
    plan = PlanReader.parse("plan.yaml", folder, PLAN);
    ProcessControl control =
        ProcessControl.of(new Procfs(Files.createDirectory(folder.resolve("proc"))));
    Path state = folder.resolve("state");
    processes =
        new Processes(
            plan,
            state,
            control,
            new Strikes(control, Monkey.undoStore(state)),
            InstantSource.system(),
            Map.of());
    targets = new Targets(plan, state, control, processes, new PodTargets(plan, Map.of()));
  }

  @Test
  void a_load_that_ends_at_once_has_run() throws Exception {
    Process load = processes.start("load", List.of("sh", "-c", "echo done"), Map.of());
    assertThat(load.waitFor()).isZero();
    assertThat(Files.readString(folder.resolve("state/logs/load.log"))).isEqualTo("done\n");
    assertThat(processes.end("load")).isEmpty();
  }

  @Test
  void its_exit_code_is_kept() throws Exception {
    processes.start("load", List.of("sh", "-c", "exit 3"), Map.of()).waitFor();
    assertThat(processes.ended("load").orElseThrow()).contains("'load' ended with 3");
  }

  @Test
  void a_target_that_ends_at_once_cannot_be_struck_and_is_named() {
    Target target = plan.targets().getFirst();
    assertThatThrownBy(() -> targets.start(target, (Target.Started) target.source()))
        .isInstanceOf(Halt.class)
        .hasMessageContaining("'a' cannot be started: it ended at once");
  }
}

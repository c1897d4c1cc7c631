package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 23: a program's files are on its node's disk, and nowhere else. */
final class FilesTest {
  @Test
  void files_of_all_kinds_are_on_the_nodes_own_disk() {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(5));
    rig.program("a", "Notebook");
    rig.program("b", "Notebook");

    rig.runWell();

    for (String node : List.of("a", "b")) {
      assertThat(rig.lines(node))
          .contains(
              "found false at /data /data",
              "made true",
              "last 0",
              "renamed true",
              "host falsefalse",
              "random 10 8",
              "read text",
              "there are [/data, /data/count, /data/random]2",
              "failed java.nio.file.NoSuchFileException: /absent")
          .anyMatch(line -> line.matches("temporary /tmp/a\\d+\\.tmp /tmp/bbb\\d+\\.tmp"));
    }
  }

  @Test
  void what_was_synced_survives_crashes_and_what_was_not_is_lost() {
    assertThat(begun("last ")).containsExactly("last 0", "last 1", "last 2", "last 3");
    assertThat(begun("log ")).containsExactly("log 0", "log 0", "log 0", "log 0");
  }

  /** Whenever it can, a crash is one of the machine, and takes what it may. */
  private static final class Taking extends QuietAdversary {
    Taking() {
      super(1);
    }

    @Override
    public long choose(Decision kind, long subject, long ordinal, long bound) {
      return kind == Decision.MACHINE_LIVES ? 0 : super.choose(kind, subject, ordinal, bound);
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      return kind == Decision.OPERATION_LOST || super.strikes(kind, subject, ordinal, odds);
    }
  }

  /** What each incarnation said of one file when it began. */
  private static List<String> begun(String file) {
    JvmRig rig = new JvmRig(new Taking(), Duration.ofSeconds(5));
    rig.world.model(SystemModel.asynchronous().crashRecovery(1));
    rig.program("a", "Notebook", "sync");
    for (int i = 0; i < 3; i++) {
      rig.world.fault(Duration.ofSeconds(1 + i), new Fault.Crash("a", Duration.ofMillis(100)));
    }
    rig.runWell();
    return rig.lines("a").stream().filter(line -> line.startsWith(file)).toList();
  }
}

package dev.faultline.sim.storage;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A process that dies loses nothing that it wrote; its machine may, also later. */
final class PageCacheTest {
  /**
   * The process alone crashes first, and the machine the second time, with all that is unsynced.
   */
  private static final class ProcessThenMachine extends QuietAdversary {
    ProcessThenMachine() {
      super(1);
    }

    @Override
    public long choose(Decision kind, long subject, long ordinal, long bound) {
      return switch (kind) {
        case MACHINE_LIVES -> ordinal == 1 ? 1 : 0;
        case STORE_SURVIVORS, STORE_ORDER -> 0;
        default -> super.choose(kind, subject, ordinal, bound);
      };
    }
  }

  private final List<String> found = new ArrayList<>();

  private List<Integer> lost(Consumer<Env> inSecondLife) {
    Rig rig = Rig.with(new ProcessThenMachine()).model(asynchronous().crashRecovery(1));
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              found.add(env.store().range("", "~").toString());
              if (env.incarnation() == 1) {
                env.store().put("k", 1);
              } else if (env.incarnation() == 2) {
                inSecondLife.accept(env);
              }
            }));
    rig.fault(10, new Fault.Crash("a", millis(10)));
    rig.fault(30, new Fault.Crash("a", millis(10)));
    rig.runWell();
    return rig.trace.of(TraceEvent.Crashed.class).stream()
        .map(TraceEvent.Crashed::writesLost)
        .toList();
  }

  @Test
  void the_next_process_finds_unsynced_writes_and_a_crash_of_the_machine_still_takes_them() {
    assertThat(lost(env -> {})).containsExactly(0, 1);
    assertThat(found).containsExactly("{}", "{k=1}", "{}");
  }

  @Test
  void a_sync_of_the_next_process_makes_them_durable() {
    assertThat(lost(env -> env.store().sync())).containsExactly(0, 0);
    assertThat(found).containsExactly("{}", "{k=1}", "{k=1}");
  }

  @Test
  void both_kinds_of_crash_come_up_without_connections() {
    List<String> second = new ArrayList<>();
    for (long seed = 0; seed < 50; seed++) {
      Rig rig = Rig.quiet(seed).model(asynchronous().crashRecovery(1));
      List<Object> seen = new ArrayList<>();
      rig.node(
          "a",
          new Scripted()
              .onStart(env -> {
                seen.add(env.store().range("", "~").size());
                if (env.incarnation() == 1) {
                  for (int i = 0; i < 20; i++) {
                    env.store().put("k" + i, i);
                  }
                }
              }));
      rig.fault(10, new Fault.Crash("a", millis(10)));
      rig.fault(30, new Fault.Crash("a", millis(10)));
      rig.runWell();
      second.add(seen.toString());
    }

    // All are there after the crash of the process, and some after that of the machine.
    assertThat(second).anyMatch(seen -> seen.startsWith("[0, 20, ") && !seen.endsWith("20]"));
    assertThat(second).anyMatch(seen -> !seen.startsWith("[0, 20, "));
  }
}

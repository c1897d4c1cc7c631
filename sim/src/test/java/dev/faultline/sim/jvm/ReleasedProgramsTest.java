package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 23, step 1: nothing of a program is held when its world or its incarnation is over. */
final class ReleasedProgramsTest {
  private static final int WORLDS = 20;

  private final List<WeakReference<Object>> loaders = new ArrayList<>();

  private JvmRig rig(String left) {
    JvmRig rig = new JvmRig(1, Duration.ofMillis(50));
    rig.world
        .jvm("a")
        .classpath(JvmRig.PROGRAMS)
        .output(line ->
            loaders.add(new WeakReference<>(Thread.currentThread().getContextClassLoader())))
        .main("dev.faultline.programs.Left", left);
    return rig;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receive",
        "wait",
        "enter",
        "async",
        "logger",
        "load",
        "join",
        "pool",
        "timer",
        "handlers",
        "virtual",
        "exit"
      })
  void an_ended_world_holds_no_loader(String left) {
    for (int i = 0; i < WORLDS; i++) {
      rig(left).runWell();
    }

    assertThat(loaders).hasSize(WORLDS);
    assertThat(stillHeld()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receive",
        "wait",
        "enter",
        "logger",
        "load",
        "join",
        "pool",
        "timer",
        "handlers",
        "virtual"
      })
  void a_crashed_incarnation_holds_no_loader_while_its_world_goes_on(String left) {
    List<Integer> held = new ArrayList<>();
    JvmRig rig = rig(left);
    rig.world.model(SystemModel.asynchronous().crashRecovery(1));
    for (int i = 0; i < 10; i++) {
      rig.world.fault(Duration.ofMillis(4 + 4 * i), new Fault.Crash("a", Duration.ofMillis(2)));
    }
    rig.world.at(Duration.ofMillis(4 + 4 * 9 + 1), () -> held.add(stillHeld()));

    rig.runWell();

    assertThat(loaders).hasSize(11);
    assertThat(held).containsExactly(0);
  }

  private int stillHeld() {
    // What the JDK's cleaners hold is let go by threads of theirs, after the collector.
    for (int tries = 0; tries < 100 && count() > 0; tries++) {
      System.gc();
    }
    return count();
  }

  private int count() {
    return (int) loaders.stream().filter(loader -> !loader.refersTo(null)).count();
  }
}

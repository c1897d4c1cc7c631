package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 23: a program has a JVM of its own, as far as it can see. */
final class SurroundingsTest {
  private static JvmRig rig(long seed) {
    JvmRig rig = new JvmRig(seed, Duration.ofMillis(100));
    rig.node("a").property("mine", "of a").main("dev.faultline.programs.Surroundings", "x", "y");
    rig.node("b").environment("HOME", "/home/b").main("dev.faultline.programs.Surroundings");
    return rig;
  }

  @Test
  void a_program_sees_its_own_jvm_and_not_the_one_that_runs_it() {
    JvmRig rig = rig(1);

    rig.runWell();

    List<String> a = rig.lines("a");
    List<String> b = rig.lines("b");
    assertThat(a).contains("arguments [x, y]", "mine of a, left null", "left now 7 7");
    assertThat(b)
        .contains("arguments []", "mine null, left null", "environment {HOME=/home/b}/home/b");
    assertThat(a).anyMatch(line -> line.startsWith("run 1 initialised by main 202"));
    assertThat(b).anyMatch(line -> line.startsWith("run 1 initialised by main 202"));
    assertThat(a).contains("place en_US UTC 1,234", "place de_DE Asia/Tokyo 1.234", "to err");
    assertThat(b).contains("place en_US UTC 1,234", "place de_DE Asia/Tokyo 1.234");
    assertThat(a).contains("java.lang.IllegalStateException: shown");
    assertThat(a).contains("without an end of line is kept");
    assertThat(a).contains("console none");
    assertThat(System.getProperty("left")).isNull();
  }

  @Test
  void an_incarnation_has_nothing_of_the_one_before() {
    JvmRig rig = new JvmRig(1, Duration.ofMillis(100));
    rig.world.model(SystemModel.asynchronous().crashRecovery(1));
    rig.program("a", "Surroundings");
    rig.world.fault(Duration.ofMillis(3), new Fault.Crash("a", Duration.ofMillis(3)));

    rig.runWell();

    assertThat(rig.lines("a").stream().filter(line -> line.startsWith("run 1 "))).hasSize(2);
    assertThat(rig.lines("a").stream().filter(line -> line.endsWith("left null"))).hasSize(2);
  }

  @Test
  void a_world_repeats_and_another_seed_differs() {
    assertThat(rig(7).runWell().traceHash()).isEqualTo(rig(7).runWell().traceHash());
    assertThat(rig(7).runWell().traceHash()).isNotEqualTo(rig(8).runWell().traceHash());
  }

  /** Its main is private, and another one returns something: Java begins with neither. */
  @SuppressWarnings("unused")
  private static final class WithoutMain implements java.io.Serializable {
    private static void main(String[] arguments) {}

    static int main() {
      return 1;
    }
  }

  static class WithMain {
    static void main() {
      System.out.println("inherited");
    }
  }

  static final class Inheriting extends WithMain {}

  interface DefaultMain {
    default void main(String[] arguments) {
      System.out.println("default");
    }
  }

  static final class Implementing implements DefaultMain {}

  @Test
  void a_main_without_arguments_may_be_inherited() {
    JvmRig rig = new JvmRig(1, Duration.ofMillis(100));
    rig.node("a").main(Inheriting.class.getName());

    rig.runWell();

    assertThat(rig.lines("a")).containsExactly("inherited");
  }

  @Test
  void a_main_may_be_the_default_method_of_an_interface() {
    JvmRig rig = new JvmRig(1, Duration.ofMillis(100));
    rig.node("a").main(Implementing.class.getName());

    rig.runWell();

    assertThat(rig.lines("a")).containsExactly("default");
  }

  @Test
  void what_cannot_be_run_is_said_when_the_node_is_added() {
    JvmRig rig = new JvmRig(1, Duration.ofMillis(100));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rig.world.jvm("a").classpath(Path.of("no/such.jar")).main("X"))
        .withMessageContaining("no/such.jar' does not exist; name a jar or a folder of classes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rig.node("a").main("org.example.Absent"))
        .withMessageContaining("has no class org.example.Absent");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rig.node("a").main(WithoutMain.class.getName()))
        .withMessageContaining("has no method main; name a class with 'void main(String[])'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rig.world.jvm("a").classpath(Path.of("pom.xml")).main("X"))
        .withMessageContaining("is not a jar");
  }
}

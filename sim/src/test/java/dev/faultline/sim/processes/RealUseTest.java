package dev.faultline.sim.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 11, item 17: without the agent, worlds that did something real do not count as sound. */
final class RealUseTest {
  /** What a handler may do. */
  enum Deed {
    NOTHING {
      @Override
      void run() {}
    },
    PLATFORM_THREAD {
      @Override
      void run() {
        new Thread(() -> {}).start();
      }
    },
    VIRTUAL_THREAD {
      @Override
      void run() {
        Thread.ofVirtual().start(() -> {});
      }
    },
    SLEEP {
      @Override
      void run() throws InterruptedException {
        Thread.sleep(1);
      }
    };

    abstract void run() throws Exception;
  }

  private record Doer(Deed deed) implements Node {
    @Override
    public void start(Env env) {
      try {
        deed.run();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Run in a JVM of its own, without the agent. */
  static final class WithoutAgent {
    private WithoutAgent() {}

    public static void main(String[] args) {
      // Worlds before it, so that what is made once in a JVM is made.
      world(Deed.NOTHING);
      WorldResult result = world(Deed.valueOf(args[0]));
      System.out.println(result.inconclusive() + "\n" + result.real());
    }

    private static WorldResult world(Deed deed) {
      World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
      world.node("doer", () -> new Doer(deed));
      return world.run();
    }
  }

  private static String without(Deed deed) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), WithoutAgent.class.getName()));
    command.add(deed.name());
    Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(output).isZero();
    return output.strip();
  }

  @Test
  void a_world_whose_handler_made_a_thread_is_inconclusive()
      throws IOException, InterruptedException {
    for (Deed deed : List.of(Deed.PLATFORM_THREAD, Deed.VIRTUAL_THREAD)) {
      assertThat(without(deed))
          .as(deed.name())
          .contains("doer started a real thread beside the world")
          .contains("start java with -javaagent:");
    }
  }

  @Test
  void a_world_that_slept_for_real_says_so() throws IOException, InterruptedException {
    assertThat(without(Deed.SLEEP)).startsWith("null").contains("waited for real");
  }

  @Test
  void a_world_that_did_nothing_real_says_nothing() throws IOException, InterruptedException {
    assertThat(without(Deed.NOTHING)).isEqualTo("null\n[]");
  }
}

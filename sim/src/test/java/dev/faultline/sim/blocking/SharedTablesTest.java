package dev.faultline.sim.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.testing.Contended;
import dev.faultline.sim.testing.Rig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Issue 11: what the JDK keeps for the whole JVM is set up by whoever comes first. When two come at
 * once, one gives up its processor until the other is done, which is no turn of a world.
 */
final class SharedTablesTest {
  @Test
  void a_table_that_another_thread_sets_up_at_the_same_moment_takes_no_turn()
      throws InterruptedException {
    List<Long> passed = new ArrayList<>();
    try (Contended contended = new Contended()) {
      Rig rig = Rig.quiet(1);
      rig.world.blockingNode(
          "node",
          env -> {
            for (int i = 0; i < Contended.TABLES; i++) {
              long before = env.nanoTime();
              contended.fill(i);
              passed.add(env.nanoTime() - before);
            }
          });
      rig.runWell();
    }

    assertThat(passed).hasSize(Contended.TABLES).containsOnly(0L);
  }

  @Test
  void nor_do_other_threads_of_the_node_go_on_meanwhile() throws InterruptedException {
    List<Integer> order = new ArrayList<>();
    try (Contended contended = new Contended()) {
      Rig rig = Rig.quiet(1);
      rig.world.blockingNode(
          "node",
          env -> {
            Thread.startVirtualThread(() -> order.add(-1));
            for (int i = 0; i < Contended.TABLES; i++) {
              contended.fill(i);
              order.add(i);
            }
          });
      rig.runWell();
    }

    assertThat(order).hasSize(Contended.TABLES + 1).endsWith(-1);
  }

  /** Loads nothing, after it has given up its processor as loaders do that share a work list. */
  private static final class Yielding extends ClassLoader {
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      Thread.yield();
      throw new ClassNotFoundException(name);
    }
  }

  @Test
  void nor_does_a_class_loader_that_gives_up_its_processor() {
    List<Long> passed = new ArrayList<>();
    Rig rig = Rig.quiet(1);
    rig.world.blockingNode(
        "node",
        env -> {
          long before = env.nanoTime();
          try {
            new Yielding().loadClass("no.such.Type");
          } catch (ClassNotFoundException e) {
            passed.add(env.nanoTime() - before);
          }
        });
    rig.runWell();

    assertThat(passed).containsExactly(0L);
  }
}

package dev.faultline.sim.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.testing.Contended;
import dev.faultline.sim.testing.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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

  /** Keys that all lie in one place of a table, as a tree; who looks for one may be held up. */
  private static final class Meeting implements Comparable<Meeting> {
    /** Enough for the JDK to make a tree of them. */
    static final int MANY = 64;

    static final int OUTSIDE = -1;
    static final int SLEEPING = -2;

    private static final int SPINS = 2_000_000;

    final int number;
    final AtomicBoolean reads = new AtomicBoolean();
    final AtomicBoolean writes = new AtomicBoolean();

    Meeting(int number) {
      this.number = number;
    }

    /** As somebody who reads, until another one has had time to come to his wait. */
    @Override
    public int compareTo(Meeting other) {
      if (number == SLEEPING) {
        LockSupport.parkNanos(1_000_000);
      } else if (number == OUTSIDE && !reads.getAndSet(true)) {
        while (!writes.get()) {
          Thread.onSpinWait();
        }
        for (int i = 0; i < SPINS; i++) {
          Thread.onSpinWait();
        }
      }
      return Integer.compare(number, other.number);
    }

    @Override
    public int hashCode() {
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Meeting meeting && meeting.number == number;
    }
  }

  @Test
  void nor_does_a_tree_that_somebody_outside_reads() throws InterruptedException {
    ConcurrentHashMap<Meeting, Integer> table = new ConcurrentHashMap<>();
    for (int i = 0; i < Meeting.MANY; i++) {
      table.put(new Meeting(i), i);
    }
    Meeting sought = new Meeting(Meeting.OUTSIDE);
    Thread outside = new Thread(() -> table.get(sought), "outside");
    outside.start();
    while (!sought.reads.get()) {
      Thread.onSpinWait();
    }
    List<String> passed = new ArrayList<>();
    Rig rig = Rig.quiet(1);
    rig.world.blockingNode(
        "node",
        env -> {
          Thread.startVirtualThread(() -> passed.add("turn"));
          long before = env.nanoTime();
          sought.writes.set(true);
          for (int i = 0; i < Meeting.MANY; i++) {
            table.put(new Meeting(Meeting.MANY + i), i);
          }
          passed.add("after " + (env.nanoTime() - before) + " ns");
        });
    rig.runWell();
    outside.join();

    assertThat(passed).containsExactly("after 0 ns", "turn");
  }

  @Test
  void a_reader_of_the_same_world_is_waited_for_in_turns() {
    ConcurrentHashMap<Meeting, Integer> table = new ConcurrentHashMap<>();
    for (int i = 0; i < Meeting.MANY; i++) {
      table.put(new Meeting(i), i);
    }
    List<String> order = new ArrayList<>();
    Rig rig = Rig.quiet(1);
    rig.world.blockingNode(
        "node",
        env -> {
          Thread reader =
              Thread.startVirtualThread(() -> {
                table.get(new Meeting(Meeting.SLEEPING));
                order.add("read");
              });
          Thread.yield();
          for (int i = 0; i < Meeting.MANY; i++) {
            table.put(new Meeting(Meeting.MANY + i), i);
          }
          order.add("changed");
          reader.join();
        });
    rig.runWell();

    assertThat(order).containsExactly("read", "changed");
  }
}

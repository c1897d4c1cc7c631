package dev.faultline.sim.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.BlockingEnv;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Issue 11, fault 12: what a world or an incarnation held is free when it is over. */
final class ReleasedWorldsTest {
  private static final int WORLDS = 20;

  /** How a thread of a blocking node is left when its incarnation is over. */
  private enum Left {
    IN_RECEIVE {
      @Override
      void leave(BlockingEnv env) throws Exception {
        env.receive();
      }
    },
    WAITING_IN_A_MONITOR {
      @Override
      void leave(BlockingEnv env) throws Exception {
        Object monitor = new Object();
        synchronized (monitor) {
          while (true) {
            monitor.wait();
          }
        }
      }
    },
    BLOCKED_AT_SYNCHRONIZED {
      @Override
      void leave(BlockingEnv env) throws Exception {
        Object monitor = new Object();
        Thread.startVirtualThread(() -> {
          synchronized (monitor) {
            while (true) {
              LockSupport.park();
            }
          }
        });
        Thread.sleep(1);
        synchronized (monitor) {
          throw new IllegalStateException("nobody released the monitor");
        }
      }
    },
    AFTER_LOADING_A_CLASS {
      @Override
      void leave(BlockingEnv env) throws Exception {
        URL classes = ReleasedWorldsTest.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null)) {
          loader.loadClass(Loaded.class.getName());
        }
        env.receive();
      }
    },
    ASLEEP {
      @Override
      void leave(BlockingEnv env) throws Exception {
        Thread.sleep(Duration.ofDays(1000));
      }
    },
    SPINNING {
      @Override
      void leave(BlockingEnv env) {
        while (true) {
          Thread.onSpinWait();
        }
      }
    };

    abstract void leave(BlockingEnv env) throws Exception;
  }

  /** A class that nothing else loads. */
  static final class Loaded {}

  private static World world() {
    return new World(
        new QuietAdversary(1), WorldOptions.DEFAULT.withDuration(Duration.ofMillis(50)));
  }

  /** Holds on to {@code held} from a local variable of the thread that is left. */
  private static BlockingNode holding(Left left, byte[] held) {
    return env -> {
      byte[] local = held;
      left.leave(env);
      throw new IllegalStateException("went on with " + local.length + " bytes");
    };
  }

  @ParameterizedTest
  @EnumSource
  void an_ended_world_holds_nothing(Left left) {
    List<WeakReference<Object>> marks = new ArrayList<>();
    for (int i = 0; i < WORLDS; i++) {
      byte[] held = new byte[100_000];
      World world = world();
      world.blockingNode("node", holding(left, held));

      assertThat(world.run().violation()).isNull();

      marks.add(new WeakReference<>(held));
    }

    assertThat(stillHeld(marks)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void a_crashed_incarnation_holds_nothing_while_its_world_goes_on(Left left) {
    List<WeakReference<Object>> marks = new ArrayList<>();
    List<Integer> held = new ArrayList<>();
    World world = world().model(SystemModel.asynchronous().crashRecovery(1));
    world.blockingNode(
        "node",
        env -> {
          byte[] local = new byte[100_000];
          marks.add(new WeakReference<>(local));
          left.leave(env);
          throw new IllegalStateException("went on with " + local.length + " bytes");
        });
    for (int i = 0; i < 10; i++) {
      world.fault(Duration.ofMillis(2 + 4 * i), new Fault.Crash("node", Duration.ofMillis(2)));
    }
    world.at(Duration.ofMillis(2 + 4 * 9 + 1), () -> held.add(stillHeld(marks)));

    assertThat(world.run().violation()).isNull();

    assertThat(marks).hasSize(11);
    assertThat(held).containsExactly(0);
  }

  @Test
  void a_world_that_is_given_up_in_the_middle_holds_nothing() {
    List<WeakReference<Object>> marks = new ArrayList<>();
    for (int i = 0; i < WORLDS; i++) {
      byte[] held = new byte[100_000];
      World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT.withMaxEvents(1_000));
      world.blockingNode("node", holding(Left.SPINNING, held));

      assertThat(world.run().inconclusive()).isNotNull();

      marks.add(new WeakReference<>(held));
    }

    assertThat(stillHeld(marks)).isZero();
  }

  private static int stillHeld(List<WeakReference<Object>> marks) {
    for (int tries = 0; tries < 5 && count(marks) > 0; tries++) {
      System.gc();
    }
    return count(marks);
  }

  private static int count(List<WeakReference<Object>> marks) {
    return (int) marks.stream().filter(mark -> !mark.refersTo(null)).count();
  }
}

package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * What a world cannot schedule or repeat is refused by name, even if the program hides the refusal.
 */
class EscapeTest {
  private static void assertRefused(String why, TinyWorld.Body body) {
    assertThatThrownBy(() -> TinyWorld.run(1, world -> world.node("node", body)))
        .isInstanceOf(Error.class)
        .hasMessageContaining(why);
    assertThatThrownBy(() ->
            TinyWorld.run(
                1,
                world ->
                    world.node(
                        "node",
                        () -> {
                          try {
                            body.run();
                          } catch (Throwable hidden) {
                            world.say("hidden");
                          }
                        })))
        .as("hidden by the program")
        .hasMessageContaining(why);
  }

  private static void assertHandlerRefused(String why, TinyWorld.Body body) {
    assertThatThrownBy(() ->
            TinyWorld.run(
                1,
                world -> {
                  Machine machine = world.machine("node");
                  machine.enter();
                  try {
                    body.run();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  } finally {
                    machine.leave();
                  }
                }))
        .isInstanceOf(Error.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_platform_thread() {
    assertRefused(
        "node started the platform thread 'mine'", () -> new Thread(() -> {}, "mine").start());
  }

  @Test
  void a_socket() {
    assertRefused("node opened a real socket", () -> new Socket("localhost", 1).close());
    assertRefused("node opened a real socket", () -> SocketChannel.open().close());
    assertRefused("node opened a real socket", () -> new DatagramSocket().close());
  }

  @Test
  void a_process() {
    assertRefused("node started a process", () -> new ProcessBuilder("true").start());
  }

  @Test
  void the_end_of_the_jvm() {
    assertRefused("node tried to end the JVM", () -> System.exit(1));
  }

  @Test
  void blocking_in_a_handler() {
    assertHandlerRefused("a handler of node blocked", () -> Thread.sleep(1));
    assertHandlerRefused("a handler of node blocked", () -> LockSupport.parkNanos(1));
    assertHandlerRefused("a handler of node blocked", () -> new CountDownLatch(1).await());
    assertHandlerRefused(
        "a handler of node blocked",
        () -> {
          Object monitor = new Object();
          synchronized (monitor) {
            monitor.wait(1);
          }
        });
  }

  private static final class SleepyInitialiser {
    static final long SLEPT = sleep();

    private static long sleep() {
      LockSupport.parkNanos(1_000_000);
      return 1;
    }
  }

  @Test
  void blocking_in_a_class_initialiser() {
    assertThatThrownBy(() ->
            TinyWorld.run(1, world -> world.node("node", () -> world.say(SleepyInitialiser.SLEPT))))
        .hasMessageContaining("the static initialiser of " + SleepyInitialiser.class.getName());
  }

  @Test
  void being_woken_by_a_thread_outside() {
    CompletableFuture<String> future = new CompletableFuture<>();
    AtomicReference<Thread> waiting = new AtomicReference<>();
    Thread outside =
        Thread.ofPlatform()
            .name("outside")
            .unstarted(() -> {
              // Not before it is parked: a future that completes earlier has nobody to wake.
              while (!(waiting.get() instanceof Thread thread)
                  || thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
              }
              future.complete("late");
            });
    assertThatThrownBy(() ->
            TinyWorld.run(
                1,
                world -> {
                  world.node(
                      "node",
                      () -> {
                        waiting.set(Thread.currentThread());
                        world.say(future.get());
                      });
                  world.node(
                      "other",
                      () -> {
                        // Long after the future is done, too: the wake-up comes a little later.
                        for (int i = 0; i < 20_000_000; i++) {
                          Thread.sleep(1);
                        }
                      });
                  outside.start();
                }))
        .hasMessageContaining("a thread outside the world woke one of its threads")
        .hasMessageContaining("outside")
        .hasMessageContaining("node of node");
  }

  @Test
  void outside_worlds_nothing_is_refused() throws Exception {
    Thread thread = new Thread(() -> {});
    thread.start();
    thread.join();
    new DatagramSocket().close();
    assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
  }
}

package dev.faultline.sim.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.BlockingEnv;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.testing.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Issue 11, fault 12: ending the threads of an incarnation runs no code of the program. */
final class EndOfIncarnationTest {
  private final List<String> said = new ArrayList<>();

  /** Crashes the node after 10 ms for good, and lets the world go on for a minute. */
  private List<String> saidByCrashed(BlockingNode body) {
    Rig rig = Rig.quiet().model(SystemModel.asynchronous().crashRecovery(1));
    rig.world.blockingNode(
        "node",
        env -> {
          if (env.incarnation() == 1) {
            said.add("begun");
            body.run(env);
            said.add("went on");
          }
        });
    rig.fault(10, new Fault.Crash("node", Duration.ofMillis(10)));
    rig.runWell();
    return said;
  }

  private void forEver(BlockingEnv env) {
    while (true) {
      try {
        env.receive();
      } catch (InterruptedException e) {
        said.add("interrupted");
      } catch (RuntimeException e) {
        said.add("failed");
      } catch (Throwable e) {
        said.add("threw");
      } finally {
        said.add("finally");
      }
    }
  }

  @Test
  void no_handler_and_no_finally_block_runs() {
    assertThat(saidByCrashed(this::forEver)).containsExactly("begun");
  }

  @Test
  void no_resource_is_closed() {
    assertThat(
            saidByCrashed(env -> {
              try (AutoCloseable resource = () -> said.add("closed")) {
                env.receive();
              }
            }))
        .containsExactly("begun");
  }

  @Test
  void a_thread_that_gets_the_monitor_of_another_that_ended_does_not_go_on() {
    Object monitor = new Object();
    assertThat(
            saidByCrashed(env -> {
              Thread.startVirtualThread(() -> {
                synchronized (monitor) {
                  said.add("got the monitor");
                }
              });
              synchronized (monitor) {
                env.receive();
              }
            }))
        .containsExactly("begun");
  }

  private synchronized void sayAlone() {
    said.add("entered");
  }

  @Test
  void a_thread_that_enters_a_synchronized_method_does_not_go_on() {
    assertThat(
            saidByCrashed(env -> {
              Thread.startVirtualThread(this::sayAlone);
              synchronized (this) {
                env.receive();
              }
            }))
        .containsExactly("begun");
  }

  @Test
  void a_waiting_thread_does_not_go_on() {
    Object monitor = new Object();
    assertThat(
            saidByCrashed(env -> {
              try {
                synchronized (monitor) {
                  monitor.wait();
                }
              } finally {
                said.add("finally");
              }
            }))
        .containsExactly("begun");
  }

  @Test
  void a_lock_in_a_finally_block_is_not_released_and_its_next_owner_does_not_go_on() {
    ReentrantLock lock = new ReentrantLock();
    assertThat(
            saidByCrashed(env -> {
              Thread.startVirtualThread(() -> {
                lock.lock();
                said.add("got the lock");
              });
              lock.lock();
              try {
                env.receive();
              } finally {
                said.add("releases");
                lock.unlock();
              }
            }))
        .containsExactly("begun");
  }

  @Test
  void no_stage_of_a_future_hears_of_it() {
    assertThat(
            saidByCrashed(env -> {
              CompletableFuture.runAsync(
                      () -> {
                        try {
                          env.receive();
                        } catch (InterruptedException e) {
                          said.add("interrupted");
                        }
                      })
                  .whenComplete((result, failure) -> said.add("completed: " + failure));
              env.receive();
            }))
        .containsExactly("begun");
  }

  @Test
  void no_executor_and_no_handler_of_exceptions_hears_of_it() {
    assertThat(
            saidByCrashed(env -> {
              ScheduledExecutorService executor = env.executor(2);
              executor.submit(() -> forEver(env));
              Thread.ofVirtual()
                  .uncaughtExceptionHandler((thread, failure) -> said.add("uncaught " + failure))
                  .start(() -> forEver(env));
              env.receive();
            }))
        .containsExactly("begun");
  }

  @Test
  void a_thread_that_was_started_but_never_ran_does_not_run() {
    List<String> names = new ArrayList<>();
    Rig rig = Rig.quiet().model(SystemModel.asynchronous().crashRecovery(1));
    rig.world.threadLateness(Duration.ofMillis(100));
    rig.world.blockingNode(
        "node",
        env -> {
          names.add("main " + env.incarnation());
          Thread.startVirtualThread(() -> names.add("thread " + env.incarnation()));
        });
    rig.fault(20, new Fault.Crash("node", Duration.ofMillis(10)));
    rig.runWell();

    assertThat(names).endsWith("main 2", "thread 2").doesNotHaveDuplicates();
  }
}

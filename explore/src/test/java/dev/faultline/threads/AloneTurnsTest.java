package dev.faultline.threads;

import static dev.faultline.threads.Searched.all;
import static dev.faultline.threads.Searched.isProved;
import static dev.faultline.threads.Searched.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.setup.Interleaving;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: a thread that is alone on its node took no turns, though messages and delayed tasks may
 * come between two of its steps.
 */
@Timeout(60)
final class AloneTurnsTest {
  @Test
  void a_message_may_come_between_two_looks_into_the_mailbox() {
    isProved(
        all(world -> {
          world.model(SystemModel.asynchronous());
          world.interleave(Interleaving.LOCKS);
          Address to =
              world.blockingNode(
                  "to",
                  env -> {
                    boolean first = env.receive(Duration.ZERO) != null;
                    boolean second = env.receive(Duration.ZERO) != null;
                    world.outcome(first + " " + second);
                  });
          world.node("from", () -> (Node) env -> env.send(to, "one"));
        }),
        "true false",
        "false false",
        "false true");
  }

  @Test
  void a_delayed_task_may_come_between_two_looks_at_its_future() {
    Searched.Told told =
        node(
            Interleaving.LOCKS,
            world ->
                env -> {
                  CompletableFuture<String> future =
                      new CompletableFuture<String>()
                          .completeOnTimeout("late", 1, TimeUnit.NANOSECONDS);
                  boolean first = future.isDone();
                  boolean second = future.isDone();
                  world.outcome(first + " " + second);
                });

    assertThat(told.outcomes()).containsOnlyKeys("true true", "false false", "false true");
  }

  @Test
  void a_listener_may_be_called_between_two_looks_at_what_it_changes() {
    isProved(
        all(world -> {
          world.model(SystemModel.asynchronous());
          world.interleave(Interleaving.LOCKS);
          world.node("to", () -> new Accepting());
          world.blockingNode(
              "node",
              env -> {
                AtomicInteger opened = new AtomicInteger();
                env.connect(
                    env.address("to"),
                    new Deaf() {
                      @Override
                      public void opened(Env inside, Connection connection) {
                        opened.incrementAndGet();
                      }
                    });
                int first = opened.get();
                int second = opened.get();
                world.outcome(first + " " + second);
              });
        }),
        "0 0",
        "0 1",
        "1 1");
  }

  @Test
  void an_action_of_the_program_may_come_between_two_looks_at_what_it_changes() {
    isProved(
        all(world -> {
          world.model(SystemModel.asynchronous());
          world.interleave(Interleaving.LOCKS);
          AtomicInteger count = new AtomicInteger();
          world.at(Duration.ofMillis(1), count::incrementAndGet);
          Address to =
              world.blockingNode(
                  "to",
                  env -> {
                    env.receive();
                    int first = count.get();
                    int second = count.get();
                    world.outcome(first + " " + second);
                  });
          world.node("from", () -> (Node) env -> env.send(to, "go"));
        }),
        "0 0",
        "0 1",
        "1 1");
  }

  @Test
  void a_property_sees_what_a_thread_leaves_between_two_steps() {
    Searched.Told told =
        all(world -> {
          world.model(SystemModel.asynchronous());
          world.interleave(Interleaving.LOCKS);
          AtomicInteger one = new AtomicInteger();
          AtomicInteger other = new AtomicInteger();
          world.always("equal", () -> one.get() == other.get());
          world.blockingNode(
              "node",
              env -> {
                one.set(1);
                other.set(1);
                world.outcome("set");
              });
        });

    assertThat(told.violated()).as(told.exploration().summary()).isTrue();
  }

  private static class Deaf implements ConnectionListener {
    @Override
    public void received(Env env, Connection connection, Object message) {}
  }

  private static final class Accepting implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public ConnectionListener accept(Env env, Connection connection) {
      return new Deaf();
    }
  }
}

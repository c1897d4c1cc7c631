package dev.faultline.sim.processes;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.sim.testing.AtPoints;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Issue 11, item 13: faults fall inside steps, at the program's own pace. */
final class FaultPointsTest {
  private final List<String> log = new ArrayList<>();

  /** What another node hears, and where the working node came to, when it crashes at a point. */
  private String crashAt(long point, boolean blocking) {
    log.clear();
    Rig rig =
        Rig.with(new AtPoints(1).strike("a", point, new Fault.Crash("a", millis(10))))
            .model(asynchronous().crashRecovery(1));
    rig.node("b", new Scripted().onReceive((env, from, message) -> log.add("b:" + message)));
    Address b = rig.addresses.getFirst();
    if (blocking) {
      BlockingNode body =
          env -> {
            if (env.incarnation() > 1) {
              log.add("found " + env.store().range("", "~"));
              return;
            }
            try {
              env.send(b, 1);
              log.add("sent");
              env.store().put("k", 1);
              log.add("put");
              env.store().sync();
              log.add("synced");
              env.send(b, 2);
            } finally {
              log.add("end");
            }
          };
      rig.world.blockingNode("a", body);
    } else {
      rig.node(
          "a",
          new Scripted()
              .onStart(env -> {
                if (env.incarnation() > 1) {
                  log.add("found " + env.store().range("", "~"));
                  return;
                }
                env.send(b, 1);
                log.add("sent");
                env.store().put("k", 1);
                log.add("put");
                env.store().sync();
                log.add("synced");
                env.send(b, 2);
                log.add("end");
              }));
    }
    rig.runWell();
    return String.join(" ", log);
  }

  @Test
  void a_crash_inside_a_handler_divides_it_before_each_message_write_and_sync() {
    assertThat(crashAt(1, false)).isEqualTo("found {}");
    assertThat(crashAt(2, false)).isEqualTo("sent b:1 found {}");
    assertThat(crashAt(3, false)).startsWith("sent put b:1 found {");
    assertThat(crashAt(4, false)).isEqualTo("sent put synced b:1 found {k=1}");
    assertThat(crashAt(5, false)).isEqualTo("sent put synced end b:1 b:2 found {k=1}");
  }

  @Test
  void a_crash_inside_a_thread_divides_it_and_runs_nothing_more_of_it() {
    // The point before the body's first is the end of the step that started its thread.
    assertThat(crashAt(2, true)).isEqualTo("found {}");
    assertThat(crashAt(3, true)).isEqualTo("sent b:1 found {}");
    assertThat(crashAt(4, true)).startsWith("sent put b:1 found {");
    assertThat(crashAt(5, true)).isEqualTo("sent put synced b:1 found {k=1}");
    assertThat(crashAt(6, true)).isEqualTo("sent put synced end b:1 b:2 found {k=1}");
  }

  @Test
  void what_a_program_catches_or_does_after_its_crash_has_no_effect_and_is_no_failure() {
    Rig rig =
        Rig.with(new AtPoints(1).strike("a", 1, new Fault.Crash("a", Fault.FOREVER)))
            .model(asynchronous().crashStop(1));
    rig.node("b", new Scripted());
    Address b = rig.addresses.getFirst();
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              try {
                env.send(b, 1);
              } catch (Throwable thrown) {
                env.send(b, 2);
                env.timer(millis(1), "later");
                throw new IllegalStateException(thrown);
              }
            }));

    rig.runWell();

    assertThat(rig.trace.of(TraceEvent.Sent.class)).isEmpty();
    assertThat(rig.trace.of(TraceEvent.TimerFired.class)).isEmpty();
  }

  @Test
  void a_crash_inside_a_connections_send_divides_the_step_too() {
    Rig rig =
        Rig.with(new AtPoints(1).strike("a", 2, new Fault.Crash("a", Fault.FOREVER)))
            .model(asynchronous().crashStop(1));
    rig.node("b", new Scripted());
    Address b = rig.addresses.getFirst();
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              env.send(b, "first");
              env.connect(b, (self, connection, message) -> {}).send("second");
              log.add("not reached");
            }));

    rig.runWell();

    assertThat(log).isEmpty();
    assertThat(rig.delivered()).extracting(TraceEvent.Delivered::message).contains("first");
  }

  @Test
  void a_pause_inside_a_handler_makes_the_rest_of_it_later() {
    Rig rig =
        Rig.with(new AtPoints(1).strike("a", 2, new Fault.Pause("a", millis(500))))
            .model(asynchronous());
    rig.node(
        "b",
        new Scripted()
            .onReceive((env, from, message) -> log.add(message + "@" + ms(rig.world.nowNanos()))));
    Address b = rig.addresses.getFirst();
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              long before = env.nanoTime();
              env.send(b, "check");
              env.send(b, "act");
              log.add("passed " + ms(env.nanoTime() - before));
              env.timer(millis(10), "t");
            })
            .onTimer((env, tag) -> log.add(tag + "@" + ms(rig.world.nowNanos()))));

    rig.runWell();

    assertThat(log).containsExactly("passed 500", "check@1", "act@501", "t@510");
  }

  @Test
  void a_pause_inside_a_thread_makes_the_rest_of_it_later() {
    Rig rig =
        Rig.with(new AtPoints(1).strike("a", 3, new Fault.Pause("a", millis(500))))
            .model(asynchronous());
    rig.node(
        "b",
        new Scripted()
            .onReceive((env, from, message) -> log.add(message + "@" + ms(rig.world.nowNanos()))));
    Address b = rig.addresses.getFirst();
    rig.world.blockingNode(
        "a",
        env -> {
          env.send(b, "check");
          env.send(b, "act");
        });

    rig.runWell();

    assertThat(log).containsExactly("check@1", "act@501");
  }

  @Test
  void a_partition_can_fall_between_two_messages_of_one_step() {
    Fault.Partition cut =
        new Fault.Partition(
            PartitionShape.ISOLATED, List.of(List.of("a"), List.of("b")), millis(100));
    Rig rig = Rig.with(new AtPoints(1).strike("a", 2, cut)).model(asynchronous().fairLossLinks());
    rig.node("b", new Scripted().onReceive((env, from, message) -> log.add("" + message)));
    Address b = rig.addresses.getFirst();
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              env.send(b, 1);
              env.send(b, 2);
            }));

    rig.runWell();

    assertThat(log).containsExactly("1");
  }

  @Test
  void healing_ends_the_opportunities() {
    Rig rig =
        Rig.with(new AtPoints(1).strike("a", 2, new Fault.Crash("a", Fault.FOREVER)))
            .model(asynchronous().crashStop(1));
    rig.world.healAfter(Duration.ofMillis(5));
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> env.timer(millis(10), "late"))
            .onTimer((env, tag) -> log.add("late")));

    rig.runWell();

    assertThat(log).containsExactly("late");
  }

  private static String ms(long nanos) {
    return String.format(Locale.ROOT, "%d", nanos / 1_000_000);
  }
}

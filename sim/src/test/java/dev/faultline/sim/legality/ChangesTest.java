package dev.faultline.sim.legality;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes that join, leave, are upgraded, and get settings. */
final class ChangesTest {
  /** Counts its ticks, of which there is one each 10 ms, in memory and in its store. */
  private class Ticking implements Node {
    final int version;
    int ticks;
    @Nullable String colour;

    Ticking(int version) {
      this.version = version;
    }

    @Override
    public void start(Env env) {
      colour = env.setting("colour");
      started.add(env.self().name() + " v" + version + " " + env.incarnation());
      env.timer(millis(10), "tick");
    }

    @Override
    public void timer(Env env, Object tag) {
      ticks++;
      env.store().put("ticks", ticks);
      kept = env.store().get("ticks");
      env.timer(millis(10), tag);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      received.add(message);
    }
  }

  private final List<String> started = new ArrayList<>();
  private final List<Object> received = new ArrayList<>();
  private @Nullable Object kept;

  private NodeHandle<Ticking> node(Rig rig, String name) {
    return rig.world.node(name, () -> new Ticking(1));
  }

  private static World upTo(Rig rig, int millis) {
    rig.at(millis, rig.world::stop);
    return rig.world;
  }

  @Test
  void a_node_that_joins_later_is_neither_up_nor_faulty_before() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    NodeHandle<Ticking> b = node(rig, "b");
    rig.world.joinsLater(b);
    rig.at(50, () -> assertThat(b.up()).isFalse());
    // With one faulty node at most, there is still room for the one that does run.
    rig.at(50, () -> assertThat(rig.world.crash(a, Duration.ofMillis(20))).isTrue());
    rig.at(100, () -> assertThat(rig.world.join(b)).isTrue());
    rig.at(101, () -> assertThat(b.up()).isTrue());
    upTo(rig, 200);

    WorldResult result = rig.runWell();

    assertThat(started).containsExactly("a v1 1", "a v1 2", "b v1 1");
    assertThat(result.byHand()).containsEntry("join", 1).containsEntry("crash", 1);
  }

  @Test
  void a_node_that_leaves_is_gone_without_being_faulty_and_may_join_again_with_its_disk() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    NodeHandle<Ticking> b = node(rig, "b");
    rig.at(55, () -> rig.world.leave(b));
    rig.at(60, () -> assertThat(rig.world.crash(a, Duration.ofMillis(20))).isTrue());
    rig.at(
        100,
        () -> {
          assertThat(b.up()).isFalse();
          assertThat(rig.world.join(b)).isTrue();
        });
    upTo(rig, 105);

    rig.runWell();

    assertThat(started).containsExactly("a v1 1", "b v1 1", "a v1 2", "b v1 2");
    assertThat(rig.trace.of(TraceEvent.Crashed.class))
        .filteredOn(event -> event.node().equals("b"))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.planned()).isTrue();
          assertThat(event.writesLost()).isZero();
        });
  }

  @Test
  void a_crash_that_ends_after_its_node_left_brings_nobody_back() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    rig.at(50, () -> rig.world.crash(a, Duration.ofMillis(50)));
    rig.at(70, () -> rig.world.leave(a));
    rig.at(200, () -> assertThat(a.up()).isFalse());
    upTo(rig, 250);

    rig.runWell();
  }

  @Test
  void an_upgrade_makes_the_next_incarnations_and_keeps_what_was_written() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    rig.at(55, () -> rig.world.upgrade(a, Duration.ofMillis(30), () -> new Ticking(2)));
    rig.at(56, () -> assertThat(a.up()).isFalse());
    rig.at(
        86,
        () -> {
          assertThat(a.is(state -> state.version == 2 && state.ticks == 0)).isTrue();
          assertThat(kept).isEqualTo(5);
        });
    rig.at(150, () -> rig.world.crash(a, Duration.ofMillis(10)));
    upTo(rig, 200);

    rig.runWell();

    assertThat(started).containsExactly("a v1 1", "a v2 2", "a v2 3");
  }

  private static final class Idle implements Node {
    @Override
    public void start(Env env) {}
  }

  private static final class Wordy implements Node {
    private final List<String> words;

    Wordy(List<String> words) {
      this.words = words;
    }

    @Override
    public void start(Env env) {
      env.remark(words.toString());
    }
  }

  @Test
  void what_another_factory_has_captured_is_no_state_that_outlives_an_incarnation() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Node> a = rig.world.node("a", Idle::new);
    List<String> words = List.of("one");
    rig.at(55, () -> rig.world.upgrade(a, Duration.ofMillis(30), () -> new Wordy(words)));
    upTo(rig, 200);

    assertThat(rig.runWell().outliving()).isEmpty();
  }

  @Test
  void an_upgrade_waits_while_as_many_are_faulty_as_the_model_allows() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    NodeHandle<Ticking> b = node(rig, "b");
    rig.at(50, () -> rig.world.crash(a, Duration.ofMillis(50)));
    rig.at(70, () -> rig.world.upgrade(b, Duration.ofMillis(30), () -> new Ticking(2)));
    rig.at(99, () -> assertThat(b.up()).isTrue());
    rig.at(101, () -> assertThat(b.up()).isFalse());
    // While it is down for that, no other one may crash.
    rig.at(
        102,
        () ->
            assertThatThrownBy(() -> rig.world.crash(a, Duration.ofMillis(1)))
                .isInstanceOf(ModelException.class));
    rig.at(131, () -> assertThat(b.is(state -> state.version == 2)).isTrue());
    upTo(rig, 150);

    rig.runWell();
  }

  @Test
  void upgrades_that_wait_come_one_after_the_other_also_where_one_ends_a_pause() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    NodeHandle<Ticking> b = node(rig, "b");
    NodeHandle<Ticking> c = node(rig, "c");
    rig.at(50, () -> rig.world.crash(a, Duration.ofMillis(50)));
    rig.at(60, () -> rig.world.strike(new Fault.Pause("b", Duration.ofSeconds(1))));
    rig.at(70, () -> rig.world.upgrade(b, Duration.ofMillis(30), () -> new Ticking(2)));
    rig.at(71, () -> rig.world.upgrade(c, Duration.ofMillis(30), () -> new Ticking(2)));
    rig.at(
        110, () -> assertThat(List.of(a.up(), b.up(), c.up())).containsExactly(true, false, true));
    rig.at(300, () -> assertThat(c.is(state -> state.version == 2)).isTrue());
    upTo(rig, 400);

    rig.runWell();
  }

  @Test
  void a_node_that_is_down_is_upgraded_without_being_stopped() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    rig.at(50, () -> rig.world.crash(a, Duration.ofMillis(50)));
    rig.at(70, () -> rig.world.upgrade(a, Duration.ofMillis(300), () -> new Ticking(2)));
    upTo(rig, 120);

    rig.runWell();

    assertThat(started).containsExactly("a v1 1", "a v2 2");
  }

  @Test
  void a_blocking_node_gets_another_body() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    rig.node("handler", new Scripted());
    Address a =
        rig.world.blockingNode(
            "a",
            env -> {
              started.add("one " + env.setting("colour"));
              env.receive();
            });
    rig.world.setting(a, "colour", "red");
    rig.at(
        50,
        () ->
            rig.world.upgradeBlocking(
                a,
                Duration.ofMillis(10),
                env -> {
                  started.add("two " + env.setting("colour"));
                  Thread.sleep(20);
                  started.add("slept");
                }));
    rig.at(
        55,
        () ->
            assertThat(
                    caught(() ->
                        rig.world.upgradeBlocking(
                            rig.addresses.getFirst(), Duration.ZERO, env -> {})))
                .isInstanceOf(IllegalArgumentException.class));

    rig.runWell();

    assertThat(started).containsExactly("one red", "two red", "slept");
  }

  @Test
  void where_no_process_comes_back_there_are_no_upgrades() {
    Rig rig = Rig.quiet().model(asynchronous().crashStop(1));
    NodeHandle<Ticking> a = node(rig, "a");
    rig.at(50, () -> rig.world.upgrade(a, Duration.ofMillis(30), () -> new Ticking(2)));

    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("declare crashRecovery(1)");
  }

  @Test
  void settings_are_those_of_when_the_incarnation_started() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    NodeHandle<Ticking> b = node(rig, "b");
    rig.world.setting(a, "colour", "red");
    rig.at(50, () -> rig.world.setting(a, "colour", "blue"));
    rig.at(51, () -> assertThat(a.is(state -> "red".equals(state.colour))).isTrue());
    rig.at(52, () -> rig.world.crash(a, Duration.ofMillis(10)));
    rig.at(80, () -> assertThat(a.is(state -> "blue".equals(state.colour))).isTrue());
    rig.at(80, () -> assertThat(b.is(state -> state.colour == null)).isTrue());
    upTo(rig, 100);

    rig.runWell();
  }

  @Test
  void the_process_crashes_and_its_machine_keeps_what_was_written_or_the_machine_does_not() {
    List<Integer> lostByProcesses = new ArrayList<>();
    List<Integer> lostByMachines = new ArrayList<>();
    for (int seed = 1; seed <= 20; seed++) {
      Rig rig = Rig.quiet(seed).model(partiallySynchronous().crashRecovery(1));
      NodeHandle<Ticking> a = node(rig, "a");
      rig.at(55, () -> rig.world.crashProcess(a, Duration.ofMillis(10)));
      rig.at(155, () -> rig.world.crashMachine(a, Duration.ofMillis(10)));
      upTo(rig, 200);

      WorldResult result = rig.runWell();

      List<TraceEvent.Crashed> crashes = rig.trace.of(TraceEvent.Crashed.class);
      lostByProcesses.add(crashes.get(0).writesLost());
      lostByMachines.add(crashes.get(1).writesLost());
      assertThat(result.byHand())
          .containsEntry("process crash", 1)
          .containsEntry("machine crash", 1);
    }
    assertThat(lostByProcesses).containsOnly(0);
    assertThat(lostByMachines).filteredOn(lost -> lost > 0).hasSizeGreaterThan(5);
  }

  @Test
  void what_an_adversary_leaves_out_does_not_happen() {
    Rig rig =
        Rig.with(
                new QuietAdversary(1) {
                  @Override
                  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
                    return kind == Decision.CHANGE_SKIPPED
                        || super.strikes(kind, subject, ordinal, odds);
                  }
                })
            .model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    NodeHandle<Ticking> b = node(rig, "b");
    rig.world.joinsLater(b);
    List<Boolean> said = new ArrayList<>();
    rig.at(50, () -> said.add(rig.world.join(b)));
    rig.at(60, () -> said.add(rig.world.leave(a)));
    rig.at(70, () -> said.add(rig.world.upgrade(a, Duration.ofMillis(1), () -> new Ticking(2))));
    upTo(rig, 100);

    assertThat(rig.runWell().byHand()).isEmpty();

    assertThat(said).containsExactly(false, false, false);
    assertThat(started).containsExactly("a v1 1");
  }

  @Test
  void a_program_that_goes_on_from_a_change_that_was_left_out_makes_no_mistake() {
    Rig rig =
        Rig.with(
                new QuietAdversary(1) {
                  @Override
                  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
                    return kind == Decision.CHANGE_SKIPPED && ordinal == 0
                        || super.strikes(kind, subject, ordinal, odds);
                  }
                })
            .model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    NodeHandle<Ticking> b = node(rig, "b");
    rig.world.joinsLater(b);
    rig.at(50, () -> rig.world.join(b));
    rig.at(60, () -> rig.world.leave(a));
    rig.at(70, () -> rig.world.join(a));
    rig.at(80, () -> rig.world.leave(b));
    rig.at(90, () -> assertThat(rig.world.join(b)).isTrue());
    upTo(rig, 100);

    rig.runWell();

    assertThat(started).containsExactly("a v1 1", "b v1 1");
  }

  @Test
  void a_node_that_has_not_joined_may_get_another_program_before() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    rig.world.joinsLater(a);
    rig.at(50, () -> rig.world.upgrade(a, Duration.ofMillis(1), () -> new Ticking(2)));
    rig.at(60, () -> rig.world.join(a));
    upTo(rig, 100);

    rig.runWell();

    assertThat(started).containsExactly("a v2 1");
  }

  @Test
  void mistakes_are_told_where_they_are_made() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    NodeHandle<Ticking> client = rig.world.client("c", () -> new Ticking(1));
    assertThatThrownBy(() -> rig.world.join(a))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not running");
    assertThatThrownBy(() -> rig.world.joinsLater(client))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a client");
    List<Throwable> thrown = new ArrayList<>();
    rig.at(50, () -> thrown.add(caught(() -> rig.world.join(a))));
    rig.at(50, () -> thrown.add(caught(() -> rig.world.leave(client))));
    rig.at(
        60,
        () -> {
          rig.world.leave(a);
          thrown.add(caught(() -> rig.world.leave(a)));
        });
    upTo(rig, 100);

    rig.runWell();

    assertThat(thrown)
        .extracting(Throwable::getMessage)
        .satisfiesExactly(
            first -> assertThat(first).contains("a is part of the system already"),
            second -> assertThat(second).contains("c is a client"),
            third -> assertThat(third).contains("a is not part of the system; call join"));
  }

  private static Throwable caught(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      return e;
    }
    throw new AssertionError("nothing was thrown");
  }

  @Test
  void a_planned_stop_ends_a_pause_that_the_node_was_in() {
    Rig rig = Rig.quiet().model(partiallySynchronous().crashRecovery(1));
    NodeHandle<Ticking> a = node(rig, "a");
    rig.at(50, () -> rig.world.strike(new Fault.Pause("a", Duration.ofSeconds(30))));
    rig.at(60, () -> rig.world.upgrade(a, Duration.ofMillis(10), () -> new Ticking(2)));
    rig.at(100, () -> assertThat(a.is(state -> state.ticks > 1)).isTrue());
    upTo(rig, 120);

    rig.runWell();
  }
}

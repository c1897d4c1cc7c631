package dev.faultline.sim.properties;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.core.SystemModel.synchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.Verdict;
import dev.faultline.core.Fault;
import dev.faultline.sim.ClientOperations;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.setup.Network;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.ConnectionMessage;
import dev.faultline.sim.trace.TraceEvent;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 11, items 4, 11 and 19: what a program may say when it sets a world up, and when. */
final class SettingUpTest {
  private static final Duration NEGATIVE = Duration.ofNanos(-1);
  private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);

  @ParameterizedTest
  @ValueSource(strings = {"", "db 1", "a,b", "a|b", "a>b", "a\nb", "a=b", "\"a\"", "a#1", "a\\b"})
  void a_name_that_cannot_stand_in_a_replay_file_is_refused_with_what_is_allowed(String name) {
    assertThatThrownBy(() -> Rig.quiet().world.node(name, Scripted::new))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'")
        .hasMessageContaining("letters, digits and characters of -_.:/@+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0x1f", "db-1", "10.0.0.1:8080", "eu/west_2", "größe", "x@y+z"})
  void other_names_are_welcome(String name) {
    assertThat(Rig.quiet().world.node(name, Scripted::new).name()).isEqualTo(name);
  }

  static Stream<Consumer<World>> negative() {
    return Stream.of(
        world -> world.startSpread(NEGATIVE),
        world -> world.timerLateness(NEGATIVE),
        world -> world.threadLateness(NEGATIVE),
        world -> world.clockOffset(NEGATIVE),
        world -> world.healAfter(NEGATIVE),
        world -> world.eventually("x", NEGATIVE, () -> true),
        world -> world.at(NEGATIVE, () -> {}),
        world -> world.fault(NEGATIVE, new Fault.Pause("a", millis(1))));
  }

  @ParameterizedTest
  @MethodSource("negative")
  void negative_durations_are_refused(Consumer<World> setting) {
    assertThatThrownBy(() -> setting.accept(Rig.quiet().world))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".*PT-0\\.000000001S, expected zero (or more|to a hundred years).*");
  }

  private static Verdict neverAsked() {
    throw new IllegalStateException("this check should not have been taken");
  }

  static Stream<Consumer<World>> settings() {
    return Stream.of(
        world -> world.fault(millis(1), new Fault.Pause("a", millis(1))),
        world -> world.twin(world.node("x", Scripted::new), honest -> honest),
        world -> world.timerLateness(millis(1)),
        world -> world.threadLateness(millis(1)),
        world -> world.check("x", SettingUpTest::neverAsked),
        world -> world.always("x", () -> true),
        world -> world.sometimes("x", () -> true),
        world -> world.atEnd("x", () -> true),
        world -> world.outcome(() -> "x"),
        world -> world.digest(() -> "x"),
        World::network);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void what_comes_too_late_is_refused_and_not_ignored(Consumer<World> setting) {
    Rig rig = Rig.quiet().node("a", new Scripted());
    List<Throwable> thrown = new ArrayList<>();
    rig.at(
        10,
        () -> {
          try {
            setting.accept(rig.world);
          } catch (IllegalStateException e) {
            thrown.add(e);
          }
        });
    rig.runWell();

    assertThat(thrown).singleElement().asString().contains("has been started already");
  }

  @Test
  void a_timer_of_a_duration_beyond_all_numbers_never_fires() {
    Rig rig = Rig.quiet().node("a", new Scripted().onStart(env -> env.timer(ENDLESS, "never")));
    rig.runWell();

    assertThat(rig.trace.of(TraceEvent.TimerFired.class)).isEmpty();
  }

  @Test
  void times_are_written_the_same_way_in_every_locale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(SimTime.text(1_234_000_000L)).isEqualTo("1.234s");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void operations_of_two_records_have_different_numbers() {
    Rig rig = Rig.quiet();
    ClientOperations<String, String> reads = rig.world.operations();
    ClientOperations<String, String> writes = rig.world.operations();
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              int read = reads.invoke(env.self(), "read");
              int write = writes.invoke(env.self(), "write");
              writes.ok(write, "written");
              reads.ok(read, "read");
            }));
    rig.runWell();

    assertThat(rig.trace.of(TraceEvent.Invoked.class))
        .extracting(TraceEvent.Invoked::operation)
        .containsExactly(0, 1);
    assertThat(rig.trace.of(TraceEvent.Completed.class))
        .extracting(TraceEvent.Completed::operation)
        .containsExactly(1, 0);
    assertThat(reads.history().operations()).hasSize(1);
  }

  @Test
  void tracers_see_public_types_only() {
    Rig rig =
        Rig.quiet()
            .node("server", new Scripted())
            .node(
                "client",
                new Scripted()
                    .onStart(
                        env -> env.connect(env.address("server"), (e, connection, message) -> {})));
    rig.runWell();

    assertThat(rig.delivered())
        .extracting(TraceEvent.Delivered::message)
        .hasOnlyElementsOfType(ConnectionMessage.class)
        .extracting(Object::toString)
        .containsExactly("connection client/1.1 is requested", "connection client/1.1 is refused");
  }

  /** Lets one fault strike at the first opportunity. */
  private static Rig after(Fault first) {
    return Rig.with(
        new QuietAdversary(1) {
          @Override
          public FaultRates rates() {
            return new FaultRates(0, 0, 0, millis(10));
          }

          @Override
          public @Nullable Fault fault(long ordinal, FaultView view) {
            return ordinal == 0 ? first : null;
          }
        });
  }

  @Test
  void a_scripted_fault_that_the_adversary_left_no_room_for_is_left_out_and_the_trace_says_so() {
    Rig rig =
        after(new Fault.Crash("a", Duration.ofSeconds(10)))
            .model(asynchronous().crashRecovery(1))
            .node("a", new Scripted())
            .node("b", new Scripted())
            .fault(100, new Fault.Crash("b", millis(10)));
    rig.runWell();

    assertThat(rig.trace.of(TraceEvent.Crashed.class)).hasSize(1);
    assertThat(rig.trace.of(TraceEvent.Remarked.class))
        .singleElement()
        .asString()
        .contains("Crash[node=b", "left out", "1 processes are faulty already");
  }

  @Test
  void a_slow_process_of_a_synchronous_model_is_as_slow_as_the_model_says() {
    Rig within = Rig.quiet().model(synchronous(millis(100), 3, 200)).node("a", new Scripted());
    within.world.timerLateness(millis(1));
    within.fault(10, new Fault.Slow("a", millis(2), millis(100))).runWell();

    Rig beyond = Rig.quiet().model(synchronous(millis(100), 3, 200)).node("a", new Scripted());
    beyond.world.timerLateness(millis(1));
    beyond.fault(10, new Fault.Slow("a", Duration.ofNanos(2_000_001), millis(100)));
    assertThatThrownBy(beyond::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("known speed: steps take at most 2000000 ns longer");
  }

  @Test
  void crashes_for_good_can_be_bounded_under_crash_recovery() {
    Fault forGood = new Fault.Crash("a", Fault.FOREVER);
    Rig refused =
        Rig.quiet()
            .model(asynchronous().crashRecovery(2, 0))
            .node("a", new Scripted())
            .fault(10, forGood);
    assertThatThrownBy(refused::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the model has every process come back");

    Rig allowed =
        Rig.quiet()
            .model(asynchronous().crashRecovery(2, 1))
            .node("a", new Scripted())
            .node("b", new Scripted())
            .fault(10, forGood)
            .fault(20, new Fault.Crash("b", millis(5)));
    allowed.runWell();
    assertThat(allowed.trace.of(TraceEvent.Started.class)).hasSize(3);

    assertThatThrownBy(() -> asynchronous().crashRecovery(1, 2))
        .hasMessageContaining("maxForGood is 2, expected 0 to maxFaulty, which is 1");
  }

  @Test
  void a_network_that_somebody_kept_cannot_be_changed_while_the_world_runs() {
    Rig rig = Rig.quiet().node("a", new Scripted());
    Network kept = rig.world.network();
    List<String> refused = new ArrayList<>();
    rig.world.at(
        millis(5),
        () -> {
          for (Runnable change :
              List.<Runnable>of(
                  () -> kept.loss(0.5),
                  () -> kept.latency(millis(1), millis(2)),
                  () -> kept.bandwidth(1_000, 1_000))) {
            try {
              change.run();
            } catch (IllegalStateException e) {
              refused.add(e.getMessage());
            }
          }
        });
    rig.runWell();

    assertThat(refused)
        .hasSize(3)
        .allMatch(message -> message.contains("configure its network when it is set up"));
  }

  @Test
  void nor_can_it_be_changed_around_what_refuses_that() {
    assertThat(Network.class.getFields())
        .allMatch(field -> Modifier.isStatic(field.getModifiers()), "constant");
  }
}

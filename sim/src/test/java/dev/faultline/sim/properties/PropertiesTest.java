package dev.faultline.sim.properties;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.Evidence;
import dev.faultline.check.Linearizability;
import dev.faultline.check.Reports;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.model.Models;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.core.Fault;
import dev.faultline.core.history.History;
import dev.faultline.core.history.HistoryRecorder;
import dev.faultline.sim.ClientOperations;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PropertiesTest {
  private int counter;

  /** Counts to a number, one step each 10 ms. */
  private Rig counting(int to) {
    Scripted node =
        new Scripted()
            .onStart(env -> env.timer(millis(10), "tick"))
            .onTimer((env, tag) -> {
              counter++;
              if (counter < to) {
                env.timer(millis(10), "tick");
              }
            });
    return Rig.quiet().node("a", node);
  }

  private static Violation violation(WorldResult result) {
    Violation violation = result.violation();
    if (violation == null) {
      throw new AssertionError("no violation in " + result);
    }
    return violation;
  }

  @Test
  void always_is_looked_at_after_every_step_and_the_first_violation_ends_the_world() {
    Rig rig = counting(10);
    rig.world.always("less than five", () -> counter < 5).always("any", () -> true);

    WorldResult result = rig.run();

    assertThat(violation(result).property()).isEqualTo("less than five");
    assertThat(violation(result).nanos()).isEqualTo(50_000_000);
    assertThat(result.nanos()).isEqualTo(50_000_000);
    assertThat(counter).isEqualTo(5);
    assertThat(rig.trace.events().getLast())
        .isInstanceOfSatisfying(
            TraceEvent.Violated.class, v -> assertThat(v.property()).isEqualTo("less than five"));
  }

  @Test
  void a_property_that_always_holds_is_no_violation() {
    Rig rig = counting(10);
    rig.world.always("at most ten", () -> counter <= 10);

    assertThat(rig.run().violation()).isNull();
    assertThat(counter).isEqualTo(10);
  }

  @Test
  void a_condition_that_throws_is_a_violation_of_its_property_assertions_included() {
    Rig rig = counting(3);
    rig.world.always("asserted", () -> throwing(new AssertionError("two is too many")));
    WorldResult result = rig.run();

    assertThat(violation(result).property()).isEqualTo("asserted");
    assertThat(violation(result).detail()).contains("two is too many");
    assertThat(violation(result).thrown()).isInstanceOf(AssertionError.class);
    assertThat(counter).isEqualTo(2);
  }

  private boolean throwing(Error error) {
    if (counter == 2) {
      throw error;
    }
    return true;
  }

  @Test
  void sometimes_tells_whether_it_ever_happened() {
    Rig rig = counting(10);
    rig.world.sometimes("seven", () -> counter == 7).sometimes("eleven", () -> counter == 11);

    assertThat(rig.runWell().reached()).containsEntry("seven", true).containsEntry("eleven", false);
  }

  @Test
  void eventually_may_come_true_at_any_moment_between_healing_and_its_deadline() {
    Rig rig = counting(100);
    rig.world.healAfter(millis(200)).eventually("forty", millis(300), () -> counter == 40);

    assertThat(rig.run().violation()).isNull();
  }

  @Test
  void eventually_is_violated_at_its_deadline() {
    Rig rig = counting(100);
    rig.world.healAfter(millis(200)).eventually("forty", millis(100), () -> counter == 40);

    Violation violation = violation(rig.run());

    assertThat(violation.property()).isEqualTo("forty");
    assertThat(violation.nanos()).isEqualTo(300_000_000);
  }

  @Test
  void what_came_true_before_healing_does_not_count_for_eventually() {
    Rig rig = counting(100);
    rig.world.healAfter(millis(200)).eventually("ten", millis(500), () -> counter == 10);

    assertThat(violation(rig.run()).property()).isEqualTo("ten");
  }

  @Test
  void what_holds_at_the_moment_of_healing_counts() {
    Rig rig = counting(15);
    rig.world.healAfter(millis(200)).eventually("15", Duration.ofSeconds(1), () -> counter == 15);

    assertThat(rig.run().violation()).isNull();
  }

  @Test
  void eventually_is_refused_where_the_model_cannot_promise_it() {
    Rig rig = counting(1).model(asynchronous());
    rig.world.healAfter(millis(1)).eventually("progress", millis(1), () -> true);

    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("progress")
        .hasMessageContaining("in the asynchronous model no deadline can be promised (FLP)")
        .hasMessageEndingWith("declare a partially synchronous or synchronous model");
  }

  @Test
  void eventually_needs_healing_and_a_deadline_within_the_run() {
    Rig never = counting(1).model(partiallySynchronous());
    never.world.eventually("progress", millis(1), () -> true);
    Rig late = counting(1);
    late.world.healAfter(Duration.ofSeconds(50));
    late.world.eventually("progress", Duration.ofSeconds(11), () -> true);

    assertThatThrownBy(never::run)
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith("needs healAfter: set the time from which on no new fault strikes");
    assertThatThrownBy(late::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the world ends at PT1M");
  }

  private static final Statistics NO_STATISTICS = new Statistics(0, 0, 0, "by decree");

  private static Verdict valid() {
    return new Verdict.Valid(new Witness.Established("by decree"), NO_STATISTICS);
  }

  private static Verdict invalid(String why) {
    History<?, ?> nothing = new HistoryRecorder<>().history();
    return new Verdict.Invalid(new Evidence.Pattern("nothing", nothing, why), NO_STATISTICS);
  }

  @Test
  void a_check_that_cannot_tell_makes_the_world_inconclusive() {
    Rig rig = counting(1);
    rig.world.check("c", () -> new Verdict.Unknown("no time", List.of("all of it"), NO_STATISTICS));

    WorldResult result = rig.run();

    assertThat(result.violation()).isNull();
    assertThat(result.inconclusive()).isEqualTo("c: unknown: no time; undecided: [all of it]");
  }

  @Test
  void checks_run_when_the_world_is_over_in_their_order_and_not_after_a_violation() {
    List<String> asked = new ArrayList<>();
    Rig rig = counting(10);
    rig.world.check("first", () -> verdict(asked, "first", valid()));
    rig.world.check("second", () -> verdict(asked, "second", invalid("nonsense")));
    rig.world.check("third", () -> verdict(asked, "third", valid()));

    WorldResult result = rig.run();

    assertThat(asked).containsExactly("first@10", "second@10");
    assertThat(violation(result).property()).isEqualTo("second");
    assertThat(violation(result).detail()).contains("nonsense");
  }

  private Verdict verdict(List<String> asked, String name, Verdict verdict) {
    asked.add(name + "@" + counter);
    return verdict;
  }

  @Test
  void a_violation_that_the_program_reports_ends_the_world() {
    Rig rig = counting(100);
    rig.at(105, () -> rig.world.violation("mine", "seen at ten"));

    WorldResult result = rig.run();

    Violation violation = violation(result);
    assertThat(violation.property()).isEqualTo("mine");
    assertThat(violation.detail()).isEqualTo("seen at ten");
    assertThat(violation.nanos()).isEqualTo(105_000_000);
    assertThat(violation.thrown()).isNull();
    assertThat(violation.liveness()).isFalse();
    assertThat(counter).isEqualTo(10);
  }

  @Test
  void a_world_that_does_not_end_is_inconclusive_and_nothing_in_it_is_judged() {
    Scripted busy =
        new Scripted()
            .onStart(env -> env.timer(0, "again"))
            .onTimer((env, tag) -> env.timer(0, "again"));
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT.withMaxEvents(10_000));
    world.node("busy", () -> busy);
    world.check("never", () -> invalid("asked"));

    WorldResult result = world.run();

    assertThat(result.violation()).isNull();
    assertThat(result.inconclusive()).contains("10000 events").contains("simulated time");
    assertThat(result.events()).isEqualTo(10_000);
  }

  @Test
  void a_node_that_throws_in_any_handler_is_a_violation_with_its_stack() {
    for (String handler : List.of("start", "receive", "timer")) {
      Rig rig = Rig.quiet();
      rig.node(
          "a",
          new Scripted()
              .onStart(env -> {
                explodeIf(handler.equals("start"));
                env.send(env.self(), "x");
                env.timer(millis(5), "x");
              })
              .onReceive((env, from, message) -> explodeIf(handler.equals("receive")))
              .onTimer((env, tag) -> explodeIf(handler.equals("timer"))));

      Violation violation = violation(rig.run());

      assertThat(violation.property()).isEqualTo(Violation.NO_NODE_THROWS);
      assertThat(violation.detail())
          .startsWith("a threw java.lang.IllegalStateException: boom")
          .contains("PropertiesTest.explodeIf");
      assertThat(violation.thrown()).isInstanceOf(IllegalStateException.class);
    }
  }

  private static void explodeIf(boolean now) {
    if (now) {
      throw new IllegalStateException("boom");
    }
  }

  @Test
  void a_factory_that_throws_and_a_stack_that_overflows_are_violations_too() {
    Rig factory = Rig.quiet();
    factory.world.node(
        "a",
        () -> {
          explodeIf(true);
          return new Scripted();
        });
    Rig deep = Rig.quiet().node("a", new Scripted().onStart(env -> endless(0)));

    assertThat(violation(factory.run()).detail()).startsWith("a threw");
    assertThat(violation(deep.run()).thrown()).isInstanceOf(StackOverflowError.class);
  }

  private static int endless(int depth) {
    return depth < 0 ? 0 : endless(depth + 1) + 1;
  }

  @Test
  void the_properties_of_a_healed_world_see_its_nodes_up() {
    Rig rig = counting(5).model(partiallySynchronous().crashRecovery(1));
    rig.fault(10, new Fault.Crash("a", Duration.ofSeconds(40)));
    List<@Nullable Object> instances = new ArrayList<>();
    rig.at(30, () -> instances.add(rig.world.instance(address(rig))));
    rig.world.healAfter(millis(50));
    rig.world.eventually("up", millis(1), () -> rig.world.instance(address(rig)) != null);

    assertThat(rig.run().violation()).isNull();
    assertThat(instances).containsExactly((Object) null);
  }

  private static Address address(Rig rig) {
    return rig.addresses.getFirst();
  }

  @Test
  void a_violation_says_where_the_program_declared_the_property() {
    Rig rig = counting(10);
    rig.world.always("less than five", () -> counter < 5);

    assertThat(violation(rig.run()).declared())
        .first()
        .satisfies(frame -> {
          assertThat(frame.getClassName()).isEqualTo(PropertiesTest.class.getName());
          assertThat(frame.getMethodName())
              .isEqualTo("a_violation_says_where_the_program_declared_the_property");
        });
  }

  @Test
  void a_world_that_need_not_explain_says_what_is_violated_and_no_more() {
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT.withExplained(false));
    world.node("a", Scripted::new);
    List<Boolean> leftOut = new ArrayList<>();
    world.check(
        "c",
        () -> {
          leftOut.add(Reports.areLeftOut());
          return invalid("nonsense");
        });

    Violation violation = violation(world.run());

    assertThat(violation.property()).isEqualTo("c");
    assertThat(violation.declared()).isEmpty();
    assertThat(leftOut).containsExactly(true);
    assertThat(Reports.areLeftOut()).isFalse();
  }

  @Test
  void a_check_of_a_history_names_the_operations_that_suffice_to_show_it() {
    Rig rig = counting(10);
    ClientOperations<RegisterOp, Object> operations = rig.world.operations();
    Address client = rig.world.client("client", Scripted::new);
    rig.at(
        1,
        () -> {
          operations.ok(operations.invoke(client, new RegisterOp.Read()), Nil.NIL);
          operations.ok(operations.invoke(client, new RegisterOp.Write(1)), Nil.NIL);
          operations.ok(operations.invoke(client, new RegisterOp.Write(2)), Nil.NIL);
          operations.ok(operations.invoke(client, new RegisterOp.Read()), 1);
        });
    rig.world.check(
        "linearizable", () -> Linearizability.check(operations.history(), Models.register()));

    assertThat(violation(rig.run()).operations()).containsExactly(1, 2, 3);
  }
}

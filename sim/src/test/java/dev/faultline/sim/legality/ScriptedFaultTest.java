package dev.faultline.sim.legality;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.core.SystemModel.synchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A script that breaks the program's own model is a mistake in the program, and says so. */
final class ScriptedFaultTest {
  private static final SystemModel SYNCHRONOUS = synchronous(millis(100), 2, 200);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Rig rig(SystemModel model, Fault... faults) {
    Rig rig = Rig.quiet().model(model);
    for (String name : List.of("a", "b")) {
      rig.world.twin(rig.world.node(name, Scripted::new), honest -> new Scripted());
    }
    rig.node("c", new Scripted());
    rig.world.client("client", Scripted::new);
    long at = 10;
    for (Fault fault : faults) {
      rig.fault(at++, fault);
    }
    return rig;
  }

  private static void refused(String why, SystemModel model, Fault... faults) {
    assertThatThrownBy(() -> rig(model, faults).run())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(faults[faults.length - 1].toString())
        .hasMessageEndingWith("but " + why);
  }

  private static void allowed(SystemModel model, Fault... faults) {
    assertThat(rig(model, faults).runWell().violation()).isNull();
  }

  private static Fault isolate(String node) {
    return new Fault.Partition(
        PartitionShape.ISOLATED, List.of(List.of(node), List.of("b", "c")), SECOND);
  }

  @Test
  void a_crash_needs_room_in_f() {
    Fault crashA = new Fault.Crash("a", Fault.FOREVER);
    Fault crashB = new Fault.Crash("b", Fault.FOREVER);
    refused("0 processes are faulty already", asynchronous(), crashA);
    allowed(asynchronous().crashStop(1), crashA);
    refused("1 processes are faulty already", asynchronous().crashStop(1), crashA, crashB);
    allowed(asynchronous().crashStop(2), crashA, crashB);
  }

  @Test
  void what_stopped_in_a_crash_stop_model_stays_down_and_counts_for_good() {
    refused(
        "processes that stop do not come back",
        asynchronous().crashStop(1),
        new Fault.Crash("a", SECOND));
    refused(
        "processes that stop do not come back",
        asynchronous().omission(1),
        new Fault.Crash("a", SECOND));
  }

  @Test
  void with_recovery_f_bounds_how_many_are_down_at_a_time() {
    SystemModel model = asynchronous().crashRecovery(1);
    Fault shortCrash = new Fault.Crash("a", Duration.ofNanos(500));
    allowed(model, shortCrash, new Fault.Crash("b", SECOND));
    refused(
        "1 processes are faulty already",
        model,
        new Fault.Crash("a", SECOND),
        new Fault.Crash("b", SECOND));
    refused("a is down", model, new Fault.Crash("a", SECOND), new Fault.Crash("a", SECOND));
  }

  @Test
  void with_arbitrary_failures_who_was_faulty_once_counts_for_ever() {
    SystemModel model = asynchronous().arbitrary(1);
    Fault lie = new Fault.Arbitrary("a", Duration.ofNanos(500));
    allowed(model, lie, lie, new Fault.Crash("a", SECOND));
    refused("1 processes are faulty already", model, lie, new Fault.Arbitrary("b", SECOND));
    refused("c has no twin", model, new Fault.Arbitrary("c", SECOND));
    refused("processes do not lie", asynchronous().crashRecovery(1), lie);
  }

  @Test
  void omissions_need_a_model_that_knows_them_and_room_in_f() {
    Fault send = new Fault.SendOmission("a", 0.5, SECOND);
    Fault receive = new Fault.ReceiveOmission("b", 0.5, SECOND);
    refused("processes do not omit to send or receive", asynchronous().crashStop(1), send);
    allowed(asynchronous().omission(2), send, receive);
    refused("1 processes are faulty already", asynchronous().omission(1), send, receive);
    refused("1 processes are faulty already", asynchronous().crashRecovery(1), send, receive);
    allowed(asynchronous().omission(1), send, new Fault.ReceiveOmission("a", 0.5, SECOND));
  }

  @Test
  void omissions_of_nodes_that_have_not_come_up_yet_count_as_well() {
    Rig rig = rig(asynchronous().crashRecovery(1));
    rig.world.startSpread(Duration.ofSeconds(50));
    rig.fault(0, new Fault.SendOmission("a", 0.5, Duration.ofSeconds(55)));
    rig.fault(0, new Fault.SendOmission("b", 0.5, Duration.ofSeconds(55)));

    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith("1 processes are faulty already");
  }

  @Test
  void links_that_lose_nothing_do_not_lose_but_may_be_cut_which_is_delay() {
    Fault loss = new Fault.LinkLoss("a", "b", 0.5, SECOND);
    refused("links lose nothing", partiallySynchronous(), loss);
    allowed(partiallySynchronous().fairLossLinks(), loss);
    allowed(partiallySynchronous(), isolate("a"));
    allowed(asynchronous(), new Fault.LinkDelay("a", "b", SECOND, SECOND));
  }

  @Test
  void a_synchronous_model_knows_neither_cuts_nor_pauses_nor_wrong_clocks() {
    refused("messages arrive within a known bound", SYNCHRONOUS, isolate("a"));
    refused(
        "messages arrive within a known bound",
        SYNCHRONOUS,
        new Fault.Flapping("a", "b", SECOND, SECOND, SECOND));
    refused("processes keep to a known speed", SYNCHRONOUS, new Fault.Pause("a", SECOND));
    refused(
        "processes keep to a known speed: steps take at most 0 ns longer",
        SYNCHRONOUS,
        new Fault.Slow("a", SECOND, SECOND));
    refused("clocks keep to a known bound", SYNCHRONOUS, new Fault.ClockJump("a", SECOND));
    refused(
        "clocks drift by at most 200 ppm", SYNCHRONOUS, new Fault.ClockDrift("a", -201, SECOND));
    allowed(SYNCHRONOUS, new Fault.ClockDrift("a", 200, SECOND));
    allowed(SYNCHRONOUS, new Fault.LinkDelay("a", "b", SECOND, SECOND));
  }

  @Test
  void clients_belong_to_the_experiment_and_are_left_alone() {
    SystemModel model = asynchronous().arbitrary(3);
    String why = "client is a client";
    refused(why, model, new Fault.Crash("client", SECOND));
    refused(why, model, new Fault.Pause("client", SECOND));
    refused(why, model, new Fault.Slow("client", SECOND, SECOND));
    refused(why, model, new Fault.SendOmission("client", 1, SECOND));
    refused(why, model, new Fault.ReceiveOmission("client", 1, SECOND));
    refused(why, model, new Fault.ClockJump("client", SECOND));
    refused(why, model, new Fault.ClockDrift("client", 5, SECOND));
    refused(why, model, new Fault.Arbitrary("client", SECOND));
    refused(why, model, isolate("client"));
    refused(why, model, new Fault.Flapping("a", "client", SECOND, SECOND, SECOND));
    allowed(model.fairLossLinks(), new Fault.LinkLoss("a", "client", 0.5, SECOND));
    allowed(model, new Fault.LinkDelay("client", "a", SECOND, SECOND));
  }

  @Test
  void a_name_that_no_node_has_is_refused_whatever_the_fault() {
    SystemModel model = asynchronous().arbitrary(3).fairLossLinks();
    String why = "there is no node 'x'";
    refused(why, model, new Fault.Crash("x", SECOND));
    refused(why, model, new Fault.Pause("x", SECOND));
    refused(why, model, new Fault.Slow("x", SECOND, SECOND));
    refused(why, model, new Fault.SendOmission("x", 1, SECOND));
    refused(why, model, new Fault.ClockJump("x", SECOND));
    refused(why, model, new Fault.ClockDrift("x", 5, SECOND));
    refused(why, model, new Fault.Arbitrary("x", SECOND));
    refused(why, model, isolate("x"));
    refused(why, model, new Fault.LinkLoss("a", "x", 0.5, SECOND));
    refused(why, model, new Fault.LinkDelay("x", "a", SECOND, SECOND));
    refused(why, model, new Fault.Flapping("a", "x", SECOND, SECOND, SECOND));
  }

  @Test
  void nothing_strikes_after_healing() {
    Rig rig = rig(asynchronous().crashRecovery(1), new Fault.Crash("a", SECOND));
    rig.world.healAfter(millis(5));

    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith("but the world has healed");
  }

  @Test
  void a_node_that_is_down_cannot_be_paused_or_slowed() {
    SystemModel model = asynchronous().crashRecovery(1);
    Fault crash = new Fault.Crash("a", SECOND);
    refused("a is down", model, crash, new Fault.Pause("a", SECOND));
    refused("a is down", model, crash, new Fault.Slow("a", SECOND, SECOND));
    refused("a is paused", model, new Fault.Pause("a", SECOND), new Fault.Pause("a", SECOND));
  }
}

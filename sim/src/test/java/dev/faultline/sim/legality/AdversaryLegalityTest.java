package dev.faultline.sim.legality;

import static dev.faultline.core.FailureModel.Kind.CRASH_RECOVERY;
import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.core.SystemModel.synchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Fault;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.SimulationBug;
import dev.faultline.sim.testing.HostileAdversary;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever the adversary tries, the trace shows nothing that the model rules out. */
final class AdversaryLegalityTest {
  private static final int WORLDS = 150;
  private static final Duration HEAL = Duration.ofSeconds(6);

  private static List<SystemModel> models() {
    List<SystemModel> models = new ArrayList<>();
    for (SystemModel base :
        List.of(
            asynchronous(), partiallySynchronous(millis(400)), synchronous(millis(400), 2, 300))) {
      for (LinkModel links :
          List.of(
              LinkModel.PERFECT, LinkModel.FAIR_LOSS, new LinkModel(true, false, false, true))) {
        for (int f = 0; f <= 2; f++) {
          models.add(base.links(links).crashStop(f));
          models.add(base.links(links).omission(f));
          models.add(base.links(links).crashRecovery(f));
          models.add(base.links(links).arbitrary(f));
        }
      }
    }
    return models;
  }

  /** Everybody sends to everybody, again and again. */
  private static Scripted chatter(List<String> names) {
    return new Scripted()
        .onStart(env -> env.timer(millis(20), 1))
        .onTimer((env, tag) -> {
          names.forEach(name -> env.send(env.address(name), tag));
          env.timer(millis(20), (int) tag + 1);
        });
  }

  private static Rig rig(HostileAdversary adversary, SystemModel model) {
    Rig rig = Rig.with(adversary).model(model);
    List<String> names = List.of("a", "b", "c", "d", "e");
    for (String name : names) {
      rig.world.twin(rig.world.node(name, () -> chatter(names)), honest -> new Scripted());
    }
    rig.world.client("client", () -> chatter(names));
    rig.world.healAfter(HEAL).timerLateness(Duration.ofNanos(50_000));
    rig.world.network().latency(millis(1), millis(300));
    rig.at(8_000, rig.world::stop);
    return rig;
  }

  @Test
  void the_trace_of_a_hostile_world_shows_nothing_that_the_model_rules_out() {
    List<SystemModel> models = models();
    int played = 0;
    for (int world = 0; world < WORLDS; world++) {
      SystemModel model = models.get(world % models.size());
      HostileAdversary adversary = new HostileAdversary(world);
      Rig rig = rig(adversary, model);
      rig.runWell();
      played += adversary.played;
      String run = "seed " + world + " of " + model;
      countFaulty(run, model, rig.trace.events());
      lossesAreLegal(run, model, rig);
      delaysAreLegal(run, model, rig);
      if (!model.links().reordering() && !model.links().duplication()) {
        linksAreFifo(run, rig);
      }
    }
    assertThat(played).isGreaterThan(WORLDS * 20);
  }

  private static void countFaulty(String run, SystemModel model, List<TraceEvent> events) {
    boolean recovers = model.failures().kind() == CRASH_RECOVERY;
    List<Fault> active = new ArrayList<>();
    Set<String> ever = new LinkedHashSet<>();
    Map<String, Integer> lives = new LinkedHashMap<>();
    for (TraceEvent event : events) {
      switch (event) {
        case TraceEvent.FaultBegan(var nanos, var fault) -> active.add(fault);
        case TraceEvent.FaultEnded(var nanos, var fault) -> active.remove(fault);
        case TraceEvent.Started(var nanos, var node, var incarnation) ->
            assertThat(lives.merge(node, 1, Integer::sum)).as(run).isEqualTo(incarnation);
        default -> {}
      }
      Set<String> faulty = new LinkedHashSet<>();
      for (Fault fault : active) {
        switch (fault) {
          case Fault.Crash f -> faulty.add(f.node());
          case Fault.SendOmission f -> faulty.add(f.node());
          case Fault.ReceiveOmission f -> faulty.add(f.node());
          case Fault.Arbitrary f -> faulty.add(f.node());
          default -> {}
        }
      }
      ever.addAll(faulty);
      assertThat(recovers ? faulty : ever)
          .as(run)
          .hasSizeLessThanOrEqualTo(model.failures().maxFaulty())
          .doesNotContain("client");
    }
    boolean restarts = lives.values().stream().anyMatch(life -> life > 1);
    if (restarts) {
      assertThat(model.failures().kind()).as(run).isGreaterThanOrEqualTo(CRASH_RECOVERY);
    }
  }

  private static void lossesAreLegal(String run, SystemModel model, Rig rig) {
    for (TraceEvent.Lost lost : rig.lost()) {
      switch (lost.reason()) {
        case NETWORK, CUT, QUEUE_FULL -> assertThat(model.links().loss()).as(run).isTrue();
        case CORRUPTED -> assertThat(model.links().corruption()).as(run).isTrue();
        case SEND_OMISSION, RECEIVE_OMISSION ->
            assertThat(model.failures().maxFaulty()).as(run).isPositive();
        case RECEIVER_DOWN -> {}
      }
      if (lost.nanos() > HEAL.toNanos()) {
        assertThat(lost.reason()).as(run).isEqualTo(LossReason.RECEIVER_DOWN);
      }
    }
    if (!model.links().duplication()) {
      assertThat(rig.trace.of(TraceEvent.Duplicated.class)).as(run).isEmpty();
    }
  }

  private static void delaysAreLegal(String run, SystemModel model, Rig rig) {
    long boundFrom;
    long bound;
    switch (model.synchrony()) {
      case Synchrony.Asynchronous() -> {
        return;
      }
      case Synchrony.PartiallySynchronous(var delay) -> {
        boundFrom = HEAL.toNanos();
        bound = delay.toNanos();
      }
      case Synchrony.Synchronous(var delay, var slowdown, var drift) -> {
        boundFrom = 0;
        bound = delay.toNanos();
      }
    }
    Map<String, Long> sent = new LinkedHashMap<>();
    for (TraceEvent event : rig.trace.events()) {
      switch (event) {
        case TraceEvent.Sent s -> sent.put(s.from() + s.to() + s.ordinal(), s.nanos());
        case TraceEvent.Delivered d -> {
          long left = sent.getOrDefault(d.from() + d.to() + d.ordinal(), -1L);
          assertThat(left).as(run).isNotNegative();
          assertThat(d.nanos()).as(run).isGreaterThanOrEqualTo(left);
          if (d.nanos() > boundFrom) {
            assertThat(d.nanos() - Math.max(left, boundFrom)).as(run).isLessThanOrEqualTo(bound);
          }
        }
        default -> {}
      }
    }
  }

  private static void linksAreFifo(String run, Rig rig) {
    Map<String, Long> last = new LinkedHashMap<>();
    for (TraceEvent.Delivered d : rig.delivered()) {
      if (!d.from().equals(d.to())) {
        Long before = last.put(d.from() + ">" + d.to(), d.ordinal());
        assertThat(d.ordinal()).as(run).isGreaterThan(before == null ? -1 : before);
      }
    }
  }

  @Test
  void an_adversary_that_plays_an_illegal_fault_is_a_bug_in_faultline() {
    QuietAdversary adversary =
        new QuietAdversary(1) {
          @Override
          public FaultRates rates() {
            return new FaultRates(0, 0, 0, millis(100));
          }

          @Override
          public @Nullable Fault fault(long ordinal, FaultView view) {
            return ordinal == 3 ? new Fault.Crash("a", millis(5)) : null;
          }
        };
    Rig rig = Rig.with(adversary).model(asynchronous().crashStop(1)).node("a", new Scripted());

    assertThatThrownBy(rig::run)
        .isInstanceOf(SimulationBug.class)
        .hasMessageContaining("0.400s")
        .hasMessageContaining("processes that stop do not come back");
  }
}

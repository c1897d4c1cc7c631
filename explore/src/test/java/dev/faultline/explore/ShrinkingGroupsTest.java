package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Findings;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.Subjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Faults of which each is needed for the others, and that a cut by position never takes out. */
final class ShrinkingGroupsTest {
  private static final ShrinkBudget PLENTY = new ShrinkBudget(3_000, Duration.ofMinutes(5));
  private static final FaultRates RATES = new FaultRates(0.5, 0.5, 0, Duration.ofSeconds(1));
  private static final int MESSAGES = 8;

  /** Sends each receiver the numbers from 0 on. */
  private static final class Sender implements Node {
    @Override
    public void start(Env env) {
      env.timer(Duration.ofSeconds(1), "send");
    }

    @Override
    public void timer(Env env, Object tag) {
      for (int i = 0; i < MESSAGES; i++) {
        env.send(env.address("a"), i);
        env.send(env.address("b"), i);
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {}
  }

  private static final class Receiver implements Node {
    private final int[] received = new int[MESSAGES];

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      received[(Integer) message]++;
    }

    private List<Integer> having(int times) {
      return IntStream.range(0, MESSAGES).filter(i -> received[i] == times).boxed().toList();
    }

    List<Integer> lost() {
      return having(0);
    }

    List<Integer> doubled() {
      return having(2);
    }
  }

  private static Program program(BiPredicate<Receiver, Receiver> wrong) {
    return world -> {
      world.model(SystemModel.partiallySynchronous().fairLossLinks());
      world.node("sender", Sender::new);
      Address a = world.node("a", Receiver::new);
      Address b = world.node("b", Receiver::new);
      world.atEnd(
          "right",
          () ->
              !(world.instance(a) instanceof Receiver first
                  && world.instance(b) instanceof Receiver second
                  && wrong.test(first, second)));
    };
  }

  private static Departure struck(Decision kind, String to, int message) {
    return new Departure.Struck(kind, Subjects.link("sender", to), message);
  }

  private static Shrunk shrunk(List<Departure> departures, BiPredicate<Receiver, Receiver> wrong) {
    CampaignPlan plan = Toys.plan(program(wrong), 1, 1);
    Tape tape = new Tape(departures, List.of());
    WorldRun run = WorldRun.replay(plan, 1, RATES, tape, plan.duration(), null);
    Finding finding = Objects.requireNonNull(Findings.of(plan, run, plan.duration()));
    assertThat(Shrunk.faults(finding)).isEqualTo(departures.size());

    Shrunk shrunk = Shrinker.shrink(plan, finding, PLENTY);

    assertThat(shrunk.minimal()).isTrue();
    assertThat(Shrinker.shrink(plan.withJobs(4), finding, PLENTY).replays())
        .isEqualTo(shrunk.replays());
    return shrunk;
  }

  @Test
  void all_faults_of_one_kind_go_together() {
    List<Departure> departures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      departures.add(struck(Decision.LOSS, "a", i));
      departures.add(struck(Decision.DUPLICATION, "a", i + 3));
    }

    Shrunk shrunk =
        shrunk(
            departures,
            (a, b) -> a.lost().size() == 3 && (a.doubled().size() == 3 || a.doubled().isEmpty()));

    assertThat(Shrunk.faults(shrunk.after())).isEqualTo(3);
  }

  @Test
  void all_faults_of_one_link_go_together() {
    List<Departure> departures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      departures.add(struck(Decision.LOSS, "a", i));
      departures.add(struck(Decision.LOSS, "b", i));
    }

    Shrunk shrunk =
        shrunk(
            departures,
            (a, b) -> a.lost().size() == 3 && (b.lost().size() == 3 || b.lost().isEmpty()));

    assertThat(Shrunk.faults(shrunk.after())).isEqualTo(3);
  }

  @Test
  void all_faults_before_a_time_go_together() {
    List<Departure> departures = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      departures.add(struck(Decision.LOSS, "a", i));
    }

    Shrunk shrunk =
        shrunk(departures, (a, b) -> a.lost().size() == MESSAGES || a.lost().equals(List.of(6, 7)));

    assertThat(Shrunk.faults(shrunk.after())).isEqualTo(2);
  }

  @Test
  void all_faults_after_a_time_go_together() {
    List<Departure> departures = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      departures.add(struck(Decision.LOSS, "a", i));
    }

    Shrunk shrunk =
        shrunk(
            departures, (a, b) -> a.lost().size() == MESSAGES || a.lost().equals(List.of(0, 1, 2)));

    assertThat(Shrunk.faults(shrunk.after())).isEqualTo(3);
  }

  @Test
  void faults_that_need_each_other_go_in_pairs() {
    List<Departure> departures = new ArrayList<>();
    for (String to : List.of("a", "b")) {
      for (int i = 0; i < 3; i++) {
        departures.add(struck(Decision.LOSS, to, i));
      }
    }

    Shrunk shrunk =
        shrunk(departures, (a, b) -> !a.lost().isEmpty() && a.lost().size() == b.lost().size());

    assertThat(Shrunk.faults(shrunk.after())).isEqualTo(2);
  }
}

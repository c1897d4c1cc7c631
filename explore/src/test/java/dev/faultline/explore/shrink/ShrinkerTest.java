package dev.faultline.explore.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.Evidence;
import dev.faultline.check.Reports;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.core.history.History;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignFailure;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.Program;
import dev.faultline.explore.Replay;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.Toys;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ShrinkerTest {
  private static final ShrinkBudget PLENTY = new ShrinkBudget(3_000, Duration.ofMinutes(5));

  private static Finding found(CampaignPlan plan) {
    return new Campaign(plan).run().findings().getFirst();
  }

  @Test
  void a_lost_acknowledgement_is_all_that_is_left_of_a_run_that_counts_twice() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 1, 500).withStrategy(Strategy.RANDOM);
    Finding finding = found(plan);

    Shrunk shrunk = Shrinker.shrink(plan, finding, PLENTY);

    assertThat(shrunk.minimal()).isTrue();
    assertThat(Shrunk.faults(shrunk.after())).isEqualTo(1);
    assertThat(shrunk.after().events()).isLessThanOrEqualTo(shrunk.before().events());
    Replay replay = Replay.of(shrunk.after().replay(), Toys.scenario(Toys::doubleCounting), null);
    assertThat(replay.reproduced()).isTrue();
  }

  @Test
  void the_result_does_not_depend_on_the_number_of_cores() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 77, 500);
    Finding finding = found(plan);

    Shrunk one = Shrinker.shrink(plan.withJobs(1), finding, PLENTY);
    Shrunk four = Shrinker.shrink(plan.withJobs(4), finding, PLENTY);

    assertThat(ReplayText.of(four.after().replay())).isEqualTo(ReplayText.of(one.after().replay()));
    assertThat(four.replays()).isEqualTo(one.replays());
  }

  @Test
  void only_the_fault_that_matters_survives() {
    CampaignPlan plan =
        Toys.plan(ShrinkerTest::secondNodeStaysUp, 5, 500).withStrategy(Strategy.RANDOM);
    Finding finding = found(plan);

    Shrunk shrunk = Shrinker.shrink(plan, finding, PLENTY);

    assertThat(shrunk.after().faults())
        .singleElement()
        .extracting(TraceEvent.FaultBegan::fault)
        .isInstanceOf(Fault.Crash.class);
    assertThat(shrunk.after().smallFaults()).isZero();
  }

  private static List<Long> absent(Shrunk shrunk) {
    return shrunk.after().replay().tape().departures().stream()
        .filter(each ->
            each instanceof Departure.Struck struck && struck.kind() == Decision.NODE_ABSENT)
        .map(each -> ((Departure.Struck) each).subject())
        .toList();
  }

  @Test
  void nodes_that_do_not_matter_do_not_come_up() {
    CampaignPlan plan =
        Toys.plan(ShrinkerTest::secondNodeStaysUp, 5, 500).withStrategy(Strategy.RANDOM);

    Shrunk shrunk = Shrinker.shrink(plan, found(plan), PLENTY);

    List<TraceEvent> run = Replay.events(plan, shrunk.after().replay());
    assertThat(absent(shrunk)).hasSize(2);
    assertThat(run)
        .filteredOn(TraceEvent.Started.class::isInstance)
        .extracting(event -> ((TraceEvent.Started) event).node())
        .containsOnly("n-2");
  }

  @Test
  void what_is_judged_of_the_whole_run_keeps_its_nodes() {
    Program program =
        world -> {
          secondNodeStaysUp(world);
          world.atEnd("never", () -> false);
        };
    CampaignPlan plan =
        Toys.plan(program, 5, 500)
            .withStrategy(Strategy.RANDOM)
            .withDuration(Duration.ofMillis(100));

    Shrunk shrunk = Shrinker.shrink(plan, found(plan), PLENTY);

    assertThat(shrunk.after().violation().property()).isEqualTo("never");
    assertThat(absent(shrunk)).isEmpty();
  }

  /** Throws when a node crashes, and does not hold if one never comes up. */
  private static void throwsOrDoesNotHold(World world) {
    world.model(SystemModel.partiallySynchronous().crashStop(1).fairLossLinks());
    List<Address> nodes = world.nodes(3, "n", Toys.Counter::new);
    Set<Address> seen = new LinkedHashSet<>();
    world.client("clock", () -> (Node) env -> env.timer(Duration.ofMillis(10), "tick"));
    world.always(
        "fine",
        () -> {
          for (Address node : nodes) {
            if (world.instance(node) != null) {
              seen.add(node);
            } else if (seen.contains(node)) {
              throw new IllegalStateException(node + " crashed");
            }
          }
          return seen.size() == nodes.size() || world.nowNanos() < 5_000_000;
        });
  }

  @Test
  void a_condition_that_throws_is_not_made_one_that_fails() {
    CampaignPlan plan =
        Toys.plan(ShrinkerTest::throwsOrDoesNotHold, 5, 500).withStrategy(Strategy.RANDOM);
    CampaignResult result = new Campaign(plan.withAll(true).withWorlds(50)).run();
    Finding thrown =
        result.findings().stream()
            .filter(finding -> finding.violation().thrown() != null)
            .findFirst()
            .orElseThrow();

    Shrunk shrunk = Shrinker.shrink(plan, thrown, PLENTY);

    assertThat(shrunk.after().violation().thrown()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void evidence_is_made_small_for_the_result_alone() {
    AtomicInteger large = new AtomicInteger();
    AtomicInteger small = new AtomicInteger();
    Program program =
        world -> {
          Toys.sound(world);
          world.check(
              "nothing is right",
              () -> {
                (Reports.areLeftOut() ? large : small).incrementAndGet();
                return new Verdict.Invalid(
                    new Evidence.Pattern("nothing", History.empty(), "because"),
                    new Statistics(0, 0, 0, "none"));
              });
        };
    CampaignPlan plan = Toys.plan(program, 1, 1).withStrategy(Strategy.RANDOM).withRecheckEvery(0);
    Finding finding = found(plan);
    int found = small.get();

    Shrunk shrunk = Shrinker.shrink(plan, finding, PLENTY);

    assertThat(shrunk.after().violation().detail()).contains("because");
    assertThat(found).isEqualTo(1);
    assertThat(small.get()).isEqualTo(2);
    assertThat(large.get()).isGreaterThanOrEqualTo(shrunk.replays());
  }

  private static void secondNodeStaysUp(World world) {
    world.model(SystemModel.partiallySynchronous().crashRecovery(1).fairLossLinks());
    List<Address> nodes = world.nodes(3, "n", Toys.Counter::new);
    boolean[] wasUp = new boolean[1];
    world.always(
        "n-2 stays up",
        () -> {
          boolean up = world.instance(nodes.get(1)) != null;
          wasUp[0] |= up;
          return up || !wasUp[0];
        });
  }

  /** Asks again and again, from a time on at which the server may have crashed already. */
  private static final class Asker implements Node {
    boolean answered;

    @Override
    public void start(Env env) {
      env.timer(Duration.ofSeconds(3), "ask");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(env.address("server"), "are you there?");
      env.timer(Duration.ofSeconds(1), "ask");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      answered = true;
    }
  }

  private static final class Answerer implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      env.send(from, "yes");
    }
  }

  private static void theClientIsAnswered(World world) {
    world.model(SystemModel.partiallySynchronous().crashStop(1).fairLossLinks());
    world.node("server", Answerer::new);
    Address client = world.client("client", Asker::new);
    world.healAfter(Duration.ofSeconds(6));
    world.eventually(
        "the client is answered",
        Duration.ofSeconds(3),
        () -> world.instance(client) instanceof Asker asker && asker.answered);
  }

  @Test
  void a_run_in_which_a_client_is_not_served_keeps_the_client_and_what_it_asks() {
    CampaignPlan plan =
        Toys.plan(ShrinkerTest::theClientIsAnswered, 5, 500).withStrategy(Strategy.RANDOM);
    Finding finding = found(plan);

    Shrunk shrunk = Shrinker.shrink(plan, finding, PLENTY);

    assertThat(shrunk.after().faults())
        .singleElement()
        .extracting(TraceEvent.FaultBegan::fault)
        .isInstanceOf(Fault.Crash.class);
    assertThat(shrunk.after().replay().tape().departures())
        .noneMatch(each ->
            each instanceof Departure.Struck struck && struck.kind() == Decision.CLIENT_ABSENT);
  }

  @Test
  void a_budget_that_runs_out_gives_the_best_so_far_and_says_that_it_is_not_minimal() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 1, 500).withStrategy(Strategy.RANDOM);
    Finding finding = found(plan);

    Shrunk shrunk = Shrinker.shrink(plan, finding, new ShrinkBudget(3, Duration.ofMinutes(5)));

    assertThat(shrunk.minimal()).isFalse();
    assertThat(shrunk.replays()).isEqualTo(3);
    assertThat(shrunk.after().violation().property()).isEqualTo(finding.violation().property());
  }

  @Test
  void a_finding_that_does_not_come_out_the_same_again_is_not_shrunk() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 1, 500);
    Finding finding = found(plan);
    CampaignPlan changed = Toys.plan(Toys::sound, 1, 500);

    assertThatThrownBy(() -> Shrinker.shrink(changed, finding, PLENTY))
        .isInstanceOf(LeakException.class);
  }

  /**
   * A program that looks at something outside its world now and then: two equal runs do not prove
   * that the third is equal as well.
   */
  @Test
  void a_program_that_turns_out_nondeterministic_is_named_with_the_first_event_that_differs() {
    int[] runs = new int[1];
    int[] calmRuns = {Integer.MAX_VALUE};
    Program program =
        world -> {
          int run = ++runs[0];
          Toys.doubleCounting(world);
          world.at(Duration.ofNanos(1), () -> world.signal("mood", run > calmRuns[0] ? run : 0));
        };
    CampaignPlan plan =
        Toys.plan(program, 1, 20).withStrategy(Strategy.RANDOM).withJobs(1).withRecheckEvery(0);
    Finding finding = found(plan);
    calmRuns[0] = runs[0] + 5;

    assertThatThrownBy(() -> Shrinker.shrink(plan, finding, PLENTY))
        .isInstanceOfSatisfying(
            LeakException.class, leaked -> assertThat(leaked.leak().summary()).contains("mood"));
  }

  @Test
  void departures_that_no_longer_come_up_are_not_part_of_the_small_run() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 1, 500).withStrategy(Strategy.RANDOM);
    Finding finding = found(plan);
    List<Departure> tape = new ArrayList<>(finding.replay().tape().departures());
    int before = tape.size();
    tape.add(new Departure.Struck(Decision.LOSS, 7, 1_000_000));
    WorldRun run =
        WorldRun.replay(
            plan,
            finding.seed(),
            finding.replay().rates(),
            finding.replay().tape().withDepartures(tape),
            plan.duration(),
            null);

    assertThat(run.result().traceHash()).isEqualTo(finding.traceHash());
    assertThat(run.tape().departures()).hasSize(before);
  }

  /** As it comes to where nothing is lost, the program queues without bound. */
  private static final class Queue implements Node {
    private int missing = 5;

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      if (--missing == 0) {
        throw new OutOfMemoryError("the queue");
      }
    }
  }

  private static void queues(World world) {
    world.model(SystemModel.asynchronous().fairLossLinks());
    Address queue = world.node("queue", Queue::new);
    AtomicInteger sent = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      world.node(
          "from-" + i,
          () ->
              (Node)
                  env -> {
                    sent.incrementAndGet();
                    env.send(queue, "part");
                  });
    }
    world.at(
        Duration.ofSeconds(10),
        () -> {
          if (world.instance(queue) instanceof Queue all && all.missing > 0 && sent.get() == 5) {
            world.violation("all parts come", "some are missing");
          }
        });
  }

  /** The first that takes two faults or more to lose a part, among the worlds that do not fail. */
  private static Finding lost() {
    for (int seed = 1; seed <= 200; seed++) {
      try {
        CampaignPlan plan = Toys.plan(ShrinkerTest::queues, seed, 1).withStrategy(Strategy.RANDOM);
        for (Finding finding : new Campaign(plan).run().findings()) {
          if (Shrunk.faults(finding) > 1) {
            return finding;
          }
        }
      } catch (CampaignFailure e) {
        // All parts came: another seed.
      }
    }
    throw new AssertionError("no run with faults in seeds 1 to 200");
  }

  /** Issue 11: without the loss that matters the program took all memory: shrinking ended there. */
  @Test
  void a_candidate_that_fails_does_not_end_the_search_for_a_small_run() {
    CampaignPlan plan = Toys.plan(ShrinkerTest::queues, 1, 1).withStrategy(Strategy.RANDOM);

    Shrunk shrunk = Shrinker.shrink(plan, lost(), PLENTY);

    assertThat(Shrunk.faults(shrunk.after())).isEqualTo(1);
    assertThat(shrunk.failures()).containsExactly("java.lang.OutOfMemoryError: the queue");
    assertThat(shrunk.failuresText()).contains("the queue");
  }
}

package dev.faultline.explore.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.Finding;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.Program;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.Toys;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.sim.World;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class ExplainerTest {
  private static final ShrinkBudget PLENTY = new ShrinkBudget(3_000, Duration.ofMinutes(5));

  private static CampaignPlan plan(Program program) {
    return Toys.plan(program, 1, 500).withStrategy(Strategy.RANDOM);
  }

  private static Finding small(CampaignPlan plan) {
    Finding finding = new Campaign(plan).run().findings().getFirst();
    return Shrinker.shrink(plan, finding, PLENTY).after();
  }

  @Test
  void the_one_fault_is_needed_and_the_nearest_run_does_without_it() {
    CampaignPlan plan = plan(Toys::doubleCounting);

    Why why = Explainer.explain(plan, small(plan), PLENTY);

    assertThat(why.complete()).isTrue();
    assertThat(why.sentence()).contains("each increment counts once");
    assertThat(why.faults())
        .singleElement()
        .extracting(Necessity::role)
        .isEqualTo(Necessity.Role.NEEDED);
    assertThat(why.faults().getFirst().without()).isInstanceOf(Outcome.Holds.class);
    Nearest nearest = why.nearest();
    assertThat(nearest).isNotNull();
    assertThat(nearest.without()).isEqualTo(1);
    assertThat(nearest.difference().partsNanos())
        .isGreaterThanOrEqualTo(why.faults().getFirst().fault().nanos());
    assertThat(nearest.difference().here()).isNotEqualTo(nearest.difference().there()).isNotEmpty();
  }

  @Test
  void giving_up_before_the_point_of_no_return_saves_the_run_and_after_it_does_not() {
    CampaignPlan plan = plan(Toys::doubleCounting);
    Finding finding = small(plan);

    Why why = Explainer.explain(plan, finding, PLENTY);

    PointOfNoReturn point = why.noReturn();
    assertThat(point).isNotNull();
    long struck = why.faults().getFirst().fault().nanos();
    assertThat(point.savedNanos()).isLessThanOrEqualTo(struck);
    assertThat(point.lostNanos())
        .isGreaterThan(struck)
        .isLessThanOrEqualTo(finding.violation().nanos());
    assertThat(point.between()).isNotEmpty();
  }

  @Test
  void the_explanation_does_not_depend_on_the_number_of_cores() {
    CampaignPlan plan = plan(Toys::doubleCounting);
    Finding finding = small(plan);

    Why one = Explainer.explain(plan.withJobs(1), finding, PLENTY);
    Why four = Explainer.explain(plan.withJobs(4), finding, PLENTY);

    assertThat(WhyText.of(four)).isEqualTo(WhyText.of(one));
    assertThat(four.replays()).isEqualTo(one.replays());
  }

  @Test
  void a_run_that_fails_without_any_fault_is_said_to_need_none() {
    CampaignPlan plan =
        plan(world -> {
          Toys.sound(world);
          world.always("early", () -> world.nowNanos() < 1_000_000_000L);
        });

    Why why = Explainer.explain(plan, small(plan), PLENTY);

    assertThat(why.faults()).isEmpty();
    assertThat(why.noReturn()).isNull();
    assertThat(WhyText.of(why))
        .contains("no fault is needed: delays and the order of events suffice");
  }

  @Test
  void a_fault_in_the_violating_step_can_be_healed_up_to_that_step() {
    CampaignPlan plan =
        plan(world -> {
          world.model(SystemModel.partiallySynchronous().crashRecovery(1).fairLossLinks());
          Address node = world.node("n", Toys.Counter::new);
          world.client("clock", () -> (Node) env -> env.timer(Duration.ofMillis(10), "tick"));
          boolean[] wasUp = new boolean[1];
          world.always(
              "n stays up",
              () -> {
                boolean up = world.instance(node) != null;
                wasUp[0] |= up;
                return up || !wasUp[0];
              });
        });
    Finding finding = small(plan);

    Why why = Explainer.explain(plan, finding, PLENTY);

    PointOfNoReturn point = why.noReturn();
    assertThat(point).isNotNull();
    long crashed = why.faults().getFirst().fault().nanos();
    assertThat(point.savedNanos()).isLessThanOrEqualTo(crashed);
    assertThat(point.lostNanos()).isGreaterThan(crashed);
    assertThat(point.between())
        .anyMatch(
            event -> event instanceof TraceEvent.FaultBegan || event instanceof TraceEvent.Crashed);
  }

  @Test
  void a_fault_of_the_programs_own_is_not_called_none() {
    CampaignPlan plan =
        plan(world -> {
          world.model(SystemModel.partiallySynchronous().crashRecovery(1).fairLossLinks());
          world.node("n", Toys.Counter::new);
          world.client("clock", () -> (Node) env -> env.timer(Duration.ofMillis(3_100), "tick"));
          world.fault(Duration.ofSeconds(1), new Fault.Pause("n", Duration.ofSeconds(1)));
          world.always("early", () -> world.nowNanos() < 3_000_000_000L);
        });

    Why why = Explainer.explain(plan, small(plan), PLENTY);

    assertThat(WhyText.of(why))
        .anyMatch(line ->
            line.startsWith("no fault of the adversary is needed beyond these: ")
                && line.contains("the program's own fault: pause node=n "));
  }

  @Test
  void what_the_budget_did_not_reach_is_not_claimed() {
    CampaignPlan plan = plan(Toys::doubleCounting);

    Why why = Explainer.explain(plan, small(plan), new ShrinkBudget(1, Duration.ofMinutes(5)));

    assertThat(why.complete()).isFalse();
    assertThat(why.noReturn()).isNull();
    assertThat(why.nearest()).isNull();
    assertThat(WhyText.of(why).getLast()).startsWith("the budget ran out after 1 replays");
  }

  @Test
  void a_finding_that_does_not_come_out_the_same_is_a_leak() {
    AtomicInteger worlds = new AtomicInteger();
    CampaignPlan plan = plan(Toys::doubleCounting);
    Finding finding = small(plan);
    CampaignPlan leaking =
        plan(world -> {
          Toys.doubleCounting(world);
          int number = worlds.incrementAndGet();
          world.node("extra", () -> (Node) env -> env.remark("world " + number));
        });
    assertThatThrownBy(() -> Explainer.explain(leaking, finding, PLENTY))
        .isInstanceOf(LeakException.class);
  }

  /** Grants a lease that it never takes back, and says so to whoever asks meanwhile. */
  private static final class Lender implements Node {
    private boolean lent;

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message.equals("done")) {
        lent = false;
      } else if (lent) {
        env.remark("refused " + from + ": lent already");
      } else {
        lent = true;
        env.send(from, "yours");
      }
    }
  }

  private static final class Borrower implements Node {
    private final Address lender;
    private int had;

    Borrower(Address lender) {
      this.lender = lender;
    }

    @Override
    public void start(Env env) {
      env.timer(Duration.ofMillis(100), "ask");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(lender, "ask");
      env.timer(Duration.ofMillis(100), "ask");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      had++;
      env.send(lender, "done");
    }
  }

  private static void lending(World world) {
    world.model(SystemModel.partiallySynchronous().fairLossLinks());
    Address lender = world.node("lender", Lender::new);
    Address borrower = world.node("borrower", () -> new Borrower(lender));
    world.healAfter(Duration.ofSeconds(1));
    world.eventually(
        "it is lent twenty times",
        Duration.ofSeconds(5),
        () -> world.instance(borrower) instanceof Borrower b && b.had >= 20);
  }

  @Test
  void who_stands_in_the_way_is_named_with_what_it_says_and_how_often() {
    CampaignPlan plan = plan(ExplainerTest::lending);

    Why why = Explainer.explain(plan, small(plan), PLENTY);

    assertThat(why.inTheWay())
        .anyMatch(line ->
            line.matches("lender says \\d+ times, first at .*: refused .*borrower.*: lent already"))
        .anyMatch(line ->
            line.matches("since .* lender gets \\d+ messages from borrower and sends it none"));
    List<TraceEvent> between = why.noReturn() == null ? List.of() : why.noReturn().between();
    assertThat(between).isNotEmpty();
  }
}

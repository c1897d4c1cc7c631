package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.Verdict;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CampaignTest {
  @Test
  void a_violation_is_found_and_its_replay_file_brings_it_back() {
    CampaignResult result = new Campaign(Toys.plan(Toys::doubleCounting, 1, 500)).run();

    Finding finding = result.findings().getFirst();
    assertThat(finding.violation().property()).isEqualTo("each increment counts once");
    assertThat(finding.seed()).isEqualTo(result.worlds());
    ReplayFile file = ReplayText.parse(ReplayText.of(finding.replay()));
    Replay replay = Replay.of(file, Toys.scenario(Toys::doubleCounting), null);
    assertThat(replay.reproduced()).isTrue();
    assertThat(replay.result().traceHash()).isEqualTo(finding.traceHash());
  }

  @Test
  void a_replay_against_another_program_does_not_count_as_reproduced() {
    Finding finding =
        new Campaign(Toys.plan(Toys::doubleCounting, 1, 500)).run().findings().getFirst();

    assertThat(Replay.of(finding.replay(), Toys.scenario(Toys::sound), null).reproduced())
        .isFalse();
  }

  @Test
  void the_result_does_not_depend_on_the_number_of_jobs() {
    for (Strategy strategy : Strategy.values()) {
      CampaignPlan plan =
          Toys.plan(Toys::doubleCounting, 7, 200).withAll(true).withStrategy(strategy);
      CampaignResult one = new Campaign(plan.withJobs(1)).run();
      CampaignResult four = new Campaign(plan.withJobs(4)).run();

      assertThat(four.campaignHash()).isEqualTo(one.campaignHash());
      assertThat(four.worlds()).isEqualTo(one.worlds()).isEqualTo(200);
      assertThat(four.violatingWorlds()).isEqualTo(one.violatingWorlds());
      if (!(strategy instanceof Strategy.Exhaustive)) {
        assertThat(one.violatingWorlds()).isPositive();
      }
      assertThat(four.findings().stream().map(Finding::seed).toList())
          .isEqualTo(one.findings().stream().map(Finding::seed).toList());
    }
  }

  @Test
  void the_first_violation_is_that_of_the_lowest_seed_whatever_the_number_of_jobs() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 1000, 500);
    CampaignResult one = new Campaign(plan.withJobs(1)).run();
    CampaignResult four = new Campaign(plan.withJobs(4)).run();

    assertThat(four.findings()).hasSize(1);
    assertThat(four.findings().getFirst().seed()).isEqualTo(one.findings().getFirst().seed());
    assertThat(four.campaignHash()).isEqualTo(one.campaignHash());
  }

  @Test
  void different_seeds_make_different_worlds() {
    assertThat(new Campaign(Toys.plan(Toys::sound, 1, 10)).run().campaignHash())
        .isNotEqualTo(new Campaign(Toys.plan(Toys::sound, 2, 10)).run().campaignHash());
  }

  @Test
  void nothing_is_found_where_the_model_rules_out_what_breaks_the_program() {
    CampaignResult result = new Campaign(Toys.plan(Toys::sound, 1, 300)).run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.worlds()).isEqualTo(300);
    assertThat(result.leak()).isNull();
    assertThat(result.neverReached()).containsExactly("never at all");
  }

  @Test
  void a_program_that_reads_the_real_clock_is_named_as_a_leak_with_the_first_event_that_differs() {
    CampaignResult result =
        new Campaign(
                Toys.plan(
                    world ->
                        world.node("n1", () -> node(env -> env.remark("" + System.nanoTime()))),
                    1,
                    10))
            .run();

    assertThat(result.leak()).isNotNull();
    assertThat(result.leak().summary()).contains("n1: ").contains("differ first after 1 equal");
  }

  @Test
  void a_program_of_which_only_the_outcome_differs_is_named_as_a_leak_too() {
    AtomicInteger worlds = new AtomicInteger();
    CampaignResult result =
        new Campaign(
                Toys.plan(world -> world.outcome("world " + worlds.incrementAndGet()), 1, 1)
                    .withRecheckEvery(1))
            .run();

    assertThat(result.leak()).isNotNull();
    assertThat(result.leak().summary()).contains("differ in their trace hash or their outcomes");
  }

  @Test
  void a_node_that_throws_is_a_finding_with_its_stack() {
    CampaignResult result =
        new Campaign(
                Toys.plan(
                    world ->
                        world.node(
                            "n1",
                            () ->
                                node(env -> {
                                  throw new IllegalStateException("broken");
                                })),
                    1,
                    10))
            .run();

    Violation violation = result.findings().getFirst().violation();
    assertThat(violation.property()).isEqualTo(Violation.NO_NODE_THROWS);
    assertThat(violation.detail()).contains("n1 threw").contains("broken").contains("CampaignTest");
  }

  @Test
  void a_world_that_never_ends_is_inconclusive_and_not_a_pass() {
    CampaignResult result =
        new Campaign(Toys.plan(world -> world.node("n1", Spinner::new), 1, 2).withMaxEvents(10_000))
            .run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusiveWorlds()).isEqualTo(2);
    assertThat(result.inconclusive().getFirst().reason()).contains("10000 events");
  }

  @Test
  void liveness_in_the_asynchronous_model_is_the_callers_mistake() {
    Campaign campaign =
        new Campaign(
            Toys.plan(
                world -> {
                  world.model(SystemModel.asynchronous()).healAfter(Duration.ofSeconds(5));
                  world.eventually("done", Duration.ofSeconds(5), () -> true);
                },
                1,
                2));

    assertThatThrownBy(campaign::run)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("FLP");
  }

  @Test
  void an_interrupted_campaign_returns_what_it_has() {
    AtomicLong worlds = new AtomicLong();
    Campaign[] campaign = new Campaign[1];
    campaign[0] =
        new Campaign(
            Toys.plan(
                    world -> {
                      Toys.sound(world);
                      if (worlds.incrementAndGet() == 50) {
                        campaign[0].interrupt();
                      }
                    },
                    1,
                    1_000_000)
                .withJobs(1)
                .withRecheckEvery(0));
    CampaignResult result = campaign[0].run();

    assertThat(result.interrupted()).isTrue();
    assertThat(result.worlds()).isEqualTo(50);
  }

  @Test
  void an_interrupted_campaign_keeps_what_was_found_beyond_the_first_world_that_is_missing() {
    CampaignResult result = interruptedWhileOneWorldIsHeld();
    // Which of two worlds that start at once comes to be held is up to the machine.
    for (int again = 0; result.worlds() == 1 && again < 10; again++) {
      result = interruptedWhileOneWorldIsHeld();
    }

    assertThat(result.interrupted()).isTrue();
    assertThat(result.worlds()).isZero();
    assertThat(result.findings()).hasSize(1);
    assertThat(result.violatingWorlds()).isEqualTo(1);
  }

  private static CampaignResult interruptedWhileOneWorldIsHeld() {
    Campaign[] campaign = new Campaign[1];
    CountDownLatch oneWorldIsHeld = new CountDownLatch(1);
    CountDownLatch found = new CountDownLatch(1);
    AtomicLong worlds = new AtomicLong();
    campaign[0] =
        new Campaign(
            Toys.plan(
                    world -> {
                      if (worlds.getAndIncrement() == 0) {
                        oneWorldIsHeld.countDown();
                        await(found);
                        throw new UsageException("never counted");
                      }
                      await(oneWorldIsHeld);
                      world.always("nothing happens", () -> false);
                      world.node("n1", () -> node(env -> {}));
                      world.digest(() -> {
                        campaign[0].interrupt();
                        return "";
                      });
                    },
                    1,
                    2)
                .withJobs(2)
                .withRecheckEvery(0));
    try {
      return campaign[0].run();
    } finally {
      found.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_program_that_throws_while_it_sets_a_world_up_is_the_callers_mistake() {
    Campaign campaign =
        new Campaign(
            Toys.plan(
                world -> {
                  throw new IllegalStateException("no cluster here");
                },
                1,
                2));

    assertThatThrownBy(campaign::run)
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("set up")
        .hasMessageContaining("no cluster here");
  }

  @Test
  void a_check_that_throws_is_a_finding() {
    assertThat(onlyFinding(world -> world.check("the log", CampaignTest::broken)).violation())
        .satisfies(violation -> assertThat(violation.property()).isEqualTo("the log"))
        .satisfies(violation -> assertThat(violation.detail()).contains("broken check"));
  }

  @Test
  void a_deadline_whose_condition_throws_is_a_finding() {
    Violation violation =
        onlyFinding(world ->
                world
                    .healAfter(Duration.ofSeconds(1))
                    .eventually("done", Duration.ofSeconds(5), () -> broken() == null))
            .violation();

    assertThat(violation.property()).isEqualTo("done");
    assertThat(violation.detail()).contains("broken check");
  }

  private static Finding onlyFinding(Program program) {
    return new Campaign(Toys.plan(program, 1, 1)).run().findings().getFirst();
  }

  private static Verdict broken() {
    throw new IllegalStateException("broken check");
  }

  @Test
  void what_a_script_throws_is_a_finding() {
    CampaignResult result =
        new Campaign(
                Toys.plan(
                    world ->
                        world.at(
                            Duration.ofSeconds(1),
                            () -> {
                              throw new IllegalStateException("impossible");
                            }),
                    77,
                    1))
            .run();

    assertThat(result.findings()).singleElement().asString().contains("impossible");
  }

  private static final class Spinner implements Node {
    @Override
    public void start(Env env) {
      env.timer(0, "again");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(0, tag);
    }
  }

  private interface Start {
    void start(Env env);
  }

  private static Node node(Start start) {
    return start::start;
  }
}

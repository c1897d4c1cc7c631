package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Node;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.RandomAdversary;
import dev.faultline.explore.search.Source;
import dev.faultline.explore.shrink.Attempts;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Issue 11, fault 9: what a campaign comes to is what it comes to with one job. */
final class CampaignEndingsTest {
  private static final int WORLDS = 6;

  private enum Kind {
    PASSES,
    VIOLATES,
    LEAKS,
    FAILS,
    IS_ILLEGAL,
    IS_NOT_THERE
  }

  /** Worlds that end as they are told to. */
  private static class Scripted implements Source {
    final CampaignPlan plan;
    final List<Kind> kinds;

    Scripted(CampaignPlan plan, List<Kind> kinds) {
      this.plan = plan;
      this.kinds = kinds;
    }

    @Override
    public int chunk(int usual) {
      return 1;
    }

    @Override
    public @Nullable WorldRun run(int index, Pulse pulse) {
      return switch (kinds.get(index)) {
        case PASSES -> world(index, false);
        case VIOLATES -> world(index, true);
        case LEAKS -> changed(world(index, false));
        case FAILS -> throw new IllegalStateException("world " + index);
        case IS_ILLEGAL -> throw new UsageException("world " + index);
        case IS_NOT_THERE -> null;
      };
    }

    /** One that violates the property, or does not, as it should. */
    private WorldRun world(int index, boolean violates) {
      int left = index;
      for (long seed = 1; ; seed++) {
        WorldRun run = WorldRun.explore(plan, seed, new RandomAdversary(seed, plan.mix()));
        if (run.result().violation() != null == violates && left-- == 0) {
          return run;
        }
      }
    }

    private static WorldRun changed(WorldRun run) {
      WorldResult result = run.result();
      return run.withResult(
          new WorldResult(
              result.violation(),
              result.inconclusive(),
              result.nanos(),
              result.events(),
              result.traceHash() + 1,
              result.reached(),
              result.outcomes(),
              result.unhashed(),
              result.outliving(),
              result.real(),
              result.deadlocks(),
              result.waiting(),
              result.chances(),
              result.byHand()));
    }
  }

  /** The same worlds, which all run at once and end in an order that is given. */
  private static final class Permuted extends Scripted {
    private final List<Integer> order;
    private final CountDownLatch running = new CountDownLatch(WORLDS);
    private final List<CountDownLatch> ended = new ArrayList<>();
    private final ThreadLocal<Integer> mine = ThreadLocal.withInitial(() -> -1);

    Permuted(CampaignPlan plan, List<Kind> kinds, List<Integer> order) {
      super(plan, kinds);
      this.order = order;
      for (int i = 0; i < WORLDS; i++) {
        ended.add(new CountDownLatch(1));
      }
    }

    @Override
    public @Nullable WorldRun run(int index, Pulse pulse) {
      mine.set(index);
      running.countDown();
      await(running);
      int place = order.indexOf(index);
      if (place > 0) {
        await(ended.get(order.get(place - 1)));
      }
      return super.run(index, pulse);
    }

    /** A worker asks this when the campaign has taken its world. */
    @Override
    public int chunk(int usual) {
      ended.get(mine.get()).countDown();
      return 1;
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static CampaignPlan plan(boolean all) {
    return Toys.plan(CampaignEndingsTest::draws, 1, WORLDS)
        .withDuration(Duration.ofMillis(50))
        .withStrategy(Strategy.RANDOM)
        .withRecheckEvery(1)
        .withAll(all);
  }

  /** Violated in every other world. */
  private static void draws(World world) {
    int[] drawn = new int[1];
    world.node("n", () -> (Node) env -> drawn[0] = env.random().nextInt(2));
    world.atEnd("draws a one", () -> drawn[0] == 1);
  }

  private static String outcome(Campaign campaign) {
    try {
      CampaignResult result = campaign.run();
      StringBuilder text = new StringBuilder();
      text.append(result.worlds()).append(' ').append(result.campaignHash());
      result.findings().forEach(finding -> text.append(" found ").append(finding.seed()));
      Leak leak = result.leak();
      text.append(leak == null ? "" : " leak " + leak.seed());
      text.append(" failure ")
          .append(result.failure())
          .append(' ')
          .append(result.violatingWorlds());
      return text.toString();
    } catch (RuntimeException e) {
      return "threw " + e;
    }
  }

  @Test
  void the_order_in_which_worlds_end_does_not_matter_for_any_mix_of_endings() {
    long seed = 11;
    Random random = new Random(seed);
    for (int round = 0; round < 120; round++) {
      List<Kind> kinds = new ArrayList<>();
      for (int i = 0; i < WORLDS; i++) {
        kinds.add(
            random.nextInt(3) == 0
                ? Kind.PASSES
                : Kind.values()[random.nextInt(Kind.values().length)]);
      }
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < WORLDS; i++) {
        order.add(i);
      }
      Collections.shuffle(order, random);
      CampaignPlan plan = plan(random.nextBoolean());

      String one = outcome(new Campaign(plan.withJobs(1), new Scripted(plan, kinds)));
      String many = outcome(new Campaign(plan.withJobs(WORLDS), new Permuted(plan, kinds, order)));

      assertThat(many)
          .as("seed %d, round %d, %s in the order %s", seed, round, kinds, order)
          .isEqualTo(one);
    }
  }

  @Test
  void a_failure_does_not_throw_away_what_was_found_before_it() {
    CampaignPlan plan = plan(true);
    List<Kind> kinds =
        List.of(
            Kind.PASSES, Kind.VIOLATES, Kind.PASSES, Kind.FAILS, Kind.PASSES, Kind.IS_NOT_THERE);

    CampaignResult result = new Campaign(plan.withJobs(1), new Scripted(plan, kinds)).run();

    assertThat(result.findings()).hasSize(1);
    assertThat(result.failure())
        .isInstanceOf(CampaignFailure.class)
        .hasMessageContaining("world 3");
  }

  /** Issue 11: the campaign threw what the second run did, and the violation was lost. */
  @Test
  void a_violation_whose_second_run_fails_is_told_as_it_was_found() {
    AtomicInteger builds = new AtomicInteger();
    Program program =
        world -> {
          if (builds.incrementAndGet() > WORLDS) {
            throw new OutOfMemoryError("planted");
          }
          world.outcome("drawn");
          draws(world);
        };
    CampaignPlan plan =
        Toys.plan(program, 1, WORLDS)
            .withDuration(Duration.ofMillis(50))
            .withStrategy(Strategy.RANDOM)
            .withRecheckEvery(0)
            .withJobs(1)
            .withAll(true);

    CampaignResult result = new Campaign(plan).run();

    assertThat(result.worlds()).isEqualTo(WORLDS);
    assertThat(result.findings()).hasSize(result.violatingWorlds()).isNotEmpty();
    Finding first = result.findings().getFirst();
    assertThat(first.violation().property()).isEqualTo("draws a one");
    assertThat(first.replay().traceHash()).isEqualTo(first.traceHash());
    assertThat(first.lastEvents()).isEmpty();
    assertThat(result.schedules()).containsEntry("drawn", List.of());
    assertThat(result.failure())
        .isInstanceOf(CampaignFailure.class)
        .hasMessageContaining("seed " + first.seed() + ", run again")
        .hasMessageContaining("planted");
  }

  /** Issue 11: it ended the campaign, though the worlds had been searched. */
  @Test
  void an_outcome_whose_second_run_fails_costs_its_schedule_alone() {
    AtomicInteger builds = new AtomicInteger();
    Program program =
        world -> {
          if (builds.incrementAndGet() > WORLDS) {
            throw new OutOfMemoryError("planted");
          }
          world.outcome("done");
        };
    CampaignPlan plan =
        Toys.plan(program, 1, WORLDS)
            .withDuration(Duration.ofMillis(50))
            .withStrategy(Strategy.RANDOM)
            .withRecheckEvery(0)
            .withJobs(1);

    CampaignResult result = new Campaign(plan).run();

    assertThat(result.notClean(WORLDS)).isEmpty();
    assertThat(result.outcomes()).containsEntry("done", WORLDS);
    assertThat(result.schedules()).containsEntry("done", List.of());
    assertThat(result.notices())
        .singleElement()
        .asString()
        .contains("outcome 'done', world 1", "planted");
  }

  @Test
  void a_program_that_throws_while_pct_measures_it_is_named_like_any_other() {
    CampaignPlan plan =
        Toys.plan(
                world -> {
                  throw new UsageException("not like this");
                },
                1,
                3)
            .withStrategy(new Strategy.Pct(2));

    assertThat(outcome(new Campaign(plan)))
        .isEqualTo("threw " + new UsageException("not like this"));
  }

  @Test
  void a_replay_that_stands_still_ends_the_shrinking_when_its_budget_does() {
    CountDownLatch forever = new CountDownLatch(1);
    try (Attempts attempts = new Attempts(2, new ShrinkBudget(100, Duration.ofMillis(200)))) {
      List<@Nullable WorldRun> runs =
          attempts.all(
              List.of(1),
              candidate -> {
                Permuted.await(forever);
                throw new IllegalStateException("never");
              });

      assertThat(runs).isEmpty();
      assertThat(attempts.exhausted()).isTrue();
    }
  }
}

package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Node;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.PartCodec;
import dev.faultline.explore.campaign.Search;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 22: the result of a campaign is the same for every engine and order of completion. */
final class EngineTest {
  /** Cuts a campaign into ranges, which go through bytes and come back in any order, some twice. */
  private static final class Shuffled implements Engine {
    private final Random random;
    private int ran;

    Shuffled(long seed) {
      this.random = new Random(seed);
    }

    @Override
    public void run(CampaignPlan plan, Intake intake) {
      List<int[]> cut = new ArrayList<>();
      for (int from = intake.first(); from < intake.limit(); ) {
        int to = Math.min(intake.limit(), from + 1 + random.nextInt(20));
        cut.add(new int[] {from, to});
        from = to;
      }
      Collections.shuffle(cut, random);
      Ranges ranges = new Ranges(plan);
      for (int[] range : cut) {
        if (range[0] < intake.limit()) {
          byte[] bytes = PartCodec.encode(ranges.run(range[0], range[1]), plan.mix());
          intake.take(PartCodec.decode(bytes));
          ran++;
          if (random.nextInt(5) == 0) {
            intake.take(PartCodec.decode(bytes));
          }
        }
      }
    }
  }

  private static void assertSame(CampaignPlan plan) {
    CampaignResult local = new Campaign(plan).run();
    for (long seed = 1; seed <= 3; seed++) {
      CampaignResult elsewhere = new Campaign(plan, new Shuffled(seed)).run();
      assertThat(elsewhere.survey().behaviours()).isEqualTo(local.survey().behaviours());
      assertThat(elsewhere)
          .usingRecursiveComparison()
          .ignoringFields("realNanos", "survey.pace")
          .isEqualTo(local);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "swarm", "pos", "pct", "pct:depth=2"})
  void every_engine_comes_to_the_same_with_all_violations(String strategy) {
    CampaignPlan plan =
        Toys.plan(Toys::doubleCounting, 7, 60).withAll(true).withStrategy(Strategy.parse(strategy));
    assertThat(new Campaign(plan).run().violatingWorlds()).isPositive();
    assertSame(plan);
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, 2000, 3000})
  void every_engine_stops_at_the_violation_of_the_lowest_seed(long seed) {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, seed, 120);
    assertThat(new Campaign(plan).run().findings()).hasSize(1);
    assertSame(plan);
  }

  @Test
  void outcomes_notices_and_what_was_never_reached_are_the_same() {
    assertSame(
        Toys.plan(
                world -> {
                  Toys.sound(world);
                  world.outcome(world.nodeNames().size() > 2 ? "many" : "few");
                },
                1,
                120)
            .withRecheckEvery(7));
  }

  @Test
  void inconclusive_worlds_are_the_same() {
    assertSame(Toys.plan(Toys::sound, 1, 150).withMaxEvents(60));
  }

  @Test
  void a_world_that_cannot_be_set_up_fails_alike() {
    CampaignPlan plan =
        Toys.plan(
            world -> {
              throw new IllegalStateException("no cluster here");
            },
            1,
            20);
    assertThatThrownBy(new Campaign(plan, new Shuffled(1))::run)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no cluster here");
  }

  @Test
  void a_world_that_stands_still_ends_its_range_and_the_campaign() {
    CampaignPlan plan =
        Toys.plan(EngineTest::standsStill, 1, 20).withJobs(1).withStuckAfter(Duration.ofSeconds(3));
    CampaignResult result;
    synchronized (HELD) {
      result = new Campaign(plan, new Shuffled(3)).run();
    }

    assertThat(result.stuck()).contains("seed 1").contains("standsStill");
    assertThat(result.worlds()).isZero();
  }

  /**
   * A monitor that somebody outside has: who wants it waits for real, with the agent and without.
   */
  private static final Object HELD = new Object();

  private static void standsStill(World world) {
    world.node("n1", () -> (Node) env -> waitForOthers());
  }

  private static void waitForOthers() {
    synchronized (HELD) {
      HELD.notifyAll();
    }
  }

  @Test
  void what_lies_above_a_violation_is_given_up() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 1000, 5_000);
    Shuffled engine = new Shuffled(2);
    CampaignResult result = new Campaign(plan, engine).run();

    assertThat(result.worlds()).isLessThan(500);
    assertThat(engine.ran).isLessThan(500);
  }

  @Test
  void two_jvms_that_do_not_agree_about_a_violation_are_a_leak() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 1000, 300);
    Program other =
        world -> {
          Toys.doubleCounting(world);
          world.at(Duration.ofMillis(1), () -> {});
        };
    CampaignPlan elsewhere = Toys.plan(other, 1000, 300);
    byte[] part = bytes(elsewhere, part(elsewhere, 0, 300));
    Engine engine = (ignored, intake) -> intake.take(PartCodec.decode(part));
    CampaignResult result = new Campaign(plan, engine).run();

    assertThat(result.leak()).isNotNull();
    assertThat(result.leak().summary()).contains("two machines").contains("Java 25");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void two_jvms_that_do_not_agree_about_a_world_end_the_campaign_whenever_they_say_so(
      boolean afterAll) {
    CampaignPlan plan = Toys.plan(Toys::sound, 1, 30);
    Leak leak = Leak.between(5, "one", "other");
    Engine engine =
        (ignored, intake) -> {
          Ranges ranges = new Ranges(plan);
          intake.take(ranges.run(0, 10));
          if (afterAll) {
            intake.take(ranges.run(10, 30));
          }
          intake.contradict(4, leak);
          assertThat(intake.limit()).isEqualTo(afterAll ? 30 : 10);
          intake.take(ranges.run(10, 20));
        };
    CampaignResult result = new Campaign(plan, engine).run();

    assertThat(result.leak()).isEqualTo(leak);
    assertThat(result.worlds()).isEqualTo(afterAll ? 30 : 10);
  }

  @Test
  void what_jvms_do_not_agree_about_above_a_violation_does_not_count() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 1000, 300);
    Engine engine =
        (ignored, intake) -> {
          intake.take(new Ranges(plan).run(0, 300));
          intake.contradict(299, Leak.between(5, "one", "other"));
        };

    assertThat(new Campaign(plan, engine).run().leak()).isNull();
  }

  /**
   * As the command line makes it: what a search has come to must not be asked of another source.
   */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "guided", "pct", "exhaustive"})
  void the_local_engine_given_by_name_comes_to_what_a_campaign_without_one_does(String strategy) {
    CampaignPlan plan =
        Toys.plan(Toys::doubleCounting, 7, 200)
            .withAll(true)
            .withStrategy(Strategy.parse(strategy));
    CampaignResult alone = new Campaign(plan).run();

    CampaignResult given = new Campaign(plan, Engine.local(plan)).run();

    assertThat(given.exploration()).isEqualTo(alone.exploration());
    assertThat(given)
        .usingRecursiveComparison()
        .ignoringFields("realNanos", "survey.pace")
        .isEqualTo(alone);
  }

  /** Runs what can be run, in any order and size, as other JVMs would. */
  private static final class Searching implements Engine {
    private final Random random;

    Searching(long seed) {
      this.random = new Random(seed);
    }

    private record Range(int from, int to, byte[] recipe) {}

    @Override
    public void run(CampaignPlan plan, Intake intake) {
      Search search = intake.search();
      assertThat(search).isNotNull();
      List<Range> waiting = new ArrayList<>();
      int next = 0;
      Ranges ranges = new Ranges(plan);
      while (true) {
        int end = Math.min(intake.limit(), search.ready());
        while (next < end) {
          int to = Math.min(end, next + 1 + random.nextInt(9));
          waiting.add(new Range(next, to, search.recipe(next, to)));
          next = to;
        }
        waiting.removeIf(range -> range.from() >= intake.limit());
        if (waiting.isEmpty()) {
          return;
        }
        Range range = waiting.remove(random.nextInt(waiting.size()));
        Ranges.Ran ran = ranges.run(range.from(), range.to(), range.recipe());
        Part part = PartCodec.decode(PartCodec.encode(ran.part(), plan.mix()));
        List<Integer> told = part.told();
        intake.take(part);
        search.learn(ran.shown(), told);
        search.learn(ran.shown(), told);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"guided,true", "guided,false", "auto,true", "auto,false", "guided:round=3,true"})
  void a_search_comes_to_the_same_wherever_its_worlds_run(String strategy, boolean all) {
    for (Program program : List.<Program>of(Toys::doubleCounting, Toys::sound)) {
      CampaignPlan plan =
          Toys.plan(program, 7, 80).withAll(all).withStrategy(Strategy.parse(strategy));
      CampaignResult local = new Campaign(plan).run();
      for (long seed = 1; seed <= 2; seed++) {
        assertThat(new Campaign(plan, new Searching(seed)).run())
            .usingRecursiveComparison()
            .ignoringFields("realNanos", "survey.pace")
            .isEqualTo(local);
      }
    }
  }

  @Test
  void a_gap_between_parts_is_refused() {
    Part first = new Part(0);
    assertThatThrownBy(() -> first.append(new Part(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 3");
  }

  @Test
  void appending_is_associative() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 7, 90).withAll(true);
    byte[] left =
        bytes(plan, append(append(part(plan, 0, 30), part(plan, 30, 50)), part(plan, 50, 90)));
    byte[] right =
        bytes(plan, append(part(plan, 0, 30), append(part(plan, 30, 50), part(plan, 50, 90))));

    assertThat(left).isEqualTo(right).isEqualTo(bytes(plan, part(plan, 0, 90)));
  }

  private static Part part(CampaignPlan plan, int from, int to) {
    return new Ranges(plan).run(from, to);
  }

  private static Part append(Part first, Part next) {
    first.append(next);
    return first;
  }

  private static byte[] bytes(CampaignPlan plan, Part part) {
    return PartCodec.encode(part, plan.mix());
  }
}

package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.PartCodec;
import dev.faultline.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 22: a search over schedules goes on from its file, and comes to the same. */
final class ResumedSearchTest {
  /** Learns so many pieces, in any order, and then ends with some under way, as if it were dead. */
  record Dying(Random random, int pieces) implements Engine {
    @Override
    public void run(CampaignPlan plan, Intake intake) {
      Frontier frontier = intake.frontier();
      assertThat(frontier).isNotNull();
      Ranges ranges = new Ranges(plan);
      List<Frontier.Piece> begun = new ArrayList<>();
      for (int learnt = 0; learnt < pieces && !frontier.done(); ) {
        Frontier.Piece next = begun.size() < 5 ? frontier.next(1 + random.nextInt(24)) : null;
        if (next != null) {
          begun.add(next);
          continue;
        }
        Frontier.Piece piece = begun.remove(random.nextInt(begun.size()));
        Ranges.Ran ran = ranges.run(piece.from(), piece.to(), piece.recipe());
        Part part = PartCodec.decode(PartCodec.encode(ran.part(), plan.mix()));
        frontier.learn(piece.number(), part, ran.shown()).forEach(intake::take);
        learnt++;
      }
    }
  }

  /** In memory. */
  static final class Kept implements CheckpointStore {
    private final AtomicReference<byte @Nullable []> bytes = new AtomicReference<>();

    @Override
    public byte @Nullable [] read() {
      return bytes.get();
    }

    @Override
    public void write(byte[] written) {
      bytes.set(written);
    }

    @Override
    public String name() {
      return "memory";
    }
  }

  /** Three nodes send to two others, of which one asks the other again; some order is forbidden. */
  private static CampaignPlan plan(String strategy, String never, int worlds) {
    return Toys.plan(world -> build(world, never), 1, worlds)
        .withAll(true)
        .withJobs(1)
        .withStrategy(Strategy.parse(strategy));
  }

  private static void build(World world, String never) {
    world.model(SystemModel.asynchronous());
    StringBuilder order = new StringBuilder();
    Address last = world.node("last", () -> new Listener(order, null));
    Address first = world.node("first", () -> new Listener(new StringBuilder(), last));
    for (int i = 1; i <= 3; i++) {
      int number = i;
      world.node(
          "from-" + i,
          () ->
              (Node)
                  env -> {
                    env.send(first, number);
                    env.send(last, number);
                  });
    }
    world.always("never that", () -> !order.toString().startsWith(never));
    world.outcome(() -> order.substring(0, 1));
  }

  private record Listener(StringBuilder order, @Nullable Address asks) implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      order.append(message);
      if (asks != null && order.toString().equals("21")) {
        env.send(asks, 4);
      }
    }
  }

  private static void assertSame(CampaignResult result, CampaignPlan plan) {
    assertThat(result)
        .usingRecursiveComparison()
        .ignoringFields("realNanos", "survey.pace")
        .isEqualTo(new Campaign(plan).run());
  }

  /** Runs the campaign in legs of so many pieces, each resumed from the file of the one before. */
  private static CampaignResult inLegs(CampaignPlan plan, Kept store, Random random, int most) {
    int before = 0;
    for (int leg = 1; ; leg++) {
      Campaign campaign = new Campaign(plan, new Dying(random, 1 + random.nextInt(most)));
      int behind = campaign.resume(store);
      assertThat(behind).as("worlds behind leg %d", leg).isGreaterThanOrEqualTo(before);
      CampaignResult result = campaign.run();
      before = behind;
      Exploration exploration = result.exploration();
      assertThat(exploration).isNotNull();
      if (exploration.complete() || result.worlds() >= plan.worlds()) {
        assertThat(leg).as("legs").isGreaterThan(1);
        return result;
      }
      assertThat(leg).as("legs").isLessThan(100_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "exhaustive, none, 1",
    "exhaustive, none, 7",
    "exhaustive, 43, 4",
    "exhaustive:unreduced, none, 12",
    "exhaustive:unreduced, 34, 40"
  })
  void a_search_that_dies_after_any_piece_goes_on(String strategy, String never, int most) {
    CampaignPlan plan = plan(strategy, never, 100_000);
    for (long seed = 1; seed <= 2; seed++) {
      CampaignResult result = inLegs(plan, new Kept(), new Random(seed), most);
      assertThat(result.exploration()).as("seed %d", seed).isNotNull();
      assertThat(result.exploration().complete()).isTrue();
      assertThat(result.schedules()).isNotEmpty();
      assertSame(result, plan);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exhaustive", "exhaustive:unreduced"})
  void a_search_that_is_over_can_be_made_longer(String strategy) {
    Kept store = new Kept();
    for (int worlds : new int[] {1, 9, 10, 64, 100_000}) {
      CampaignPlan plan = plan(strategy, "none", worlds);
      Campaign campaign = new Campaign(plan);
      campaign.resume(store);
      assertSame(campaign.run(), plan);
    }
  }

  @Test
  void a_search_that_is_over_is_not_run_again() {
    for (boolean all : new boolean[] {true, false}) {
      CampaignPlan plan = plan("exhaustive", "43", 100_000).withAll(all);
      Kept store = new Kept();
      Campaign first = new Campaign(plan);
      assertThat(first.resume(store)).isZero();
      int worlds = first.run().worlds();
      Engine none =
          (ignored, intake) -> {
            assertThat(intake.frontier()).isNotNull();
            assertThat(intake.frontier().done()).isTrue();
          };
      Campaign second = new Campaign(plan, none);
      assertThat(second.resume(store)).isEqualTo(worlds);
      assertSame(second.run(), plan);
    }
  }
}

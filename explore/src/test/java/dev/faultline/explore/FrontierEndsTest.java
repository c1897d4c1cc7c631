package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How an exhaustive search by pieces ends that does not come to its end. */
final class FrontierEndsTest {
  /** Searches what comes before its turn, and no more of that whose turn it is. */
  private static final class Overtaking implements Engine {
    private final Runnable then;
    private final boolean goesOn;

    /**
     * One that searches a little, and then what comes before its turn.
     *
     * @param then what to do when there is nothing more to search before its turn
     * @param goesOn whether it searches the rest afterwards
     */
    Overtaking(Runnable then, boolean goesOn) {
      this.then = then;
      this.goesOn = goesOn;
    }

    @Override
    public void run(CampaignPlan plan, Intake intake) {
      Frontier frontier = intake.frontier();
      assertThat(frontier).isNotNull();
      Ranges ranges = new Ranges(plan);
      Consumer<Frontier.Piece> search =
          piece -> {
            Ranges.Ran ran = ranges.run(piece.from(), piece.to(), piece.recipe());
            Part part = PartCodec.decode(PartCodec.encode(ran.part(), plan.mix()));
            frontier.learn(piece.number(), part, ran.shown()).forEach(intake::take);
          };
      Deque<Frontier.Piece> held = new ArrayDeque<>();
      int overtaken = 0;
      while (!frontier.done()) {
        Frontier.Piece piece = frontier.next(4);
        if (piece != null && piece.from() > 0 && held.isEmpty()) {
          held.add(piece);
        } else if (piece != null) {
          search.accept(piece);
          overtaken += held.size();
        } else if (overtaken > 0) {
          break;
        } else {
          search.accept(held.remove());
        }
      }
      assertThat(overtaken).isPositive();
      then.run();
      while (goesOn && !frontier.done()) {
        Frontier.Piece piece = held.isEmpty() ? frontier.next(4) : held.remove();
        search.accept(piece);
      }
    }
  }

  /** Five messages that come in any order; something happens when the last one comes first. */
  private static CampaignPlan whenTheLastComesFirst(Consumer<World> happens) {
    Program program =
        world -> {
          world.model(SystemModel.asynchronous());
          StringBuilder order = new StringBuilder();
          Address to =
              world.node(
                  "to",
                  () ->
                      new Node() {
                        @Override
                        public void start(Env env) {}

                        @Override
                        public void receive(Env env, Address from, Object message) {
                          order.append(message);
                          if (order.toString().equals("54")) {
                            happens.accept(world);
                          }
                        }
                      });
          for (int i = 1; i <= 5; i++) {
            int number = i;
            world.node("from-" + i, () -> (Node) env -> env.send(to, number));
          }
        };
    return Toys.plan(program, 1, 10_000)
        .withAll(true)
        .withStrategy(Strategy.EXHAUSTIVE.withReduction(false));
  }

  @Test
  void what_was_found_before_its_turn_is_told_where_the_search_is_interrupted() {
    CampaignPlan plan =
        whenTheLastComesFirst(world -> world.violation("the last is not the first", "it is"));
    Campaign[] campaign = new Campaign[1];
    campaign[0] = new Campaign(plan, new Overtaking(() -> campaign[0].interrupt(), false));

    CampaignResult result = campaign[0].run();

    assertThat(result.interrupted()).isTrue();
    assertThat(result.violatingWorlds()).isPositive();
    assertThat(result.findings())
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.violation().property()).startsWith("the last"));
    assertThat(result.exploration()).isNotNull();
    assertThat(result.exploration().proof()).isFalse();
    assertThat(new Campaign(plan.withJobs(1)).run().violatingWorlds())
        .isGreaterThanOrEqualTo(result.violatingWorlds());
  }

  /** Somebody outside has it: who wants it waits for real. */
  private static final Object HELD = new Object();

  private static void standsStill(World world) {
    synchronized (HELD) {
      HELD.notifyAll();
    }
  }

  @Test
  void a_world_that_stands_still_before_its_turn_is_named_as_one_thread_names_it() {
    CampaignPlan plan =
        whenTheLastComesFirst(FrontierEndsTest::standsStill)
            .withJobs(1)
            .withStuckAfter(Duration.ofSeconds(1));
    CampaignResult alone;
    CampaignResult overtaking;
    CampaignResult jobs;
    synchronized (HELD) {
      alone = new Campaign(plan).run();
      overtaking = new Campaign(plan, new Overtaking(() -> {}, true)).run();
      jobs = new Campaign(plan.withJobs(2)).run();
    }

    assertThat(alone.stuck()).contains("world ");
    for (CampaignResult other : new CampaignResult[] {overtaking, jobs}) {
      assertThat(name(other)).isEqualTo(name(alone));
      assertThat(other.worlds()).isEqualTo(alone.worlds());
      assertThat(other.campaignHash()).isEqualTo(alone.campaignHash());
      assertThat(other.exploration()).isEqualTo(alone.exploration());
    }
  }

  @Test
  void a_world_that_stands_still_once_ends_the_search_with_its_name() {
    AtomicInteger often = new AtomicInteger();
    CampaignPlan plan =
        whenTheLastComesFirst(
                world -> {
                  if (often.getAndIncrement() == 0) {
                    standsStill(world);
                  }
                })
            .withJobs(1)
            .withStuckAfter(Duration.ofSeconds(1));
    CampaignResult alone;
    CampaignResult overtaking;
    synchronized (HELD) {
      alone = new Campaign(plan).run();
      often.set(0);
      overtaking = new Campaign(plan, new Overtaking(() -> {}, true)).run();
    }

    assertThat(overtaking.stuck()).isNotNull();
    assertThat(name(overtaking)).isEqualTo(name(alone));
    assertThat(overtaking.worlds()).isEqualTo(alone.worlds());
  }

  @Test
  void a_world_that_fails_once_before_its_turn_is_named_as_one_thread_names_it() {
    AtomicInteger often = new AtomicInteger();
    CampaignPlan plan =
        whenTheLastComesFirst(
                world -> {
                  if (often.getAndIncrement() == 0) {
                    throw new OutOfMemoryError("for a moment");
                  }
                })
            .withJobs(1);
    CampaignFailure alone = catchThrowableOfType(CampaignFailure.class, new Campaign(plan)::run);
    often.set(0);
    CampaignFailure overtaking =
        catchThrowableOfType(
            CampaignFailure.class, new Campaign(plan, new Overtaking(() -> {}, true))::run);

    assertThat(alone).hasMessageContaining("world ");
    assertThat(overtaking).hasMessage(alone.getMessage());
  }

  private static String name(CampaignResult result) {
    String text = String.valueOf(result.stuck());
    return text.substring(0, Math.min(text.length(), text.indexOf(" has ")));
  }
}

package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.ResumedSearchTest.Dying;
import dev.faultline.explore.ResumedSearchTest.Kept;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Issue 22: a search over states goes on from its file, and comes to the same. */
final class ResumedStatesTest {
  private static final class Order implements Node, Restorable {
    private String order = "";

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      // A set of messages keeps what has arrived: it may come again.
      order += order.contains("" + message) ? "" : message;
    }

    @Override
    public Object state() {
      return order;
    }

    @Override
    public void restore(Object earlier) {
      order = (String) earlier;
    }
  }

  private record Sender(Address to, int number) implements Node, Restorable {
    @Override
    public void start(Env env) {
      env.send(to, number);
      env.send(to, number + 4);
    }

    @Override
    public Object state() {
      return number;
    }

    @Override
    public void restore(Object earlier) {}
  }

  /** Three nodes send two messages each to another one: 90 orders. */
  private static CampaignPlan plan(String strategy, String never, String neverAtEnd, int worlds) {
    return Toys.plan(world -> build(world, never, neverAtEnd), 1, worlds)
        .withJobs(1)
        .withStrategy(Strategy.parse(strategy));
  }

  private static Address build(World world, String never, String neverAtEnd) {
    world.model(SystemModel.asynchronous());
    Address to = world.node("to", Order::new);
    for (int i = 1; i <= 3; i++) {
      int number = i;
      world.node("from-" + i, () -> new Sender(to, number));
    }
    world.always("never that", () -> !order(world, to).equals(never));
    world.atEnd("not that", () -> !order(world, to).startsWith(neverAtEnd));
    world.sometimes("the first is first", () -> order(world, to).startsWith("1"));
    world.outcome(() -> order(world, to).substring(0, 1));
    return to;
  }

  private static String order(World world, Address to) {
    return world.instance(to) instanceof Order it ? it.order : "";
  }

  static void assertSame(CampaignResult result, CampaignPlan plan) {
    assertThat(result)
        .usingRecursiveComparison()
        .ignoringFields("realNanos", "survey.pace")
        .isEqualTo(new Campaign(plan).run());
  }

  @ParameterizedTest
  @CsvSource({
    "exhaustive:states, none, none, true, 3",
    "exhaustive:messages, none, none, true, 12",
    "exhaustive:states, 2153, none, true, 3",
    "exhaustive:states, none, 36, true, 2",
    "exhaustive:states, none, 36, false, 1",
  })
  void a_search_that_dies_after_any_piece_goes_on(
      String strategy, String never, String neverAtEnd, boolean all, int most) {
    CampaignPlan plan = plan(strategy, never, neverAtEnd, 80).withAll(all);
    Kept store = new Kept();
    Random random = new Random(1);
    int before = 0;
    for (int leg = 1; ; leg++) {
      AtomicBoolean over = new AtomicBoolean();
      Engine dying =
          (ignored, intake) -> {
            new Dying(random, 1 + random.nextInt(most)).run(plan, intake);
            over.set(Objects.requireNonNull(intake.frontier()).done());
          };
      Campaign campaign = new Campaign(plan, dying);
      int behind = campaign.resume(store);
      assertThat(behind).as("worlds behind leg %d", leg).isGreaterThanOrEqualTo(before);
      CampaignResult result = campaign.run();
      before = behind;
      if (over.get()) {
        assertThat(leg).as("legs").isGreaterThan(1);
        assertSame(result, plan);
        // What is over is read, and not run again.
        Engine none =
            (ignored, intake) ->
                assertThat(Objects.requireNonNull(intake.frontier()).done()).isTrue();
        Campaign last = new Campaign(plan, none);
        assertThat(last.resume(store)).isEqualTo(result.worlds());
        assertSame(last.run(), plan);
        return;
      }
      assertThat(leg).as("legs").isLessThan(200);
    }
  }

  @Test
  void a_search_that_is_over_can_check_more_ends() {
    Kept store = new Kept();
    for (int worlds : new int[] {1, 2, 60, 91, 1_000}) {
      CampaignPlan plan = plan("exhaustive:states", "none", "none", worlds);
      Campaign campaign = new Campaign(plan);
      campaign.resume(store);
      CampaignResult result = campaign.run();
      assertSame(result, plan);
      assertThat(Objects.requireNonNull(result.exploration()).proof()).isEqualTo(worlds > 90);
    }
  }

  @Test
  void a_violation_that_is_not_come_to_again_is_no_end_of_a_search() {
    Kept store = new Kept();
    for (int attempt = 0; attempt < 3; attempt++) {
      AtomicBoolean seen = new AtomicBoolean();
      CampaignPlan plan =
          Toys.plan(world -> buildFickle(world, seen), 1, 80)
              .withJobs(1)
              .withStrategy(Strategy.parse("exhaustive:states"));
      Campaign campaign = new Campaign(plan);
      assertThat(campaign.resume(store)).isZero();
      assertThatThrownBy(campaign::run)
          .as("attempt %d", attempt)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("but its replay does not");
    }
  }

  /** Its property remembers something, and so is violated but once. */
  private static void buildFickle(World world, AtomicBoolean seen) {
    Address to = build(world, "none", "none");
    world.always("never twice", () -> !order(world, to).equals("2153") || seen.getAndSet(true));
  }

  @Test
  void a_search_that_runs_the_world_anew_is_refused() {
    CampaignPlan plan =
        Toys.plan(Toys::sound, 1, 10).withStrategy(Strategy.parse("exhaustive:states"));
    assertThatThrownBy(() -> new Campaign(plan).resume(new Kept()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("exhaustive:states")
        .hasMessageContaining("without --resume");
  }
}

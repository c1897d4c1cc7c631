package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Program;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.Toys;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.small.RandomSystems;
import dev.faultline.explore.small.SmallSystem;
import dev.faultline.explore.small.SmallSystems;
import dev.faultline.sim.ClientOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Issue 22: an exhaustive search by pieces, some of them before their turn, comes to what one
 * thread comes to: the same worlds in the same order, the same counts, and the same words.
 */
final class FrontierTest {
  /** Returns how many pieces were thrown away, for they were searched on a wrong guess. */
  private static int assertSame(CampaignPlan plan, long seeds) {
    int thrownAway = 0;
    CampaignPlan alone = plan.withJobs(1);
    CampaignResult local = new Campaign(alone).run();
    assertSame(new Campaign(plan.withJobs(2)).run(), local, "two jobs");
    for (long seed = 1; seed <= seeds; seed++) {
      Searching engine = new Searching(seed);
      assertSame(new Campaign(alone, engine).run(), local, "seed " + seed);
      thrownAway += engine.thrownAway;
    }
    return thrownAway;
  }

  private static void assertSame(CampaignResult other, CampaignResult local, String what) {
    assertThat(other.exploration()).as(what).isEqualTo(local.exploration());
    assertThat(other.campaignHash()).as(what).isEqualTo(local.campaignHash());
    assertThat(other)
        .as(what)
        .usingRecursiveComparison()
        .ignoringFields("realNanos", "survey.pace")
        .isEqualTo(local);
  }

  private static CampaignPlan plan(SmallSystem system, boolean reduction, int worlds) {
    return Toys.plan(system.program(), 1, worlds)
        .withStrategy(Strategy.EXHAUSTIVE.withFaults(system.faults()).withReduction(reduction))
        .withAll(true);
  }

  static List<SmallSystem> systems() {
    return SmallSystems.all();
  }

  @ParameterizedTest
  @MethodSource("systems")
  void small_systems_come_to_the_same(SmallSystem system) {
    for (boolean reduction : new boolean[] {true, false}) {
      assertSame(plan(system, reduction, 150), 1);
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void the_first_violation_is_the_same(SmallSystem system) {
    for (boolean reduction : new boolean[] {true, false}) {
      assertSame(plan(system, reduction, 150).withAll(false), 1);
    }
  }

  private static final int SYSTEMS = Integer.getInteger("faultline.test.systems", 25);

  @Test
  void random_systems_come_to_the_same() {
    long first = Long.getLong("faultline.test.seed", 1);
    Random random = new Random(first);
    System.out.println("random systems from seed " + first + " on");
    int thrownAway = 0;
    for (long seed = first; seed < first + SYSTEMS; seed++) {
      SmallSystem system = RandomSystems.of(seed);
      int worlds = 1 + random.nextInt(random.nextBoolean() ? 40 : 400);
      CampaignPlan plan = plan(system, random.nextInt(3) > 0, worlds);
      thrownAway += assertSame(plan.withRecheckEvery(1 + random.nextInt(9)), 3);
    }
    assertThat(thrownAway).isPositive();
  }

  @Test
  void a_search_that_runs_out_of_worlds_is_the_same() {
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
                        }
                      });
          for (int i = 1; i <= 6; i++) {
            int number = i;
            world.node("from-" + i, () -> (Node) env -> env.send(to, number));
          }
          world.always("never that", () -> !order.toString().startsWith("43"));
        };
    for (int worlds : new int[] {1, 33, 700, 717, 719, 720, 721}) {
      assertSame(Toys.plan(program, 1, worlds).withAll(true).withStrategy(Strategy.EXHAUSTIVE), 3);
    }
  }

  /**
   * One way of a choice begins an operation of a client, which makes what was asleep behind the
   * ways after it possible again.
   */
  @Test
  void a_choice_that_reaches_further_than_those_before_it_is_heard_of() {
    Program program =
        world -> {
          world.model(SystemModel.asynchronous());
          ClientOperations<String, String> operations = world.operations();
          StringBuilder order = new StringBuilder();
          world.outcome(order::toString);
          List<Address> clients = new ArrayList<>();
          for (String name : List.of("always", "sometimes", "later")) {
            clients.add(world.node(name, () -> client(name, operations, order)));
          }
          for (Address client : clients) {
            world.node("to-" + client.name(), () -> (Node) env -> env.send(client, "go"));
          }
        };
    assertSame(Toys.plan(program, 1, 2_000).withAll(true).withStrategy(Strategy.EXHAUSTIVE), 30);
  }

  private static Node client(
      String name, ClientOperations<String, String> operations, StringBuilder order) {
    return new Node() {
      @Override
      public void start(Env env) {}

      @Override
      public void receive(Env env, Address from, Object message) {
        boolean first = name.equals("sometimes") && env.chance("first");
        boolean second = name.equals("sometimes") && env.chance("second");
        if (!name.equals("sometimes") || !first && second) {
          operations.invoke(env.self(), name);
          order.append(name.charAt(0));
        }
      }
    };
  }
}

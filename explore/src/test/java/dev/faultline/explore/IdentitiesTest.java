package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.search.RandomAdversary;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Issue 11, fault 15: a tape names a decision by kind, subject and ordinal, so no run may take two
 * decisions of one name. Those of the second overwrote those of the first.
 */
final class IdentitiesTest {
  private static final FaultMix STORMY =
      FaultMix.DEFAULT
          .withRates(new FaultRates(0.1, 0.3, 0.1, Duration.ofMillis(100)))
          .withChance(0.7);

  private record Name(Decision kind, long subject, long ordinal) {}

  /** Notes every decision that is taken. */
  private static final class Noting extends RandomAdversary {
    private final Set<Name> taken = new LinkedHashSet<>();
    private final List<Name> twice = new ArrayList<>();

    Noting(long seed) {
      super(seed, STORMY);
    }

    private void note(Decision kind, long subject, long ordinal) {
      Name name = new Name(kind, subject, ordinal);
      if (!taken.add(name)) {
        twice.add(name);
      }
    }

    @Override
    public long choose(Decision kind, long subject, long ordinal, long bound) {
      note(kind, subject, ordinal);
      return super.choose(kind, subject, ordinal, bound);
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      note(kind, subject, ordinal);
      return super.strikes(kind, subject, ordinal, odds);
    }
  }

  /** Counts what three clients ask for, on disk. */
  private static void counting(World world) {
    Address server =
        world.node(
            "server",
            () ->
                new Node() {
                  private long count;

                  @Override
                  public void start(Env env) {
                    count = env.store().get("count") instanceof Long stored ? stored : 0;
                  }

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (!message.equals("one more")) {
                      return;
                    }
                    count++;
                    env.store().put("count", count);
                    env.store().sync();
                    env.send(from, count);
                    if (env.random().nextInt(2) == 0) {
                      env.send(env.address("idle-2"), count);
                    }
                  }
                });
    world.nodes(2, "idle", Toys.Counter::new);
    for (int i = 0; i < 3; i++) {
      world.client("client-" + i, () -> new Asking(server));
    }
    world.model(SystemModel.partiallySynchronous().arbitrary(1).fairLossLinks());
  }

  private record Asking(Address server) implements Node {
    @Override
    public void start(Env env) {
      env.timer(Duration.ofMillis(20), "ask");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(server, "one more");
      env.send(env.address("idle-1"), 1);
      start(env);
    }
  }

  @Test
  void no_run_takes_two_decisions_of_one_name() {
    for (long seed = 1; seed <= 12; seed++) {
      Noting adversary = new Noting(seed);
      World world = new World(adversary, WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(4)));
      counting(world);
      world.run();

      assertThat(adversary.twice).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void guided_worlds_come_to_the_same_from_their_tapes() {
    CampaignPlan plan =
        Toys.plan(IdentitiesTest::counting, 1, 120)
            .withStrategy(Strategy.GUIDED)
            .withMix(STORMY)
            .withDuration(Duration.ofSeconds(4))
            .withRecheckEvery(1);

    CampaignResult result = new Campaign(plan).run();

    assertThat(result.leak()).isNull();
    assertThat(result.worlds()).isEqualTo(120);
  }

  /** Says what it asks for only once. */
  private static void askedOnce(World world) {
    Address server = world.node("server", Toys.Counter::new);
    boolean[] asked = new boolean[1];
    world.client(
        "asker",
        () ->
            new Node() {
              @Override
              public void start(Env env) {
                env.timer(Duration.ofSeconds(1), "ask");
              }

              @Override
              public void timer(Env env, Object tag) {
                asked[0] = true;
                env.send(server, "ask");
              }
            });
    world.model(SystemModel.partiallySynchronous().omission(1).fairLossLinks());
    world.atEnd(
        "the server has heard it",
        () ->
            !asked[0]
                || world.instance(server) instanceof Toys.Counter counter && counter.count > 0);
  }

  @Test
  void an_omission_becomes_a_loss_where_the_search_had_no_losses() {
    FaultMix noLoss =
        FaultMix.DEFAULT
            .withRates(new FaultRates(0, 0, 0, Duration.ofMillis(100)))
            .withKinds(List.of(FaultKind.RECEIVE_OMISSION))
            .withChance(1);
    CampaignPlan plan =
        Toys.plan(IdentitiesTest::askedOnce, 1, 200)
            .withStrategy(Strategy.RANDOM)
            .withMix(noLoss)
            .withDuration(Duration.ofSeconds(5));
    Finding finding = new Campaign(plan).run().findings().getFirst();
    assertThat(finding.faults())
        .extracting(TraceEvent.FaultBegan::fault)
        .hasAtLeastOneElementOfType(Fault.ReceiveOmission.class);

    Shrunk shrunk = Shrinker.shrink(plan, finding, new ShrinkBudget(3_000, Duration.ofMinutes(5)));

    assertThat(shrunk.after().faults()).isEmpty();
    assertThat(Replay.events(plan, shrunk.after().replay()))
        .filteredOn(TraceEvent.Lost.class::isInstance)
        .extracting(event -> ((TraceEvent.Lost) event).reason())
        .containsExactly(LossReason.NETWORK);
  }
}

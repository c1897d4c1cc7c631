package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Issue 11, fault 19: under crash-recovery about one crash in fifty is for good, after healing too,
 * and a program may bound how many are.
 */
final class CrashesForGoodTest {
  private static final int NODES = 3;
  private static final int WORLDS = 400;

  /** What became of all nodes of a campaign. */
  private static final class Fates {
    final AtomicInteger starts = new AtomicInteger();
    final List<Integer> downAtTheEnd = new ArrayList<>();

    int down() {
      return downAtTheEnd.stream().mapToInt(Integer::intValue).sum();
    }

    /** Each that came back was started once more, each that did not is down. */
    int crashes() {
      return starts.get() - NODES * WORLDS + down();
    }
  }

  private static Fates fates(String strategy, SystemModel model) {
    Fates fates = new Fates();
    CampaignPlan plan =
        Toys.plan(world -> nodes(world, model, fates), 1, WORLDS)
            .withJobs(1)
            .withRecheckEvery(0)
            .withDuration(Duration.ofSeconds(10))
            .withMix(FaultMix.DEFAULT.withKinds(List.of(FaultKind.CRASH)))
            .withStrategy(Strategy.parse(strategy));
    assertThat(new Campaign(plan).run().findings()).isEmpty();
    assertThat(fates.downAtTheEnd).hasSize(WORLDS);
    return fates;
  }

  private static void nodes(World world, SystemModel model, Fates fates) {
    world.model(model).healAfter(Duration.ofSeconds(8));
    List<NodeHandle<Node>> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(world.node("n" + i, () -> beating(fates)));
    }
    world.atEnd(
        "the end",
        () -> {
          fates.downAtTheEnd.add((int) nodes.stream().filter(node -> !node.up()).count());
          return true;
        });
  }

  private static Node beating(Fates fates) {
    return new Node() {
      @Override
      public void start(Env env) {
        fates.starts.incrementAndGet();
        timer(env, "beat");
      }

      @Override
      public void timer(Env env, Object tag) {
        env.timer(Duration.ofMillis(200), tag);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "swarm"})
  void about_one_crash_in_fifty_is_for_good_after_healing_too(String strategy) {
    Fates fates = fates(strategy, SystemModel.partiallySynchronous().crashRecovery(1));

    assertThat(fates.crashes()).isGreaterThan(500);
    assertThat(fates.down()).isBetween(fates.crashes() / 100, fates.crashes() / 25);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_program_bounds_how_many_are(int forGood) {
    Fates fates = fates("random", SystemModel.partiallySynchronous().crashRecovery(NODES, forGood));

    assertThat(fates.crashes()).isGreaterThan(500);
    assertThat(fates.downAtTheEnd).allMatch(down -> down <= forGood).contains(forGood);
  }
}

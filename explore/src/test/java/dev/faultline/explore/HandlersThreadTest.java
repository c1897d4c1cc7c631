package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The worker that runs a world must not show in what handlers do. With the agent. */
class HandlersThreadTest {
  /** Says which thread runs it, and sends its id to itself. */
  private static final class Printer implements Node {
    private final List<Object> seen;

    Printer(List<Object> seen) {
      this.seen = seen;
    }

    @Override
    public void start(Env env) {
      env.remark("on " + Thread.currentThread());
      env.send(env.self(), Thread.currentThread().threadId());
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      seen.add(message);
      env.remark(message + " by " + Thread.currentThread().getName());
    }
  }

  private static void build(World world) {
    world.model(SystemModel.synchronous(Duration.ofMillis(20), 1, 0));
    List<Object> seen = new ArrayList<>();
    world.nodes(2, "n", () -> new Printer(seen));
    // A violation, so that the result has events of each world.
    world.always("nobody sees a thread", seen::isEmpty);
  }

  @Test
  void a_node_that_prints_its_thread_runs_the_same_on_any_worker() {
    CampaignPlan plan = Toys.plan(HandlersThreadTest::build, 1, 40).withAll(true);
    CampaignResult one = new Campaign(plan.withJobs(1)).run();
    CampaignResult two = new Campaign(plan.withJobs(2)).run();

    assertThat(two.campaignHash()).isEqualTo(one.campaignHash());
    assertThat(one.findings()).hasSize(40);
    assertThat(two.findings().stream().map(Finding::lastEvents).toList())
        .isEqualTo(one.findings().stream().map(Finding::lastEvents).toList());
  }
}

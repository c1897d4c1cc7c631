package dev.faultline.examples.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.model.CounterOp;
import dev.faultline.check.model.Models;
import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import dev.faultline.examples.Explore;
import dev.faultline.examples.FreshJvm;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.sim.ClientOperations;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.workload.Consistency;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Issue 23: ZooKeeper, as it is. */
final class ZooKeeperTest {
  private static final int WRITES = 20;

  /** The first world of a JVM takes seconds, and more where others work on the machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Test
  void an_ensemble_elects_serves_and_survives_the_crash_of_any_server() {
    for (String crashed : Ensemble.SERVERS) {
      World world =
          new World(
              new QuietAdversary(1), WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(40)));
      world.model(SystemModel.partiallySynchronous().crashRecovery(1).fairLossLinks());
      Ensemble.add(world, ZooKeeperLibrary.classPath());
      ClientOperations<CounterOp, Object> operations = world.operations();
      Sessions client =
          ZooKeeperEnsemble.client(
              world, ZooKeeperLibrary.classPath(), operations, "client", WRITES);
      world.fault(Duration.ofSeconds(4), new Fault.Crash(crashed, Duration.ofSeconds(3)));

      WorldResult result = world.run();

      assertThat(result.violation()).isNull();
      assertThat(client.finished()).as(crashed).isTrue();
      assertThat(client.answered() + client.lost()).isEqualTo(WRITES);
      assertThat(client.answered()).isGreaterThan(WRITES / 2);
      assertThat(client.wentBack()).isNull();
      assertThat(Consistency.linearizable().judge(operations.history(), Models.counter()).isValid())
          .isTrue();
    }
  }

  @Test
  void a_write_that_was_acknowledged_and_forgotten_is_found() {
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    ClientOperations<CounterOp, Object> operations = world.operations();
    Sessions[] client = new Sessions[1];
    client[0] =
        new Sessions(
            operations,
            world.blockingNode(
                "client",
                env ->
                    List.of("session", "writes", "wrote 1", "writes", "wrote 1", "read 0")
                        .forEach(line -> client[0].says(line))));

    world.run();

    assertThat(Consistency.linearizable().judge(operations.history(), Models.counter()).isInvalid())
        .isTrue();
    assertThat(client[0].wentBack()).isEqualTo("client saw version 0 after 1");
  }

  @Test
  void worlds_with_faults_keep_what_zookeeper_promises_in_every_jvm() throws Exception {
    CampaignResult result = campaign();

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    String here = Long.toHexString(result.campaignHash());
    assertThat(
            FreshJvm.lastLine(
                ZooKeeperTest.class, "-XX:+UseSerialGC", "-Xmx256m", "-Duser.timezone=Asia/Tokyo"))
        .isEqualTo(here);
  }

  @Test
  void a_machine_that_crashes_before_the_first_snapshot_is_on_disk_comes_back_without_its_server() {
    CampaignResult result =
        new Campaign(
                Explore.plan(new ZooKeeperEnsemble(), Map.of("profile", "ext4-ordered"))
                    .withWorlds(30)
                    .withJobs(1)
                    .withStuckAfter(PATIENCE))
            .run();

    assertThat(result.findings().getFirst().violation().detail())
        .containsPattern("zk. ended its process with status 1");
  }

  private static CampaignResult campaign() {
    return new Campaign(
            Explore.plan(new ZooKeeperEnsemble(), Map.of())
                .withWorlds(3)
                .withJobs(1)
                .withStuckAfter(PATIENCE))
        .run();
  }

  public static void main(String[] arguments) {
    System.out.println(Long.toHexString(campaign().campaignHash()));
    System.exit(0);
  }
}

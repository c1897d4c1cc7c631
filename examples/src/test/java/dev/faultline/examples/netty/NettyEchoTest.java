package dev.faultline.examples.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.examples.FreshJvm;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Issue 23: Netty's NIO transport, as it is. */
final class NettyEchoTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Test
  void every_echo_is_heard_through_crashes_and_partitions_in_every_jvm() throws Exception {
    CampaignResult result = campaign();

    assertThat(result.findings()).isEmpty();
    assertThat(result.stuck()).isNull();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.neverReached()).isEmpty();
    assertThat(FreshJvm.lastLine(NettyEchoTest.class, "-XX:+UseSerialGC", "-Xmx256m"))
        .isEqualTo(Long.toHexString(result.campaignHash()));
  }

  private static CampaignResult campaign() {
    return new Campaign(
            Explore.plan(new NettyEcho(), Map.of())
                .withWorlds(6)
                .withJobs(1)
                .withStuckAfter(PATIENCE))
        .run();
  }

  public static void main(String[] arguments) {
    System.out.println(Long.toHexString(campaign().campaignHash()));
    System.exit(0);
  }
}

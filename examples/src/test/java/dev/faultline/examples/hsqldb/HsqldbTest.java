package dev.faultline.examples.hsqldb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.examples.FreshJvm;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Issue 23: HSQLDB, as it is. */
final class HsqldbTest {
  /** The first world of a JVM takes seconds, and more where others work on the machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Test
  void what_it_acknowledged_and_writes_later_is_lost_when_its_process_is_killed() {
    CampaignResult result = campaign("true", 8);

    assertThat(result.findings().getFirst().violation().property())
        .isEqualTo("what was acknowledged is found again, and whole");
  }

  @Test
  void what_it_wrote_at_once_stays_in_every_jvm() throws Exception {
    CampaignResult result = campaign("false", 6);

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.neverReached()).isEmpty();
    assertThat(
            FreshJvm.lastLine(
                HsqldbTest.class, "-XX:+UseSerialGC", "-Xmx256m", "-Duser.timezone=Asia/Tokyo"))
        .isEqualTo(Long.toHexString(result.campaignHash()));
  }

  private static CampaignResult campaign(String delay, int worlds) {
    return new Campaign(
            Explore.plan(new Hsqldb(), Map.of("delay", delay))
                .withWorlds(worlds)
                .withJobs(1)
                .withStuckAfter(PATIENCE))
        .run();
  }

  public static void main(String[] arguments) {
    System.out.println(Long.toHexString(campaign("false", 6).campaignHash()));
    System.exit(0);
  }
}

package dev.faultline.examples.jdkhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.examples.FreshJvm;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Issue 23: the JDK's HTTP server and client, as they are. */
final class JdkHttpTest {
  private static final Map<String, String> KEYS = Map.of("keys", "true");

  @Test
  void an_answer_that_comes_too_late_charges_twice() {
    CampaignResult result =
        new Campaign(Explore.plan(new JdkHttp(), Map.of()).withWorlds(20)).run();

    assertThat(result.findings().getFirst().violation().property())
        .isEqualTo("no order is charged twice");
  }

  @Test
  void idempotency_keys_hold_and_every_order_is_paid() {
    CampaignResult result = withKeys(1);

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.neverReached()).isEmpty();
  }

  @Test
  void worlds_depend_neither_on_the_jvm_or_its_collector_nor_on_the_number_of_jobs()
      throws Exception {
    String here =
        Long.toHexString(withKeys(1).campaignHash())
            + " "
            + Long.toHexString(withTls(1).campaignHash());

    assertThat(
            FreshJvm.lastLine(
                JdkHttpTest.class, "-XX:+UseSerialGC", "-Xmx128m", "-Duser.timezone=Asia/Tokyo"))
        .isEqualTo(here);
    assertThat(
            FreshJvm.lastLine(
                JdkHttpTest.class,
                "-XX:+UseParallelGC",
                "-XX:TieredStopAtLevel=1",
                "-Duser.language=de"))
        .isEqualTo(here);
  }

  @Test
  void keys_hold_over_https_too() {
    CampaignResult result = withTls(1);

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.neverReached()).isEmpty();
  }

  private static CampaignResult withTls(int jobs) {
    return new Campaign(
            Explore.plan(new JdkHttp(), Map.of("keys", "true", "tls", "true"))
                .withWorlds(6)
                .withJobs(jobs))
        .run();
  }

  private static CampaignResult withKeys(int jobs) {
    return new Campaign(Explore.plan(new JdkHttp(), KEYS).withWorlds(30).withJobs(jobs)).run();
  }

  public static void main(String[] arguments) {
    // Two worlds at once, so that both come to what the JDK sets up once in a JVM.
    String text = Long.toHexString(withKeys(2).campaignHash());
    text += " " + Long.toHexString(withTls(2).campaignHash());
    long later = withKeys(1).campaignHash();
    System.out.println(
        text + (text.startsWith(Long.toHexString(later) + " ") ? "" : " then " + later));
    System.exit(0);
  }
}

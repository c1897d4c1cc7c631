package dev.faultline.examples.jdkhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    String here = Long.toHexString(withKeys(1).campaignHash());

    assertThat(inNewJvm("-XX:+UseSerialGC", "-Xmx128m", "-Duser.timezone=Asia/Tokyo"))
        .isEqualTo(here);
    assertThat(inNewJvm("-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1", "-Duser.language=de"))
        .isEqualTo(here);
  }

  private static CampaignResult withKeys(int jobs) {
    return new Campaign(Explore.plan(new JdkHttp(), KEYS).withWorlds(30).withJobs(jobs)).run();
  }

  /** What {@link #main} prints in a JVM that has run nothing before. */
  private static String inNewJvm(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), JdkHttpTest.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(line -> !line.startsWith("OpenJDK")).toList().getLast();
  }

  public static void main(String[] arguments) {
    // Two worlds at once, so that both come to what the JDK sets up once in a JVM.
    long hash = withKeys(2).campaignHash();
    long later = withKeys(1).campaignHash();
    System.out.println(Long.toHexString(hash) + (later == hash ? "" : " then " + later));
    System.exit(0);
  }
}

package dev.faultline.examples.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.CampaignResult.FaultCount;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.why.Explainer;
import dev.faultline.explore.why.WhyText;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogWorldTest {
  @ParameterizedTest
  @ValueSource(strings = {"btrfs", "ext4-ordered", "xfs"})
  void the_right_log_holds_while_its_machine_and_its_process_crash(String profile) {
    CampaignResult result =
        new Campaign(Explore.plan(new LogWorld(), Map.of("profile", profile)).withWorlds(500))
            .run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.leak()).isNull();
    assertThat(result.inconclusiveWorlds()).isZero();
    assertThat(result.faults())
        .extracting(FaultCount::kind)
        .contains(
            "crash",
            "sync failure",
            "unsynced operation lost",
            "unsynced operation torn",
            "disk read error",
            "disk write error",
            "disk short transfer",
            "disk full",
            "disk slow",
            "disk hang",
            "disk read only",
            "disk full at sync",
            "disk flipped read");
  }

  /** With its default strategy, its default number of worlds and any seed. */
  @ParameterizedTest
  @CsvSource({
    "no-directory-sync, btrfs",
    "rename-before-sync, btrfs",
    "rename-before-sync, ext4-ordered",
    "reply-before-sync, btrfs",
    "reply-before-sync, ext4-ordered",
    "no-checksum, ext4-writeback",
    "retries-failed-sync, btrfs",
    "retries-failed-sync, ext4-ordered",
    "recovery-trusts-cache, btrfs"
  })
  void each_mistake_is_found(String mistake, String profile) {
    CampaignResult result =
        new Campaign(Explore.plan(new LogWorld(), Map.of("mistake", mistake, "profile", profile)))
            .run();

    assertThat(result.findings()).isNotEmpty();
    assertThat(result.leak()).isNull();
  }

  @Test
  void straight_line_code_on_files_is_explored_like_handlers() {
    Map<String, String> blocking = Map.of("server", "blocking");
    CampaignResult right =
        new Campaign(Explore.plan(new LogWorld(), blocking).withWorlds(50)).run();
    CampaignResult wrong =
        new Campaign(
                Explore.plan(
                    new LogWorld(), Map.of("server", "blocking", "mistake", "reply-before-sync")))
            .run();

    assertThat(right.findings()).isEmpty();
    assertThat(right.leak()).isNull();
    assertThat(wrong.findings()).isNotEmpty();
  }

  @Test
  void what_a_crash_took_is_shrunk_to_what_the_violation_needs() {
    CampaignPlan plan =
        Explore.plan(
            new LogWorld(), Map.of("mistake", "rename-before-sync", "profile", "ext4-ordered"));
    Shrunk shrunk = Explore.shrunk(plan);

    assertThat(Shrunk.faults(shrunk.after())).isLessThanOrEqualTo(3);
    assertThat(shrunk.after().replay().tape().departures())
        .filteredOn(each -> each.toString().contains("OPERATION_LOST"))
        .hasSize(1);
    assertThat(WhyText.of(Explainer.explain(plan, shrunk.after(), Explainer.BUDGET)))
        .as("which operation the crash left out, and that without that loss all is well")
        .anyMatch(line ->
            line.contains("the crash of server loses append /snapshot.tmp (")
                && line.endsWith("needed, nothing is violated"));
  }
}

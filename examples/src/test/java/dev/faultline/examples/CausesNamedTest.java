package dev.faultline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.guards.bugs.GuardBugs;
import dev.faultline.examples.payments.Payments;
import dev.faultline.examples.quorumregister.QuorumRegisterScenario;
import dev.faultline.examples.resilience4j.Resilience4j;
import dev.faultline.examples.wal.LogWorld;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.explore.why.Explainer;
import dev.faultline.explore.why.Signature;
import dev.faultline.explore.why.WhyText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the explanation of a finding says by itself names the mistake. */
@Timeout(300)
final class CausesNamedTest {
  private static final ShrinkBudget PLENTY = new ShrinkBudget(1_500, Duration.ofMinutes(3));

  private record Explained(String why, Signature signature) {}

  private static Explained first(Scenario scenario, Map<String, String> settings) {
    CampaignPlan plan = Explore.plan(scenario, settings);
    return explained(plan, new Campaign(plan).run().findings().getFirst());
  }

  private static Explained explained(CampaignPlan plan, Finding finding) {
    Finding small = Shrinker.shrink(plan, finding, PLENTY).after();
    return new Explained(
        String.join("\n", WhyText.of(Explainer.explain(plan, small, PLENTY))),
        Signature.of(plan, small));
  }

  private static Explained payments(String cause) {
    CampaignPlan plan = Explore.plan(new Payments(), Map.of()).withAll(true).withWorlds(200);
    for (Finding each : new Campaign(plan).run().findings()) {
      Finding small = Shrinker.shrink(plan, each, PLENTY).after();
      if (Signature.of(plan, small).text().equals(cause)) {
        return explained(plan, each);
      }
    }
    throw new AssertionError("no finding of '" + cause + "'");
  }

  @Test
  void a_lost_receipt_is_named_and_what_was_charged() {
    assertThat(payments("Receipt from bank to shop is lost").why)
        .containsPattern("order \\d+ was charged 2 times")
        .containsPattern("bank -> shop #\\d+ Receipt\\[order=\\d+]( is lost)?: needed");
  }

  @Test
  void a_late_one_is_named_with_what_is_slow() {
    assertThat(payments("something is late").why)
        .containsPattern("order \\d+ was charged 2 times")
        .containsPattern("(pause|link-delay|slow) .*: needed, nothing is violated");
  }

  @Test
  void a_repeated_charge_is_named() {
    assertThat(payments("Charge from shop to bank is duplicated").why)
        .containsPattern("Charge\\[order=\\d+] is duplicated: needed");
  }

  @Test
  void each_mistake_of_the_register_has_its_own_signature() {
    Signature noWriteBack = register("no-write-back");
    Signature smallQuorum = register("small-quorum");
    Signature wallClock = register("wall-clock");

    // A read that is answered without writing back what it read.
    assertThat(noWriteBack.step()).contains("Query", "Held", "Done").doesNotContain("Hold ");
    // A read that nobody else was asked for.
    assertThat(smallQuorum.step())
        .contains("Request of Read", "Done")
        .doesNotContain("from replica to replica");
    assertThat(wallClock.text()).contains("wrong clock of replica");
    // A read of what a quorum holds ends alike, whatever was wrong with the write.
    assertThat(List.of(noWriteBack.text(), smallQuorum.text(), wallClock.text()))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_read_of_nodes_that_had_not_heard_of_a_write_is_named() {
    assertThat(first(new QuorumRegisterScenario(), Map.of("mistake", "small-quorum")).why)
        .containsPattern("calls write \\d+ \\(\\d+\\): replica-\\d\n")
        .containsPattern("calls read \\(\\d+\\): replica-\\d; none of them had heard of ");
  }

  private static Signature register(String mistake) {
    Explained explained = first(new QuorumRegisterScenario(), Map.of("mistake", mistake));
    // The client has the name that it has in the story.
    assertThat(explained.why).containsPattern("of client-[123]\\b");
    assertThat(explained.why).doesNotContain("of client ");
    return explained.signature;
  }

  @Test
  void what_a_crash_took_from_a_disk_is_named() {
    assertThat(first(new LogWorld(), Map.of("mistake", "rename-before-sync")).why)
        .contains("its disk loses append /snapshot.tmp");
  }

  @Test
  void two_holders_of_one_lease_are_named_with_their_terms() {
    assertThat(first(new GuardBugs(), Map.of("bug", "lease")).why)
        .containsPattern(
            "both hold it: first term 3 for [\\d.]+ s more, second term 2 for [\\d.]+ s more");
  }

  @Test
  void a_member_that_is_dead_for_the_others_is_named_with_what_it_needs() {
    assertThat(first(new GuardBugs(), Map.of("bug", "rejoin")).why)
        .contains("member-1 takes member-5 for dead")
        .containsPattern(
            "state that nodes report:\\n" + "  member-1: takes member-5 for dead, since [\\d.]+s\n")
        .containsPattern("the program's own fault: crash node=member-5 for=25s");
  }

  @Test
  void a_clock_set_back_is_named_and_what_would_have_happened() {
    assertThat(first(new Resilience4j(), Map.of()).why)
        .containsPattern("clock-jump node=caller by=-[\\d.]+s: needed")
        .contains("the breaker opened");
  }
}

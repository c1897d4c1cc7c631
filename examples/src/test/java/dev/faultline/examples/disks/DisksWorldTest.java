package dev.faultline.examples.disks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.DiskTrouble;
import dev.faultline.examples.Explore;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.CampaignResult.FaultCount;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.adversary.FaultRates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DisksWorldTest {
  private static FaultKind kind(DiskTrouble trouble) {
    return Arrays.stream(FaultKind.values())
        .filter(kind -> kind.trouble() == trouble)
        .findFirst()
        .orElseThrow();
  }

  /** A campaign in which nothing strikes but faults of these kinds. */
  private static CampaignPlan plan(String program, DiskTrouble trouble, List<FaultKind> kinds) {
    CampaignPlan plan =
        Explore.plan(
            new DisksWorld(), Map.of("program", program, "trouble", DisksWorld.text(trouble)));
    FaultRates rates = plan.mix().rates();
    FaultMix mix =
        plan.mix().withKinds(kinds).withRates(new FaultRates(0, 0, 0, rates.faultInterval()));
    return plan.withMix(mix).withWorlds(600);
  }

  /** With the crash that some need to show. */
  private static List<FaultKind> needed(DiskTrouble trouble) {
    List<FaultKind> kinds = new ArrayList<>(List.of(kind(trouble)));
    if (trouble == DiskTrouble.STALE_WRITE || trouble == DiskTrouble.FULL_AT_SYNC) {
      kinds.add(FaultKind.CRASH);
    }
    return kinds;
  }

  /** Which program it costs something. */
  private static String wrong(DiskTrouble trouble) {
    return switch (trouble) {
      case SLOW, HANG -> "impatient";
      case READ_ERROR,
          WRITE_ERROR,
          SHORT_TRANSFER,
          FULL,
          BIT_ROT,
          LATENT_ERROR,
          LOST_WRITE,
          MISDIRECTED_WRITE,
          READ_ONLY,
          FULL_AT_SYNC,
          FLIPPED_READ,
          STALE_WRITE ->
          "naive";
    };
  }

  @ParameterizedTest
  @EnumSource(DiskTrouble.class)
  void each_trouble_breaks_what_a_program_promised_that_did_not_think_of_it(DiskTrouble trouble) {
    CampaignResult result = new Campaign(plan(wrong(trouble), trouble, needed(trouble))).run();

    assertThat(result.findings()).isNotEmpty();
    assertThat(result.leak()).isNull();
  }

  @ParameterizedTest
  @EnumSource(DiskTrouble.class)
  void the_careful_program_holds(DiskTrouble trouble) {
    CampaignResult result =
        new Campaign(plan("careful", trouble, needed(trouble)).withWorlds(100)).run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.faults())
        .filteredOn(count -> count.times() > 0)
        .extracting(FaultCount::kind)
        .contains("disk " + DisksWorld.text(trouble).replace('-', ' '));
  }

  @Test
  void crashes_alone_cost_the_naive_program_nothing() {
    CampaignResult result =
        new Campaign(plan("naive", DiskTrouble.STALE_WRITE, List.of(FaultKind.CRASH))).run();

    assertThat(result.findings()).isEmpty();
  }

  @Test
  void patience_lasts_as_long_as_nothing_goes_wrong() {
    CampaignResult result =
        new Campaign(plan("impatient", DiskTrouble.HANG, List.of()).withWorlds(200)).run();

    assertThat(result.findings()).isEmpty();
  }

  @Test
  void the_careful_program_holds_whatever_goes_wrong_at_once() {
    CampaignResult result =
        new Campaign(Explore.plan(new DisksWorld(), Map.of()).withWorlds(200)).run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.leak()).isNull();
    assertThat(result.inconclusiveWorlds()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLIPPED_READ", "FULL_AT_SYNC"})
  void it_is_shrunk_to_the_faults_that_it_needs(DiskTrouble trouble) {
    Shrunk shrunk = Explore.shrunk(plan(wrong(trouble), trouble, needed(trouble)));

    assertThat(shrunk.after().faults())
        .extracting(began -> FaultKind.of(began.fault()))
        .containsExactlyElementsOf(needed(trouble));
  }
}

package dev.faultline.bench.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Issue 11, item 13: the default campaign finds every planted bug and lets the mended twins be. */
final class BankTest {
  private static final int MENDED_WORLDS = 12;

  static Stream<Arguments> programs() {
    return Bank.bugs().stream()
        .flatMap(bug ->
            Stream.of(Planted.Style.values()).map(style -> Arguments.of(bug.name(), style, bug)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("programs")
  void the_default_campaign_finds_it(String name, Planted.Style style, Planted bug) {
    CampaignResult result = new Campaign(BankScenario.plan(name, bug.broken(style), 1)).run();
    assertThat(result.leak()).isNull();
    assertThat(result.findings())
        .as("%s, planted in %s, in %d worlds", name, style, result.worlds())
        .isNotEmpty();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("programs")
  void nothing_is_found_in_its_mended_twin(String name, Planted.Style style, Planted bug) {
    CampaignPlan plan = BankScenario.plan(name, bug.mended(style), 7_778).withWorlds(MENDED_WORLDS);
    CampaignResult result = new Campaign(plan).run();
    assertThat(result.leak()).isNull();
    assertThat(result.inconclusiveWorlds()).isZero();
    assertThat(result.findings()).as("%s, mended in %s", name, style).isEmpty();
  }

  @Test
  void the_bank_has_at_least_forty_kinds_and_each_names_its_source() {
    List<Planted> bugs = Bank.bugs();
    assertThat(bugs).hasSizeGreaterThanOrEqualTo(40);
    assertThat(bugs).extracting(Planted::name).doesNotHaveDuplicates();
    assertThat(bugs).allSatisfy(bug -> assertThat(bug.source()).hasSizeGreaterThan(10));
  }
}

package dev.faultline.check.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import dev.faultline.check.txn.Isolation;
import dev.faultline.check.txn.TxnLevel;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No level in name only: each refuses every anomaly that it forbids, and no other. */
class PlantedAnomalyTest {

  private static final Budget BUDGET = Budget.deterministic(5_000_000);

  static Stream<Arguments> plants() {
    return Stream.of(PlantedAnomaly.values())
        .flatMap(anomaly ->
            Stream.of(true, false)
                .filter(anomaly::canBePlanted)
                .map(lists -> Arguments.of(anomaly, lists)));
  }

  @ParameterizedTest(name = "{0}, lists: {1}")
  @MethodSource("plants")
  void an_anomaly_is_found_at_exactly_the_levels_that_forbid_it(
      PlantedAnomaly anomaly, boolean lists) {
    for (long seed = 1; seed <= 2; seed++) {
      var log = small(lists).generate(seed).plant(anomaly, seed);
      for (var level : TxnLevel.values()) {
        var verdict = Isolation.check(log.history(), level, BUDGET);
        String about = anomaly + " at " + level + ", seed " + seed + ": " + verdict.summary();
        assertThat(verdict.isInvalid()).as(about).isEqualTo(anomaly.violates(level, lists));
        assertThat(verdict).as(about).isNotInstanceOf(Verdict.Unknown.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TxnLevel.class)
  void honest_transactions_pass_every_level(TxnLevel level) {
    for (boolean lists : new boolean[] {true, false}) {
      for (long seed = 1; seed <= 2; seed++) {
        var verdict = Isolation.check(small(lists).generate(seed).history(), level, BUDGET);
        assertThat(verdict.isValid())
            .as(level + ", lists " + lists + ", seed " + seed + ": " + verdict.summary())
            .isTrue();
      }
    }
  }

  @Test
  void each_level_has_an_anomaly_that_it_alone_of_its_neighbours_forbids() {
    for (var level : TxnLevel.values()) {
      assertThat(PlantedAnomaly.values()).as(level.name()).anyMatch(a -> a.violates(level, true));
    }
  }

  @Test
  void what_registers_cannot_show_is_refused() {
    var log = small(false).generate(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log.plant(PlantedAnomaly.G0, 1))
        .withMessageContaining("G0 needs lists");
  }

  private static TransactionGenerator small(boolean lists) {
    return new TransactionGenerator(lists, 40, 3, 3, 4, 8, 0.05, 0);
  }
}

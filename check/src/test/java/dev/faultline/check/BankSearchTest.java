package dev.faultline.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.OutOfBudgetException;
import dev.faultline.check.engine.Polling;
import dev.faultline.check.generate.BankGenerator;
import dev.faultline.check.model.BankOp;
import dev.faultline.check.model.Models;
import dev.faultline.core.history.History;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Banks with many clients: only the sets of transfers between reads matter, not their orders. */
class BankSearchTest {

  /** Five thousand operations need no more configurations than this. */
  private static final Budget BUDGET = Budget.deterministic(200_000);

  private static final int HISTORIES = Integer.getInteger("faultline.check.histories", 10_000);

  @Test
  void five_thousand_operations_of_thirty_clients_are_decided() {
    var bank = new BankGenerator(5_000, 30, 8, 12, 5, 0, 0);
    var history = bank.generate(1);
    var verdict = Linearizability.check(history, Models.bank(bank.initial()), BUDGET);
    assertThat(verdict.word()).isEqualTo("valid");
    assertOrdered(verdict, history, Models.bank(bank.initial()));
  }

  @Test
  void statistics_name_the_algorithm_and_its_tables_count_against_the_memory() {
    var bank = new BankGenerator(5_000, 30, 8, 12, 5, 0, 0);
    var spec = Models.bank(bank.initial());
    var history = bank.generate(1);
    assertThat(Linearizability.check(history, spec, BUDGET).statistics().algorithm())
        .isEqualTo("sets of transfers between reads, without search");
    var meter = new Meter(BUDGET.withMemory(50_000));
    assertThatThrownBy(
            () -> Polling.under(meter, () -> Linearizability.check(history, spec, BUDGET)))
        .isInstanceOf(OutOfBudgetException.class)
        .hasMessageContaining("need more than");
  }

  @Test
  void also_where_nobody_told_the_first_balances() {
    var history = new BankGenerator(5_000, 30, 8, 12, 5, 0, 0).generate(2);
    var spec = Models.bank(OptionalLong.of(96));
    var verdict = Linearizability.check(history, spec, BUDGET);
    assertThat(verdict.word()).isEqualTo("valid");
    assertOrdered(verdict, history, spec);
  }

  @Test
  void small_banks_agree_with_brute_force() {
    long base = new Random().nextLong();
    int valid = 0;
    for (int i = 0; i < HISTORIES; i++) {
      var shape = new Random(base + i);
      var bank =
          new BankGenerator(
              2 + shape.nextInt(8),
              1 + shape.nextInt(5),
              2 + shape.nextInt(2),
              1 + shape.nextInt(3),
              1 + shape.nextInt(2),
              shape.nextInt(3) * 0.2,
              shape.nextInt(3) * 0.2);
      var history = bank.generate(base + i);
      boolean told = shape.nextBoolean();
      valid +=
          told
              ? agree(history, Models.bank(bank.initial()), base + i)
              : agree(history, Models.bank(OptionalLong.empty()), base + i);
    }
    assertThat(valid).isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
  }

  /**
   * With many reads at once two orders of the same operations begin with different balances, where
   * nobody told those; seeds 2820 and 3825 need the one that is met second.
   */
  @Test
  void honest_banks_whose_first_balances_nobody_told_are_never_refuted() {
    for (long seed = 2_700; seed < 3_900; seed++) {
      var shape = new Random(seed);
      var bank =
          new BankGenerator(
              8 + shape.nextInt(30),
              3 + shape.nextInt(10),
              2 + shape.nextInt(2),
              3 + shape.nextInt(3),
              1 + shape.nextInt(2),
              shape.nextInt(2) * 0.1,
              0);
      var spec = Models.bank(OptionalLong.empty());
      var verdict = Linearizability.check(bank.generate(seed), spec, BUDGET);
      assertThat(verdict.isInvalid()).as("seed " + seed).isFalse();
    }
  }

  private static <S> int agree(
      History<BankOp, Object> history, Spec<S, BankOp, Object> spec, long seed) {
    boolean expected = BruteForce.linearizable(history, spec);
    var verdict = Linearizability.check(history, spec, Budget.deterministic(Long.MAX_VALUE));
    assertThat(verdict.isValid()).as("seed " + seed + " " + history).isEqualTo(expected);
    if (expected) {
      assertOrdered(verdict, history, spec);
    }
    return expected ? 1 : 0;
  }

  private static <S> void assertOrdered(
      Verdict verdict, History<BankOp, Object> history, Spec<S, BankOp, Object> spec) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Valid.class,
            valid ->
                assertThat(
                        Replayer.confirms(
                            ((Witness.Order) valid.witness()).operations(), history, spec))
                    .isTrue());
  }
}

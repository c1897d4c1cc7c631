package dev.faultline.check.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import org.junit.jupiter.api.Test;

/** What does not fit into the budget is unknown, and is not even built. */
class PolygraphMemoryTest {

  private static final Budget BUDGET = Budget.deterministic(1_000_000).withMemory(8L << 20);

  @Test
  void many_events_need_a_table_that_grows_with_their_square() {
    assertUnknown(overwrites(20_000, 20_000));
  }

  @Test
  void many_writers_of_one_key_need_a_choice_for_each_two() {
    assertUnknown(overwrites(2_000, 1));
    assertThat(check(overwrites(100, 1)).isValid()).isTrue();
  }

  private static void assertUnknown(TxnHistory history) {
    assertThat(check(history)).isInstanceOf(Verdict.Unknown.class);
    assertThat(check(history).summary()).contains("more than 8 MB");
  }

  private static Verdict check(TxnHistory history) {
    return Isolation.check(history, TxnLevel.SERIALIZABLE, BUDGET);
  }

  private static TxnHistory overwrites(int transactions, int keys) {
    var builder = new TxnHistory.Builder();
    for (int t = 0; t < transactions; t++) {
      builder.transaction(0, true, false, 2L * t, 2L * t + 1, t + 1);
      builder.write(t % keys, t);
    }
    return builder.build();
  }
}

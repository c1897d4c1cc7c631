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

  @Test
  void the_order_in_which_writers_returned_needs_no_table() {
    var builder = new TxnHistory.Builder();
    addOverwrites(builder, 20_000, 20_000);
    assertThat(check(builder.build()).isValid()).isTrue();
  }

  /** Two writers of one key took effect against the order in which they returned. */
  private static TxnHistory overwrites(int transactions, int keys) {
    var builder = new TxnHistory.Builder();
    addOverwrites(builder, transactions, keys);
    long end = 2L * transactions;
    builder.transaction(1, true, false, end, end + 5, transactions);
    builder.write("late", 1);
    builder.write("witness", 1);
    builder.transaction(2, true, false, end + 1, end + 2, transactions + 1);
    builder.write("late", 2);
    builder.transaction(3, true, false, end + 3, end + 6, transactions + 2);
    builder.read("late", 2);
    builder.read("witness", 1);
    return builder.build();
  }

  private static void addOverwrites(TxnHistory.Builder builder, int transactions, int keys) {
    for (int t = 0; t < transactions; t++) {
      builder.transaction(0, true, false, 2L * t, 2L * t + 1, t + 1);
      builder.write(t % keys, t);
    }
  }
}

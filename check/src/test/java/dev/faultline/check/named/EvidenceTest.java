package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Verdict;
import dev.faultline.check.generate.PlantedAnomaly;
import dev.faultline.check.generate.TransactionGenerator;
import dev.faultline.check.txn.Anomaly;
import dev.faultline.check.txn.Isolation;
import dev.faultline.check.txn.TxnLevel;
import org.junit.jupiter.api.Test;

/** Issue 12: evidence that a person believes. */
class EvidenceTest {

  private static final Budget BUDGET = Budget.deterministic(1_000_000);

  /** Each in turn; the client is the number of the transaction unless one is given. */
  private static String after(String... transactions) {
    var log = new StringBuilder();
    for (int i = 0; i < transactions.length; i++) {
      String one = transactions[i];
      int client = one.startsWith("A") ? 0 : i + 1;
      String value = one.replace("A", "");
      log.append(client + " invoke txn " + value + "\n" + client + " ok txn " + value + "\n");
    }
    return log.toString();
  }

  private static String concurrent(String... transactions) {
    var calls = new StringBuilder();
    var returns = new StringBuilder();
    for (int i = 0; i < transactions.length; i++) {
      calls.append(i + " invoke txn " + transactions[i] + "\n");
      returns.append(i + " ok txn " + transactions[i] + "\n");
    }
    return calls.append(returns).toString();
  }

  private static Anomaly worst(String log, String model, String level) {
    var verdict = Logs.check(log, model, level);
    assertThat(verdict).isInstanceOf(Verdict.Invalid.class);
    return ((Evidence.Forbidden) ((Verdict.Invalid) verdict).evidence()).anomalies().getFirst();
  }

  private static String[] between(String first, String last, String every) {
    var transactions = new String[14];
    transactions[0] = first;
    for (int i = 1; i < 13; i++) {
      transactions[i] = every.replace("N", "" + (i + 1));
    }
    transactions[13] = last;
    return transactions;
  }

  @Test
  void an_incompatible_order_shows_where_two_lists_differ() {
    String log =
        after(
            "[[:append x 1] [:append x 2] [:append x 3]]",
            "[[:append x 4] [:append x 5] [:append x 6] [:append x 7] [:append x 8]]",
            "[[:r x [1 2 3 4 5 6 7 8]]]",
            "[[:r x [1 2 3 4 6 5]]]");
    var order = worst(log, "list-append", "serializable");
    assertThat(order.name()).isEqualTo("incompatible order");
    assertThat(order.transactions()).containsExactly(3, 2);
    assertThat(order.explanation())
        .contains("place 5 of [… 2 3 4 <6> 5]")
        .contains("but of [… 2 3 4 <5> 6 7 8] in T2");
  }

  @Test
  void real_time_is_one_step_however_many_transactions_are_between() {
    String log = after(between("[[:append a 1] [:append b 1]]", "[[:r a []]]", "[[:append b N]]"));
    var stale = worst(log, "list-append", "strict-serializable");
    assertThat(stale.name()).isEqualTo("G-single-realtime");
    assertThat(stale.steps()).containsExactlyInAnyOrder("rw", "real time");
    assertThat(stale.explanation())
        .contains("T13 read a without 1, which T0 appended", "T0 returned before T13 was called");
  }

  @Test
  void the_order_of_a_client_is_one_step_however_many_transactions_are_between() {
    String log = after(between("A[[:append a 1]]", "A[[:r a []]]", "A[[:append b N]]"));
    var stale = worst(log, "list-append", "strong-session-serializable");
    assertThat(stale.steps()).containsExactlyInAnyOrder("rw", "session");
  }

  @Test
  void whoever_misses_a_write_misses_all_that_come_after_it() {
    String log =
        concurrent(
            "[[:append x 1]]",
            "[[:append x 2]]",
            "[[:append x 3] [:append y 1]]",
            "[[:r x []] [:r y [1]]]",
            "[[:r x [1 2 3]]]");
    var single = worst(log, "list-append", "snapshot-isolation");
    assertThat(single.name()).isEqualTo("G-single");
    assertThat(single.steps()).containsExactlyInAnyOrder("rw", "wr");
  }

  @Test
  void an_update_is_lost_only_where_one_is() {
    String none =
        concurrent("[[:append x 1] [:append y 1]]", "[[:append x 2] [:r y []]]", "[[:r x [1 2]]]");
    var single = worst(none, "list-append", "snapshot-isolation");
    assertThat(single.name()).isEqualTo("G-single");
    assertThat(single.explanation())
        .contains("T1 read y without 1, which T0 appended")
        .contains("T0 appended 1 to x before T1 appended 2");
    String one = concurrent("[[:append x 1]]", "[[:r x []] [:append x 2]]", "[[:r x [1 2]]]");
    assertThat(worst(one, "list-append", "snapshot-isolation").name()).isEqualTo("lost update");
  }

  @Test
  void registers_without_an_order_are_shown_as_the_few_that_matter() {
    for (long seed = 1; seed <= 3; seed++) {
      var history =
          new TransactionGenerator(false, 400, 4, 5, 100, 32, 0, 0)
              .generate(seed)
              .plant(PlantedAnomaly.STALE_READ, seed)
              .history();
      var verdict =
          Isolation.check(history, TxnLevel.STRICT_SERIALIZABLE, Budget.deterministic(5_000_000));
      var evidence = (Evidence.Forbidden) ((Verdict.Invalid) verdict).evidence();
      assertThat(evidence.anomalies().getFirst().transactions())
          .as("seed " + seed + ": " + verdict.summary())
          .hasSizeLessThanOrEqualTo(6);
    }
  }

  @Test
  void a_message_says_which_state_stands_in_the_way() {
    String log = Logs.sequence("0 write 1 -> 1\n1 read -> 9");
    assertThat(Logs.check(log, "register", "linearizable").summary())
        .contains("read -> ok 9 of client 1: cannot read 9 from 1");
    String cas = Logs.sequence("0 write 1 -> 1\n0 cas [2 3] -> [2 3]");
    assertThat(Logs.check(cas, "cas-register", "linearizable").summary())
        .contains("cas from 2 cannot succeed on 1");
  }

  @Test
  void a_value_that_nobody_knows_to_be_written_is_not_what_stands_in_the_way() {
    String log =
        """
        0 invoke write 8
        0 ok write 8
        1 invoke write 5
        1 info write 5
        2 invoke read
        2 ok read 0
        """;
    assertThat(Logs.check(log, "register", "linearizable").summary())
        .contains("cannot read 0 from 8");
  }

  @Test
  void places_are_lines_of_the_file() throws Exception {
    String log =
        "; a header\n{:type :info, :process :nemesis, :f :start, :value nil, :index 0}\n"
            + "{:type :invoke, :process 3, :f :write, :value 5}\n"
            + "{:type :info, :process 3, :f :write, :value 5}\n"
            + "{:type :invoke, :process 1, :f :read, :value nil}\n"
            + "{:type :ok, :process 1, :f :read, :value 9}\n";
    var result =
        NamedCheck.of("register", "linearizable")
            .check(Logs.read(log), Budget.deterministic(100_000));
    assertThat(result.verdict().summary())
        .contains("read -> ok 9 of client 1", "called in line 5, returned in line 6")
        .doesNotContain("called at");
  }

  @Test
  void long_values_are_cut_and_what_differs_is_kept() {
    String same = "x".repeat(5_000);
    String log =
        Logs.sequence("0 write \"" + same + "LEFT\" -> nil\n0 read -> \"" + same + "RIGHT\"");
    assertThat(Logs.check(log, "register", "linearizable").summary())
        .hasSizeLessThan(800)
        .contains("xxxRIGHT from …", "xxxLEFT");
  }

  @Test
  void places_are_lines_and_indices_of_the_file() throws Exception {
    String log =
        """
        ; a header
        {:type :info, :process :nemesis, :f :start, :index 0}
        {:type :invoke, :process 0, :f :write, :value 1, :index 1}
        {:type :ok, :process 0, :f :write, :value 1, :index 2}
        {:type :invoke, :process 1, :f :read, :index 3}
        {:type :ok, :process 1, :f :read, :value 9, :index 4}
        """;
    var whole = NamedCheck.of("register", "linearizable").check(Logs.read(log), BUDGET);
    assertThat(whole.verdict().summary())
        .contains("called in line 5 (index 3), returned in line 6 (index 4)")
        .contains("(1 operation with a known outcome and 1 without suffice to show it)");
    assertThat(whole.places()).containsValue(new Place(3, 4, 1, 2));
    assertThat(whole.places()).containsValue(new Place(5, 6, 3, 4));
    var causal = NamedCheck.of("register", "causal").check(Logs.read(log), BUDGET);
    assertThat(causal.verdict().summary())
        .contains("(client 1: read -> ok 9); called in line 5 (index 3)")
        .doesNotContain("nil: ");
  }
}

package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each level refuses what it forbids, and lets pass what only stronger ones forbid. */
class PlantedViolationTest {

  private static final String STALE = "0 write [x 1]\n0 write [x 2]\n1 read [x nil] -> [x 1]";
  private static final String OWN = "0 write [x 1]\n0 read [x nil] -> [x nil]";
  private static final String BACK =
      "0 write [x 1]\n0 write [x 2]\n1 read [x nil] -> [x 2]\n1 read [x nil] -> [x 1]";
  private static final String BACK_OF_TWO =
      "0 write [x 1]\n2 write [x 2]\n1 read [x nil] -> [x 2]\n1 read [x nil] -> [x 1]\n"
          + "1 read [x nil] -> [x 2]";
  private static final String UNORDERED =
      "0 write [x 1]\n0 write [y 1]\n1 read [y nil] -> [y 1]\n1 read [x nil] -> [x nil]";
  private static final String UNFOLLOWED =
      "0 write [x 1]\n1 read [x nil] -> [x 1]\n1 write [y 1]\n"
          + "2 read [y nil] -> [y 1]\n2 read [x nil] -> [x nil]";
  private static final String DISAGREE =
      "0 write [x 1]\n1 write [x 2]\n2 read [x nil] -> [x 1]\n2 read [x nil] -> [x 2]\n"
          + "3 read [x nil] -> [x 2]\n3 read [x nil] -> [x 1]";
  // A client overwrites what it saw, and yet goes on seeing the old one after a stranger's write.
  private static final String MEMORY =
      "0 write [x 1]\n0 write [y 1]\n1 write [x 2]\n1 read [y nil] -> [y 1]\n"
          + "1 read [x nil] -> [x 2]\n1 read [x nil] -> [x 1]\n1 read [x nil] -> [x 2]";

  static Stream<Arguments> registers() {
    return Stream.of(
        Arguments.of("linearizable", STALE, "sequential"),
        Arguments.of("sequential", DISAGREE, "causal-memory"),
        Arguments.of("causal-convergence", DISAGREE, "causal"),
        Arguments.of("causal", UNFOLLOWED, "pram"),
        Arguments.of("causal-memory", MEMORY, "read-your-writes"),
        Arguments.of("pram", UNORDERED, "read-your-writes"),
        Arguments.of("read-your-writes", OWN, "monotonic-writes"),
        Arguments.of("monotonic-reads", BACK_OF_TWO, "read-your-writes"),
        Arguments.of("monotonic-writes", BACK, "monotonic-reads"),
        Arguments.of("writes-follow-reads", UNFOLLOWED, "monotonic-writes"));
  }

  @ParameterizedTest(name = "{0} but not {2}")
  @MethodSource("registers")
  void a_level_is_violated_where_a_weaker_one_holds(String level, String log, String holds) {
    String history = Logs.sequence(log);
    assertThat(Logs.check(history, "multi-register", level).word()).isEqualTo("invalid");
    assertThat(Logs.check(history, "multi-register", holds).word()).isEqualTo("valid");
  }

  @Test
  void replicas_that_end_apart_are_not_eventually_consistent() {
    String apart = Logs.sequence("0 write 1\n1 write 2\n0 read nil -> 1\n1 read nil -> 2");
    String agreed = Logs.sequence("0 write 1\n1 write 2\n0 read nil -> 1\n1 read nil -> 1");
    assertThat(Logs.check(apart, "register", "eventual").word()).isEqualTo("invalid");
    assertThat(Logs.check(agreed, "register", "eventual").word()).isEqualTo("valid");
  }

  @Test
  void a_lost_update_is_not_eventually_consistent() {
    String lost = Logs.sequence("0 add 1\n1 add 1\n0 read nil -> 1");
    assertThat(Logs.check(lost, "counter", "eventual").word()).isEqualTo("invalid");
  }

  @Test
  void a_read_that_no_subset_of_updates_explains_is_not_strongly_eventual() {
    String impossible = Logs.sequence("0 add 2\n1 read nil -> 1\n0 add 2\n1 read nil -> 4");
    assertThat(Logs.check(impossible, "counter", "eventual").word()).isEqualTo("valid");
    assertThat(Logs.check(impossible, "counter", "strong-eventual").word()).isEqualTo("invalid");
  }

  // Transactions, all concurrent unless they come one after another.
  private static final String G0 =
      "[[:append x 1] [:append y 1]]; [[:append x 2] [:append y 2]]; [[:r x [1 2]]]; [[:r y [2 1]]]";
  private static final String G1C = "[[:append x 1] [:r y [1]]]; [[:append y 1] [:r x [1]]]";
  private static final String FRACTURED = "[[:append x 1] [:append y 1]]; [[:r x [1]] [:r y []]]";
  private static final String CAUSALITY =
      "[[:append x 1]]; [[:r x [1]] [:append y 1]]; [[:r y [1]] [:r x []]]";
  private static final String LOST_UPDATE =
      "[[:r x []] [:append x 1]]; [[:r x []] [:append x 2]]; [[:r x [1 2]]]";
  private static final String LONG_FORK =
      "[[:append x 1]]; [[:append y 1]]; [[:r x [1]] [:r y []]]; [[:r x []] [:r y [1]]]";
  private static final String WRITE_SKEW = "[[:r x []] [:append y 1]]; [[:r y []] [:append x 1]]";

  static Stream<Arguments> transactions() {
    return Stream.of(
        Arguments.of("read-uncommitted", G0, null),
        Arguments.of("read-committed", G1C, "read-uncommitted"),
        Arguments.of("read-atomic", FRACTURED, "read-committed"),
        Arguments.of("causal", CAUSALITY, "read-atomic"),
        Arguments.of("parallel-snapshot-isolation", LOST_UPDATE, "causal"),
        Arguments.of("strong-session-parallel-snapshot-isolation", LOST_UPDATE, "prefix"),
        Arguments.of("prefix", LONG_FORK, "parallel-snapshot-isolation"),
        Arguments.of("strong-session-prefix", LONG_FORK, "parallel-snapshot-isolation"),
        Arguments.of("snapshot-isolation", LOST_UPDATE, "prefix"),
        Arguments.of("snapshot-isolation", LONG_FORK, "parallel-snapshot-isolation"),
        Arguments.of("serializable", WRITE_SKEW, "snapshot-isolation"),
        Arguments.of("strict-serializable", WRITE_SKEW, "strong-snapshot-isolation"));
  }

  @ParameterizedTest(name = "{0} but not {2}")
  @MethodSource("transactions")
  void an_isolation_level_is_violated_where_a_weaker_one_holds(
      String level, String transactions, @Nullable String holds) {
    String log = concurrent(transactions);
    assertThat(Logs.check(log, "list-append", level).word()).isEqualTo("invalid");
    if (holds != null) {
      assertThat(Logs.check(log, "list-append", holds).word()).isEqualTo("valid");
    }
  }

  @ParameterizedTest
  @MethodSource("anomalies")
  void an_anomaly_has_its_name(String name, String transactions) {
    assertThat(Logs.check(concurrent(transactions), "list-append", "serializable").summary())
        .contains(name + ":");
  }

  static Stream<Arguments> anomalies() {
    return Stream.of(
        Arguments.of("G0", G0),
        Arguments.of("G1c", G1C),
        Arguments.of("G-single", CAUSALITY),
        Arguments.of("lost update", LOST_UPDATE),
        Arguments.of("long fork", LONG_FORK),
        Arguments.of("write skew", WRITE_SKEW));
  }

  @Test
  void a_session_that_forgets_its_own_commit_violates_the_session_variants_only() {
    String log =
        "0 invoke txn [[:append x 1]]\n0 ok txn [[:append x 1]]\n"
            + "0 invoke txn [[:r x nil]]\n0 ok txn [[:r x []]]\n"
            + "1 invoke txn [[:r x nil]]\n1 ok txn [[:r x [1]]]";
    for (String level : List.of("snapshot-isolation", "serializable", "prefix")) {
      assertThat(Logs.check(log, "list-append", level).word()).isEqualTo("valid");
      assertThat(Logs.check(log, "list-append", "strong-session-" + level).word())
          .isEqualTo("invalid");
    }
    assertThat(Logs.check(log, "list-append", "strong-snapshot-isolation").word())
        .isEqualTo("invalid");
  }

  @Test
  void a_stale_read_by_another_client_violates_real_time_only() {
    String log =
        "0 invoke txn [[:append x 1]]\n0 ok txn [[:append x 1]]\n"
            + "1 invoke txn [[:r x nil]]\n1 ok txn [[:r x []]]";
    assertThat(Logs.check(log, "list-append", "strong-session-serializable").word())
        .isEqualTo("valid");
    assertThat(Logs.check(log, "list-append", "strict-serializable").word()).isEqualTo("invalid");
  }

  @Test
  void aborted_and_intermediate_reads_are_refused_from_read_committed_on() {
    String aborted =
        "0 invoke txn [[:append x 1]]\n0 fail txn [[:append x 1]]\n"
            + "1 invoke txn [[:r x nil]]\n1 ok txn [[:r x [1]]]";
    String intermediate = concurrent("[[:append x 1] [:append x 2]]; [[:r x [1]]]");
    assertThat(Logs.check(aborted, "list-append", "read-committed").summary()).contains("G1a");
    assertThat(Logs.check(intermediate, "list-append", "read-committed").summary()).contains("G1b");
    assertThat(Logs.check(aborted, "list-append", "read-uncommitted").word()).isEqualTo("valid");
  }

  @Test
  void an_unsupported_pair_is_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamedCheck.of("queue", "causal"))
        .withMessageContaining("queue has no level causal; it has linearizable");
  }

  private static String concurrent(String transactions) {
    var calls = new StringBuilder();
    var returns = new StringBuilder();
    int client = 0;
    for (String one : transactions.split("; ")) {
      calls.append(client + " invoke txn " + one + "\n");
      returns.append(client++ + " ok txn " + one + "\n");
    }
    return calls.append(returns).toString();
  }
}

package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Issue 12: what operations mean, where Jepsen, Knossos and Elle say it. */
class MeaningsTest {

  static Stream<Arguments> registers() {
    return Stream.of(
        Arguments.of(
            "a cas that answered false did nothing",
            "0 write 1 -> 1\n0 cas [5 2] -> false\n0 read -> 1",
            "valid"),
        Arguments.of(
            "a cas cannot answer false where the value matches",
            "0 write 1 -> 1\n0 cas [1 2] -> false\n0 read -> 1",
            "invalid"),
        Arguments.of(
            "a cas may answer true", "0 write 1 -> 1\n0 cas [1 2] -> true\n0 read -> 2", "valid"),
        Arguments.of(
            "a cas may repeat its values",
            "0 write 1 -> 1\n0 cas [1 2] -> [1 2]\n0 read -> 2",
            "valid"),
        Arguments.of(
            "the completion says what a cas wrote",
            "0 write 1 -> 1\n0 cas [1 2] -> [1 3]\n0 read -> 3",
            "valid"),
        Arguments.of(
            "the completion says what was written", "0 write 1 -> 2\n0 read -> 2", "valid"),
        Arguments.of("and nothing else was", "0 write 1 -> 2\n0 read -> 1", "invalid"),
        Arguments.of("unless it says nothing", "0 write 1 -> nil\n0 read -> 1", "valid"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("registers")
  void completions_of_registers_count(String rule, String log, String verdict) {
    assertThat(Logs.check(Logs.sequence(log), "cas-register", "linearizable").word())
        .as(rule)
        .isEqualTo(verdict);
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("set", "0 add 1 -> 1\n1 read -> [1 1]", "invalid"),
        Arguments.of("set", "0 add 1 -> 1\n1 read -> [1]", "valid"),
        Arguments.of("set", "0 add 1 -> 1\n0 add 2 -> 2\n1 read -> [2 1]", "valid"),
        Arguments.of("mutex", "0 acquire -> nil\n5 release -> nil\n1 acquire -> nil", "valid"),
        Arguments.of("mutex", "0 acquire -> nil\n1 acquire -> nil", "invalid"),
        Arguments.of("mutex", "0 release -> nil", "invalid"),
        Arguments.of("owned-mutex", "0 acquire -> nil\n5 release -> nil", "invalid"),
        Arguments.of("owned-mutex", "0 acquire a -> nil\n5 release a -> nil", "valid"));
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @MethodSource("others")
  void sets_and_locks_mean_what_they_mean_in_jepsen(String model, String log, String verdict) {
    assertThat(Logs.check(Logs.sequence(log), model, "linearizable").word()).isEqualTo(verdict);
  }

  static Stream<Arguments> transactions() {
    String future = "0 txn [[:r x 1] [:w x 1]] -> [[:r x 1] [:w x 1]]";
    String futureOfList = "0 txn [[:r x [1]] [:append x 1]] -> [[:r x [1]] [:append x 1]]";
    String notOwn =
        "0 invoke txn [[:w x 1] [:r x nil]]\n1 invoke txn [[:w x 2]]\n"
            + "0 ok txn [[:w x 1] [:r x 2]]\n1 ok txn [[:w x 2]]";
    String ownInTheMiddle =
        "0 invoke txn [[:append x 1] [:append x 2] [:append x 4]]\n"
            + "1 invoke txn [[:append x 3] [:r x nil]]\n"
            + "0 ok txn [[:append x 1] [:append x 2] [:append x 4]]\n"
            + "1 ok txn [[:append x 3] [:r x [1 2 3 4]]]";
    return Stream.of(
        Arguments.of("rw-register", "read-committed", Logs.sequence(future), "invalid"),
        Arguments.of("list-append", "read-committed", Logs.sequence(futureOfList), "invalid"),
        Arguments.of("list-append", "read-uncommitted", Logs.sequence(futureOfList), "valid"),
        Arguments.of("rw-register", "read-committed", notOwn, "invalid"),
        Arguments.of("rw-register", "read-uncommitted", notOwn, "invalid"),
        Arguments.of("list-append", "read-uncommitted", ownInTheMiddle, "invalid"));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("transactions")
  void the_definitions_hold_inside_transactions_too(
      String model, String level, String log, String verdict) {
    assertThat(Logs.check(log, model, level).word()).isEqualTo(verdict);
  }
}

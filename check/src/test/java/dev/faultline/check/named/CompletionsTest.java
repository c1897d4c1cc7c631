package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.faultline.check.Budget;
import dev.faultline.check.read.MalformedHistoryException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What completions say, and keys of all kinds: understood or refused, never passed by. */
class CompletionsTest {

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments("counter", "0 read -> []", "malformed"),
        arguments("counter", "0 add-and-get [] -> []", "malformed"),
        arguments("counter", "0 add 3\n0 read -> [1 2 3]", "malformed"),
        arguments("counter", "0 add-and-get [3 nil] -> [3 3]", "valid"),
        arguments("counter", "0 add-and-get [3 nil] -> [4 3]", "malformed"),
        arguments("counter", "0 add 3 -> false", "malformed"),
        arguments("counter", "0 add 3 -> 5\n0 read -> 3", "malformed"),
        arguments("counter", "0 add 3 -> true\n0 read -> 3", "valid"),
        arguments("set", "0 add 1 -> [7 8]\n0 read -> [1]", "malformed"),
        arguments("set", "0 add 1 -> #{1 2}\n0 read -> [1]", "valid"),
        arguments("set", "0 remove 1 -> []", "valid"),
        arguments("queue", "0 enqueue [1 2] -> [1 3]\n0 dequeue -> [1 2]", "malformed"),
        arguments("counter", "0 add 9223372036854775807\n0 add 1\n0 read -> 0", "malformed"),
        arguments("set", "0 contains 1 -> []", "malformed"),
        arguments("set", "0 contains 1 -> nil", "malformed"),
        arguments("set", "0 contains [1 nil] -> [2 true]", "malformed"),
        arguments("set", "0 add 1\n0 contains [1 nil] -> [1 true]", "valid"),
        arguments("set", "0 add [1 2]\n0 contains [1 2] -> true", "valid"),
        arguments("set", "0 add 1\n0 contains [1 2] -> true", "invalid"),
        arguments("set", "0 add nil -> 5\n0 read -> [5]", "valid"),
        arguments("set", "0 add 1 -> true\n0 read -> [1]", "valid"),
        arguments("set", "0 add 1 -> false\n0 read -> []", "malformed"),
        arguments("set", "0 add 1 -> 2\n0 read -> [2]", "malformed"),
        arguments("queue", "0 enqueue nil -> 5\n0 dequeue -> 5", "valid"),
        arguments("queue", "0 enqueue 1 -> false\n0 dequeue -> nil", "malformed"),
        arguments("append-list", "0 append nil -> 5\n0 read -> [5]", "valid"),
        arguments("append-list", "0 append 5 -> [5]\n0 read -> [5]", "valid"),
        arguments("mutex", "0 acquire\n1 acquire -> false\n0 release", "malformed"),
        arguments(
            "bank", "0 read -> {0 1}\n0 transfer {:from 0 :to 1 :amount 5} -> false", "valid"),
        arguments("bank", "0 read -> {0 9}\n0 transfer {:from 0 :to 1 :amount -5}", "malformed"),
        arguments(
            "bank",
            "0 read -> {0 9 1 0}\n"
                + "0 transfer {:from 0 :to 1 :amount 3} -> {:from 0 :to 1 :amount 5}",
            "malformed"),
        arguments(
            "bank",
            "0 read -> {0 9 1 0}\n0 transfer {:from 0 :to 1 :amount 3} -> [:negative 0]",
            "malformed"),
        arguments("bank", "0 read -> {\"1\" 10, 1 20}", "malformed"),
        arguments(
            "bank",
            "0 read -> {\"01\" 10, 1 10}\n0 transfer {:from 1 :to \"01\" :amount 5}\n"
                + "0 read -> {\"01\" 15, 1 5}",
            "valid"),
        arguments(
            "bank",
            "0 read -> {0 9223372036854775807}\n0 transfer {:from 0 :to 1 :amount 1}",
            "malformed"),
        arguments("register", "0 write true\n0 write false\n0 read -> false", "valid"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void what_a_completion_says_is_understood_or_refused(
      String model, String operations, String expected) throws IOException {
    assertThat(check(model, Logs.edn(Logs.sequence(operations)))).isEqualTo(expected);
  }

  /** Under two keys a store holds two values, if the keys differ in EDN, and else one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          1 | "1" | valid
          1 | 1.0 | valid
          1 | 1M | valid
          :a | ":a" | valid
          a | "a" | valid
          \\a | "a" | valid
          true | "true" | valid
          ##NaN | "NaN" | valid
          [1] | ["1"] | valid
          ["a b"] | ["a" "b"] | valid
          "[1]" | [1] | valid
          "\\"1\\"" | "1" | valid
          #a 1 | "#a 1" | valid
          [nil] | ["nil"] | valid
          {1 2} | #{1 2} | valid
          1 | 1N | invalid
          [1 2] | (1 2) | invalid
          #{1 2} | #{2 1} | invalid
          {:a 1 :b 2} | {:b 2 :a 1} | invalid
          "" | "" | invalid
          """)
  void keys_of_a_store_are_equal_as_in_their_format(String one, String other, String expected)
      throws IOException {
    String log = "";
    for (String event : List.of(":put :key %1$s :value \"v\"", ":get :key %2$s :value %3$s")) {
      log += "{:process 0 :type :invoke :f " + event.formatted(one, other, "nil") + "}\n";
      log += "{:process 0 :type :ok :f " + event.formatted(one, other, "\"\"") + "}\n";
    }
    assertThat(check("kv", log)).isEqualTo(expected);
  }

  private static String check(String model, String log) throws IOException {
    return check(model, "linearizable", log);
  }

  private static String check(String model, String level, String log) throws IOException {
    try {
      return NamedCheck.of(model, level)
          .check(Logs.read(log), Budget.deterministic(1_000_000))
          .verdict()
          .word();
    } catch (MalformedHistoryException e) {
      return "malformed";
    }
  }

  static Stream<Arguments> transactions() {
    return Stream.of(
        arguments("[[:append :x 1] [:append :y 1]]", "[[:append :x 1]]", "malformed"),
        arguments("[[:append :x 1]]", "[[:append :x 1] [:append :y 1]]", "malformed"),
        arguments("[[:append :x 1]]", "[[:append :x 2]]", "malformed"),
        arguments("[[:append :x 1]]", "[[:append :y 1]]", "malformed"),
        arguments("[[:append :x nil]]", "[[:append :x 2]]", "valid"),
        arguments("[[:r :x nil]]", "[[:r :y nil]]", "malformed"),
        arguments("[[:r :x nil]]", "[[:append :x 2]]", "malformed"),
        arguments("[[:r :x]]", "[[:r :x []]]", "valid"),
        arguments("[[:read :x nil]]", "[[:read :x []]]", "valid"),
        arguments("nil", "[[:append :x 1] [:r :x [1]]]", "valid"));
  }

  @ParameterizedTest
  @MethodSource("transactions")
  void a_transaction_ends_with_the_operations_it_was_called_with(
      String called, String ended, String expected) throws IOException {
    String log = Logs.edn("0 invoke txn " + called + "\n0 ok txn " + ended);
    assertThat(check("list-append", "strict-serializable", log)).isEqualTo(expected);
  }

  /** Nobody may pass over what was written or read because it has another name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          :write :args 1 | :write :args 1 | malformed
          :write :vlaue 1 | :write :vlaue 1 | malformed
          :write :value 1 | :write | valid
          :write :value 1 | :write :latency 5 | valid
          :write :value 1 | :write :answer :fine | valid
          :read :wanted 5 | :read :result 7 | malformed
          :read | :read :result 7 | malformed
          :read :wanted 5 | :read :result 7 :value nil | valid
          :read :time 3 :index 4 | :read :time 5 :index 6 :node n1 | valid
          """)
  void an_event_without_a_value_has_nothing_that_may_be_one(
      String called, String ended, String expected) throws IOException {
    String log = "{:process 0 :type :invoke :f " + called + "}\n";
    log += "{:process 0 :type :ok :f " + ended + "}\n";
    assertThat(check("register", log)).isEqualTo(expected);
  }
}

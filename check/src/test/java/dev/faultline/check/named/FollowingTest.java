package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.MalformedHistoryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs that are checked while they are read: what comes after a violation is not even looked at.
 */
class FollowingTest {

  private static final String NOT_READ_ANY_MORE = "{:process :broken\n";

  private static final String LOCKED =
      """
      0 invoke acquire nil
      0 ok acquire 5
      0 invoke release nil
      1 invoke acquire nil
      1 ok acquire 7
      0 ok release nil
      1 invoke release nil
      1 ok release nil
      """;

  private static final String PAID =
      """
      0 invoke read nil
      0 ok read {:a 10 :b 0}
      0 invoke transfer {:from :a :to :b :amount 4}
      1 invoke read nil
      1 ok read {:a 6 :b 4}
      0 ok transfer {:from :a :to :b :amount 4}
      """;

  private static final String APPENDED =
      """
      0 invoke append 1
      0 ok append 1
      1 invoke read nil
      1 ok read [1]
      """;

  private static final String TRANSACTED =
      """
      0 invoke txn [[:append :x 1] [:r :y nil]]
      1 invoke txn [[:append :y 2] [:r :x nil]]
      0 ok txn [[:append :x 1] [:r :y []]]
      1 ok txn [[:append :y 2] [:r :x [1]]]
      2 invoke txn [[:r :y nil]]
      2 ok txn [[:r :y [2]]]
      """;

  @ParameterizedTest
  @CsvSource({"fenced-lock, 7, 5", "bank, '{:a 6 :b 4}', '{:a 6 :b 5}'", "append-list, [1], []"})
  void an_object_is_followed_to_the_return_that_makes_a_violation_certain(
      String model, String right, String wrong) throws Exception {
    String log =
        switch (model) {
          case "bank" -> PAID;
          case "append-list" -> APPENDED;
          default -> LOCKED;
        };
    assertThat(follow(Logs.edn(log), model, "linearizable").summary()).startsWith("valid");
    int at = log.lastIndexOf(" ok ", log.indexOf(right)) < 0 ? 0 : log.indexOf(right);
    String until = log.substring(0, at) + wrong + "\n";
    var verdict = follow(Logs.edn(until) + NOT_READ_ANY_MORE, model, "linearizable");
    assertThat(verdict.isInvalid()).as(verdict.summary()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"serializable", "strong-session-serializable", "strict-serializable"})
  void transactions_are_followed_to_the_return_that_closes_a_cycle(String level) throws Exception {
    assertThat(follow(Logs.edn(TRANSACTED), "list-append", level).word()).isEqualTo("valid");
    String skew =
        TRANSACTED.replace(
            "1 ok txn [[:append :y 2] [:r :x [1]]]\n"
                + "2 invoke txn [[:r :y nil]]\n"
                + "2 ok txn [[:r :y [2]]]\n",
            "1 ok txn [[:append :y 2] [:r :x []]]\n");
    var verdict = follow(Logs.edn(skew) + NOT_READ_ANY_MORE, "list-append", level);
    assertThat(verdict.summary()).startsWith("invalid: write skew");
    assertThat(follow(Logs.edn(skew), "list-append", "read-committed").word()).isEqualTo("valid");
  }

  @Test
  void reading_what_aborts_is_not_read_committed_as_soon_as_it_aborts() throws Exception {
    String log =
        """
        0 invoke txn [[:append :x 1]]
        1 invoke txn [[:r :x nil]]
        1 ok txn [[:r :x [1]]]
        0 fail txn [[:append :x 1]]
        """;
    var verdict = follow(Logs.edn(log) + NOT_READ_ANY_MORE, "list-append", "read-committed");
    assertThat(verdict.summary()).startsWith("invalid: G1a");
  }

  @Test
  void a_transaction_must_end_with_the_appends_it_was_called_with() {
    String log = "0 invoke txn [[:append :x 1]]\n0 ok txn [[:append :x 2]]\n";
    assertThatThrownBy(() -> follow(Logs.edn(log), "list-append", "serializable"))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining("log:2")
        .hasMessageContaining("other appends");
  }

  @Test
  void a_bank_may_begin_at_once_and_is_known_from_its_first_read() throws Exception {
    String begin =
        """
        0 invoke read nil
        1 invoke transfer {:from 0, :to 1, :amount 3}
        0 ok read {0 10, 1 0}
        1 ok transfer {:from 0, :to 1, :amount 3}
        0 invoke read nil
        """;
    String fits = begin + "0 ok read {0 7, 1 3}\n";
    String doesNot = begin + "0 ok read {0 10, 1 0}\n";
    assertThat(follow(Logs.edn(fits), "bank", "linearizable").word()).isEqualTo("valid");
    assertThat(follow(Logs.edn(doesNot), "bank", "linearizable").word()).isEqualTo("invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "list-append, snapshot-isolation, read-committed",
    "rw-register, serializable, needs the whole history",
    "register, sequential, only linearizable"
  })
  void what_cannot_be_followed_is_refused_by_name(String model, String level, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> follow("", model, level))
        .withMessageContaining(why);
  }

  private static Verdict follow(String text, String model, String level)
      throws IOException, MalformedHistoryException {
    return NamedCheck.of(model, level)
        .follow(
            "log",
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            Budget.deterministic(1_000_000))
        .result()
        .verdict();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "counter | 0 | 0 invoke add 4611686018427387904",
        "counter | 4611686018427387900 | 0 invoke add 100",
        "bank | 0 | 0 invoke transfer {:from 0 :to 1 :amount 4611686018427387904}"
      })
  void sums_that_may_not_fit_are_refused_whole_and_followed(
      String model, String initial, String event) {
    String log = Logs.edn(event);
    var check = NamedCheck.of(model, "linearizable");
    var told = model.equals("counter") ? check.withInitial(initial) : check;
    var in = new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> told.follow("log", in, Budget.deterministic(1_000)))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining("sums may not fit into 64 bits");
    assertThatThrownBy(() -> told.check(Logs.read(log), Budget.deterministic(1_000)))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining("sums may not fit into 64 bits");
  }

  @Test
  void the_terms_of_a_bank_and_a_counter_hold_also_while_they_are_followed() throws Exception {
    String read = Logs.edn("0 invoke read nil\n0 ok read {:a 10 :b 0}\n");
    var bank = NamedCheck.of("bank", "linearizable");
    assertThat(word(bank.withTotal(11), read)).isEqualTo("invalid");
    assertThat(word(bank.withTotal(10), read)).isEqualTo("valid");
    assertThat(word(bank.withBalances(Map.of("a", 9L, "b", 1L)), read)).isEqualTo("invalid");
    String counted = Logs.edn("0 invoke read nil\n0 ok read 5\n");
    var counter = NamedCheck.of("counter", "linearizable");
    assertThat(word(counter.withInitial("5"), counted)).isEqualTo("valid");
    assertThat(word(counter, counted)).isEqualTo("invalid");
  }

  private static String word(NamedCheck check, String log) throws Exception {
    var in = new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8));
    return check.follow("log", in, Budget.deterministic(1_000)).result().verdict().word();
  }
}

package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.Budget;
import dev.faultline.check.read.MalformedHistoryException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of key-value stores keep their types: nothing is equal to what only looks like it. */
class KeyValueTermsTest {

  /**
   * Operations as {@code f value} or {@code f value -> answer}, one after the other, on one key.
   */
  private static String log(String operations) {
    return Logs.edn(Logs.sequence("0 " + operations.replace("; ", "\n0 ").replace('\'', '"')))
        .replace(":value", ":key :k, :value");
  }

  private static String word(String operations) throws Exception {
    return NamedCheck.of("kv", "linearizable")
        .check(Logs.read(log(operations)), Budget.deterministic(1_000_000))
        .verdict()
        .word();
  }

  private static String followed(String operations) throws Exception {
    var in = new ByteArrayInputStream(log(operations).getBytes(StandardCharsets.UTF_8));
    return NamedCheck.of("kv", "linearizable")
        .follow("log", in, Budget.deterministic(1_000_000))
        .result()
        .verdict()
        .word();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "put 1; get nil -> 1 | valid",
        "put 1; get nil -> '1' | invalid",
        "put '1'; get nil -> 1 | invalid",
        "put 1; get nil -> 1.0 | invalid",
        "put :a; get nil -> 'a' | invalid",
        "put true; get nil -> true | valid",
        "put [1 2]; get nil -> (1 2) | valid",
        "get nil -> ''; put 'a'; get nil -> 'a' | valid",
        "get nil -> nil; put 'a'; get nil -> 'a' | valid",
        "get nil -> nil; append 'a'; append 'b'; get nil -> 'ab' | valid",
        "get nil -> ''; append 'a'; append 'b'; get nil -> 'ab' | valid",
        "put 'a'; append '1'; get nil -> 'a1' | valid",
        "put nil; append 'b'; get nil -> 'b' | valid",
        "put 'a'; put nil; get nil -> nil | valid",
        "put 'a'; put ''; get nil -> '' | valid"
      })
  void values_keep_their_types(String operations, String verdict) throws Exception {
    assertThat(word(operations)).as("whole").isEqualTo(verdict);
    assertThat(followed(operations)).as("followed").isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "put ''; get nil -> nil | invalid",
        "put nil; get nil -> '' | invalid",
        "get nil -> nil; put ''; get nil -> '' | valid",
        "get nil -> ''; put nil; get nil -> nil | valid",
        "get nil -> nil; get nil -> '' | invalid"
      })
  void nil_and_the_empty_string_are_two_values(String operations, String verdict) throws Exception {
    assertThat(word(operations)).isEqualTo(verdict);
    assertThatThrownBy(() -> followed(operations))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining("--initial");
  }

  @Test
  void what_a_key_holds_at_first_is_asked_for_where_nobody_can_tell() throws Exception {
    String both = "get nil -> nil; put nil; put ''; get nil -> ''";
    assertThatThrownBy(() -> word(both))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining("log:2: nil and \"\" are both values here")
        .hasMessageContaining("--initial");
    var told = NamedCheck.of("kv", "linearizable");
    var raw = Logs.read(log(both));
    var budget = Budget.deterministic(1_000_000);
    assertThat(told.withInitial("nil").check(raw, budget).verdict().isValid()).isTrue();
    assertThat(told.withInitial("\"\"").check(raw, budget).verdict().isInvalid()).isTrue();
    assertThat(told.withInitial("7").check(raw, budget).verdict().isInvalid()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"append 1", "append nil", "put 1; append 'a'", "append 'a'; put 1", "put 1 -> 2"})
  void what_cannot_be_appended_or_was_written_otherwise_is_refused(String operations) {
    assertThatThrownBy(() -> word(operations.replace('`', '"')))
        .isInstanceOf(MalformedHistoryException.class);
  }
}

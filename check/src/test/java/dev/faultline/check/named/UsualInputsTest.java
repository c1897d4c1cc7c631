package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.faultline.check.Budget;
import dev.faultline.check.read.MalformedHistoryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kinds of input that people really have, from issue 12, with what is right. */
class UsualInputsTest {

  private static String write(String value) {
    return written(value, value);
  }

  private static String written(String value, String told) {
    return """
    {:type :invoke, :process 0, :f :write, :value %1$s}
    {:type :ok, :process 0, :f :write, :value %1$s}
    {:type :invoke, :process 1, :f :read, :value nil}
    {:type :ok, :process 1, :f :read, :value %2$s}
    """
        .formatted(value, told);
  }

  private static String json(String value, String told) {
    return """
    {"type":"invoke","process":0,"f":"write","value":%1$s}
    {"type":"ok","process":0,"f":"write","value":%1$s}
    {"type":"invoke","process":1,"f":"read","value":null}
    {"type":"ok","process":1,"f":"read","value":%2$s}
    """
        .formatted(value, told);
  }

  static Stream<Arguments> valuesByMeaning() {
    return Stream.of(
        arguments(written("#{1 2 3}", "#{3 2 1}"), "valid"),
        arguments(written("{:a 1, :b 2}", "{:b 2 :a 1}"), "valid"),
        arguments(written("[1 2]", "(1 2)"), "valid"),
        arguments(written("[1 2]", "[2 1]"), "invalid"),
        arguments(written("1", "1N"), "valid"),
        arguments(written("0x10", "16"), "valid"),
        arguments(written("2/4", "1/2"), "valid"),
        arguments(written("1.50M", "1.5M"), "valid"),
        arguments(written("1", "1.0"), "invalid"),
        arguments(written("1.0", "1M"), "invalid"),
        arguments(written("1", "\"1\""), "invalid"),
        arguments(written("a", "\"a\""), "invalid"),
        arguments(written("\\a", "\"a\""), "invalid"),
        arguments(
            written(
                "#inst \"2024-01-01T00:00:00.000-00:00\"", "#inst \"2024-01-01T01:00:00+01:00\""),
            "valid"),
        arguments(written("#inst \"2024-01-01T00:00:00Z\"", "\"2024-01-01T00:00:00Z\""), "invalid"),
        arguments(write("##NaN"), "valid"),
        arguments(write("##-Inf"), "valid"),
        arguments(write("18446744073709551615"), "valid"),
        arguments(write("123456789012345678901234567890N"), "valid"),
        arguments(write("\\}"), "valid"),
        arguments(write("\\newline"), "valid"),
        arguments(write("^{:line 3} [1 2]"), "valid"),
        arguments(write("#my.Record{:a 1}"), "valid"),
        arguments(write("#:ns{:a 1}"), "valid"),
        arguments(write("[1 #_ 2]"), "valid"),
        arguments(write("{:a 1 #_ 2}"), "valid"),
        arguments(json("1000", "1e3"), "valid"),
        arguments(json("1", "1.0"), "valid"),
        arguments(json("18446744073709551615", "18446744073709551615.0"), "valid"),
        arguments(json("18446744073709551615", "18446744073709551616"), "invalid"),
        arguments(json("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}"), "valid"),
        arguments(json("\"\\ud83d\\ude00\"", "\"\ud83d\ude00\""), "valid"),
        arguments(json("\"\\ud83d\\ude00\"", "\"\\ud83d\\ude01\""), "invalid"));
  }

  @ParameterizedTest
  @MethodSource
  void valuesByMeaning(String history, String verdict) throws Exception {
    assertThat(check("register", "linearizable", history).result().verdict().word())
        .isEqualTo(verdict);
  }

  private static String keyed(String f, String key, String value, String told) {
    return """
    {:type :invoke, :process 0, :f :%1$s, :key %2$s, :value %3$s}
    {:type :ok, :process 0, :f :%1$s, :key %2$s, :value %4$s}
    """
        .formatted(f, key, value, told);
  }

  private static String tuple(String f, String key, String value, String told) {
    return """
    {:type :invoke, :process 0, :f :%1$s, :value [%2$s %3$s]}
    {:type :ok, :process 0, :f :%1$s, :value [%2$s %4$s]}
    """
        .formatted(f, key, value, told);
  }

  /** One operation on an object under key :a, and one under :b that did not see it. */
  static Stream<Arguments> keysOfEveryModel() {
    return Stream.of(
        arguments("register", "write", "1", "1", "read", "nil"),
        arguments("cas-register", "write", "1", "1", "read", "nil"),
        arguments("counter", "add", "1", "1", "read", "0"),
        arguments("set", "add", "1", "1", "read", "[]"),
        arguments("queue", "enqueue", "1", "1", "dequeue", "nil"),
        arguments("unordered-queue", "enqueue", "1", "1", "dequeue", "nil"),
        arguments("stack", "push", "1", "1", "pop", "nil"),
        arguments("priority-queue", "insert", "1", "1", "delete-min", "nil"),
        arguments("append-list", "append", "1", "1", "read", "[]"),
        arguments("mutex", "acquire", "nil", "nil", "acquire", "nil"),
        arguments("fenced-lock", "acquire", "nil", "2", "acquire", "1"),
        arguments("multi-register", "write", "1", "1", "read", "nil"),
        arguments("kv", "put", "\"x\"", "\"x\"", "get", "\"\""));
  }

  @ParameterizedTest
  @MethodSource
  void keysOfEveryModel(
      String model, String f, String value, String told, String other, String otherTold)
      throws Exception {
    String field = keyed(f, ":a", value, told) + keyed(other, ":b", "nil", otherTold);
    String oneKey = keyed(f, ":a", value, told) + keyed(other, ":a", "nil", otherTold);
    String tuples = tuple(f, ":a", value, told) + tuple(other, ":b", "nil", otherTold);
    String oneTuple = tuple(f, ":a", value, told) + tuple(other, ":a", "nil", otherTold);
    assertThat(word(model, field)).as("a key each").isEqualTo("valid");
    assertThat(word(model, oneKey)).as("one key").isEqualTo("invalid");
    assertThat(word(model, tuples)).as("a tuple each").isEqualTo("valid");
    assertThat(word(model, oneTuple)).as("one key in tuples").isEqualTo("invalid");
  }

  @Test
  void compare_and_set_has_keys_in_a_field_and_in_tuples() throws Exception {
    String begin = keyed("write", ":a", "1", "1") + keyed("write", ":b", "2", "2");
    String fits = begin + keyed("cas", ":a", "[1 3]", "[1 3]") + keyed("read", ":b", "nil", "2");
    String doesNot = begin + keyed("cas", ":b", "[1 3]", "[1 3]");
    assertThat(word("cas-register", fits)).isEqualTo("valid");
    assertThat(word("cas-register", doesNot)).isEqualTo("invalid");
    String inTuples =
        tuple("write", "1", "1", "1")
            + tuple("cas", "1", "[1 3]", "[1 3]")
            + tuple("read", "1", "nil", "3");
    assertThat(word("cas-register", inTuples)).isEqualTo("valid");
    assertThat(
            word(
                "cas-register",
                tuple("write", "1", "1", "1")
                    + tuple("cas", "1", "[2 3]", "[2 3]")
                    + tuple("read", "1", "nil", "3")))
        .isEqualTo("invalid");
  }

  @Test
  void pairs_are_values_where_reads_ask_for_no_key() throws Exception {
    assertThat(word("register", write("[1 2]"))).isEqualTo("valid");
    assertThat(word("cas-register", write("1") + Logs.edn("3 invoke cas [1 2]\n3 ok cas [1 2]\n")))
        .isEqualTo("valid");
  }

  @Test
  void keys_that_only_some_operations_have_are_refused() {
    assertThatThrownBy(() -> word("register", keyed("write", ":a", "1", "1") + write("2")))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining("log:3: write has no :key, unlike write in line 1");
    assertThatThrownBy(() -> word("register", tuple("read", ":a", "nil", "nil") + write("2")))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining("log:3: write has no [key value]");
    String wrongKey =
        "{:type :invoke, :process 0, :f :read, :value [:a nil]}\n"
            + "{:type :ok, :process 0, :f :read, :value [:b nil]}\n";
    assertThatThrownBy(() -> word("register", wrongKey))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining("ends under key :b");
    assertThatThrownBy(() ->
            check("list-append", "serializable", keyed("txn", ":a", "[[:r 1 nil]]", "[[:r 1 []]]")))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining(":key");
  }

  static Stream<Arguments> clients() {
    return Stream.of(
        arguments("\"0\"", "\"1\""),
        arguments(":c0", ":c1"),
        arguments("c0", "c1"),
        arguments("123456789012345678901", "-1"));
  }

  @ParameterizedTest
  @MethodSource
  void clients(String first, String second) throws Exception {
    String stale =
        Logs.edn("A invoke write 1\nA ok write 1\nB invoke read nil\nB ok read 7\n")
            .replace("A", first)
            .replace("B", second);
    String nemesis =
        "{:process :nemesis, :type :info, :f :start, :value \"\u00ff\"}\n"
            + "{:process \"nemesis\", :type :info, :f :start}\n"
            + "{:process :nemesis-2, :type :info, :f :start}\n";
    var checked = check("register", "linearizable", stale + nemesis);
    assertThat(checked.result().verdict().word()).isEqualTo("invalid");
    assertThat(checked.skipped().toString()).isEqualTo("3 nemesis events");
  }

  @Test
  void a_byte_that_is_not_utf8_is_an_error_with_its_place_but_not_in_what_is_skipped()
      throws Exception {
    String nemesis = "{:process :nemesis, :type :info, :f :x, :value \"\u00ff\"}\n";
    var skipped = latin1("register", nemesis + "; \u00ff\n#_ \"\u00ff\"\n" + write("1"));
    assertThat(skipped.result().verdict().word()).isEqualTo("valid");
    for (String damage :
        new String[] {"\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00e2\u0082"}) {
      assertThatThrownBy(() -> latin1("register", write("1") + write("\"x" + damage + "\"")))
          .isInstanceOf(MalformedHistoryException.class)
          .hasMessageStartingWith("log:5: byte 0x")
          .hasMessageContaining("is not UTF-8");
    }
    assertThatThrownBy(
            () -> latin1OfModel("rw-register", "serializable", "w(1,1,0,0)\n\u00ff\nr(1,9,1,1)\n"))
        .hasMessageContaining("log:2: byte 0xFF at offset 11");
  }

  static Stream<Arguments> files() {
    String log =
        """
        INFO  jepsen.core - worker 0 starts
        INFO  jepsen.util - 0\t:invoke\t:write\t1
        INFO  jepsen.util - 0\t:ok\t:write\t1
        \tat a.b(C.java:1)
        """;
    return Stream.of(
        arguments("register", "\ufeff" + write("1"), "valid", ""),
        arguments("register", "[" + write("1") + "#_{:type :ok}]", "valid", "1 discarded value"),
        arguments("register", write("1") + "#_{:type :ok}", "valid", "1 discarded value"),
        arguments("register", "; old\r" + write("1").replace("\n", "\r"), "valid", "1 comment"),
        arguments("register", write("1").replace("\n", "\r\n"), "valid", ""),
        arguments("register", log, "valid", "2 other lines"),
        arguments(
            "cas-register",
            "0\t:invoke\t:cas\t[1 2]\n:nemesis\t:info\t:start\tnil\n0\t:info\t:cas\t[1 2]\t:timeout\n"
                + "1\t:invoke\t:read\tnil\n1\t:ok\t:read\tnil\n",
            "valid",
            "1 nemesis event"),
        arguments(
            "register",
            "2024-03-01 12:00:00,123{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:invoke\t:write\t\"a b\"\n"
                + "2024-03-01 12:00:00,125{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:ok\t:write\t\"a b\"\n",
            "valid",
            ""),
        arguments(
            "unordered-queue",
            Logs.edn("0 invoke enqueue 1\n0 ok enqueue 1\n1 invoke drain nil\n1 ok drain [1]\n"),
            "valid",
            ""),
        arguments(
            "queue",
            Logs.edn(
                "0 invoke enqueue 1\n0 ok enqueue 1\n0 invoke enqueue 2\n0 ok enqueue 2\n"
                    + "1 invoke drain nil\n1 ok drain [2 1]\n"),
            "unknown",
            ""),
        arguments(
            "queue",
            Logs.edn("0 invoke enqueue 1\n0 ok enqueue 1\n1 invoke drain nil\n1 ok drain [1 1]\n"),
            "invalid",
            ""),
        arguments(
            "multi-register",
            Logs.edn(
                """
                0 invoke txn [[:write :x 1] [:w :y 1]]
                0 ok txn [[:write :x 1] [:w :y 1]]
                1 invoke txn [[:read :x nil] [:r :y nil]]
                1 ok txn [[:read :x 1] [:r :y 1]]
                0 invoke txn [[:write :x 1]]
                0 ok txn [[:write :x 1]]
                """),
            "valid",
            ""),
        arguments(
            "multi-register",
            Logs.edn(
                "0 invoke txn [[:w :x 1] [:w :y 1]]\n0 ok txn [[:w :x 1] [:w :y 1]]\n"
                    + "1 invoke txn [[:r :x nil] [:r :y nil]]\n1 ok txn [[:r :x 1] [:r :y nil]]\n"),
            "invalid",
            ""));
  }

  @ParameterizedTest
  @MethodSource
  void files(String model, String history, String verdict, String skipped) throws Exception {
    var checked = check(model, "linearizable", history);
    assertThat(checked.result().verdict().word()).isEqualTo(verdict);
    assertThat(checked.skipped().toString()).isEqualTo(skipped);
  }

  @Test
  void transactions_need_no_function() throws Exception {
    String history =
        """
        {:type :invoke, :process 0, :value [[:append :x 1]]}
        {:type :ok, :process 0, :value [[:append :x 1]]}
        """;
    assertThat(check("list-append", "serializable", history).result().verdict().word())
        .isEqualTo("valid");
    assertThatThrownBy(() -> word("register", history)).hasMessageContaining("needs :f");
  }

  @Test
  void a_bank_needs_no_first_read_and_takes_a_total_and_balances() throws Exception {
    String history =
        Logs.edn(
            """
            0 invoke read nil
            1 invoke transfer {:from 0, :to 1, :amount 3}
            0 ok read {0 10, 1 0}
            1 ok transfer {:from 0, :to 1, :amount 3}
            0 invoke read nil
            0 ok read {0 7, 1 3}
            """);
    var bank = NamedCheck.of("bank", "linearizable");
    assertThat(word(bank, history)).isEqualTo("valid");
    assertThat(word(bank.withTotal(10), history)).isEqualTo("valid");
    assertThat(word(bank.withTotal(11), history)).isEqualTo("invalid");
    assertThat(word(bank.withBalances(Map.of("0", 10L, "1", 0L)), history)).isEqualTo("valid");
    assertThat(word(bank.withBalances(Map.of("0", 9L, "1", 1L)), history)).isEqualTo("invalid");
    assertThat(word(bank, history.replace("{0 7, 1 3}", "{0 8, 1 3}"))).isEqualTo("invalid");
    String tooMuch =
        Logs.edn(
            "0 invoke transfer {:from 0, :to 1, :amount 3}\n0 ok transfer {:from 0, :to 1, :amount 3}\n"
                + "0 invoke transfer {:from 1, :to 0, :amount 5}\n0 ok transfer {:from 1, :to 0, :amount 5}\n"
                + "0 invoke read nil\n0 ok read {0 5, 1 0}\n");
    assertThat(word(bank, tooMuch)).isEqualTo("valid");
    // Account 0 had 3 at least, and would have 5 now.
    assertThat(word(bank, tooMuch.replace("{0 5, 1 0}", "{0 4, 1 0}"))).isEqualTo("invalid");
    assertThatThrownBy(() -> NamedCheck.of("register", "linearizable").withTotal(1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_truncated_file_says_so() {
    assertThatThrownBy(() -> word("register", write("1") + "{:process 0, :ty"))
        .hasMessageContaining("log:5: the file ends in the middle of a map")
        .hasMessageContaining("still writing");
    assertThatThrownBy(() -> word("register", "0\t:invoke\t:write\t1\n0\t:ok"))
        .hasMessageContaining("log:2:")
        .hasMessageContaining("still writing");
    assertThatThrownBy(() -> word("register", json("1", "1") + "{\"process\":0,\"typ"))
        .hasMessageContaining("log:5: the file ends in the middle of")
        .hasMessageContaining("still writing");
  }

  @Test
  void a_folder_of_jepsens_store_has_its_history(@TempDir Path store) throws Exception {
    Path run = Files.createDirectories(store.resolve("latest"));
    Files.writeString(run.resolve("jepsen.log"), "noise\n");
    Files.writeString(run.resolve("history.edn"), write("1"));
    var check = NamedCheck.of("register", "linearizable");
    assertThat(check.check(run, Budget.DEFAULT).file()).endsWith("history.edn");
    assertThat(check.check(store, Budget.DEFAULT).result().verdict().word()).isEqualTo("valid");
    assertThatThrownBy(() -> check.check(Files.createDirectory(run.resolve("x")), Budget.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("history.edn");
  }

  private static String word(String model, String history)
      throws IOException, MalformedHistoryException {
    return check(model, "linearizable", history).result().verdict().word();
  }

  private static String word(NamedCheck check, String history)
      throws IOException, MalformedHistoryException {
    return check(check, history.getBytes(StandardCharsets.UTF_8)).result().verdict().word();
  }

  private static CheckedHistory check(String model, String level, String history)
      throws IOException, MalformedHistoryException {
    return check(NamedCheck.of(model, level), history.getBytes(StandardCharsets.UTF_8));
  }

  private static CheckedHistory latin1(String model, String history)
      throws IOException, MalformedHistoryException {
    return latin1OfModel(model, "linearizable", history);
  }

  private static CheckedHistory latin1OfModel(String model, String level, String history)
      throws IOException, MalformedHistoryException {
    return check(NamedCheck.of(model, level), history.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static CheckedHistory check(NamedCheck check, byte[] history)
      throws IOException, MalformedHistoryException {
    return check.check("log", new ByteArrayInputStream(history), Budget.DEFAULT);
  }
}

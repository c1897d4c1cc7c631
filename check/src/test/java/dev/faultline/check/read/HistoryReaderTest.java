package dev.faultline.check.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.model.Nil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryReaderTest {

  private static final String EVENTS =
      "{:process 0, :type :invoke, :f :write, :value 1}\n"
          + "{:process 0, :type :ok, :f :write, :value 1}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        EVENTS,
        "[" + EVENTS + "]",
        "(" + EVENTS + ")",
        "; a comment\n" + EVENTS,
        "#jepsen.history.Op" + EVENTS,
        "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":1}\n"
            + "{\"process\":0,\"type\":\"ok\",\"f\":\"write\",\"value\":1}",
        "[{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":1},\n"
            + "{\"process\":0,\"type\":\"ok\",\"f\":\"write\",\"value\":1}]",
        "INFO  jepsen.util - 0\t:invoke\t:write\t1\nINFO  jepsen.util - 0\t:ok\t:write\t1\n",
        "INFO  jepsen.util - 0   :invoke   :write   1\nINFO  jepsen.util - 0 :ok :write  1  ",
      })
  void the_same_history_is_read_from_every_format(String text) throws Exception {
    var operation = read(text).operations().get(0);
    assertThat(operation.f()).isEqualTo("write");
    assertThat(operation.argument()).isEqualTo(1L);
    assertThat(operation.end()).isEqualTo(RawOperation.End.OK);
    assertThat(List.of(operation.called(), operation.returned())).containsExactly(0L, 1L);
  }

  @Test
  void gzip_is_unpacked() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(EVENTS.getBytes(StandardCharsets.UTF_8));
    }
    var raw = HistoryReader.read("log.gz", new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(raw.operations()).hasSize(1);
  }

  @Test
  void info_is_indeterminate_and_nemesis_lines_are_no_operations() throws Exception {
    var raw =
        read(
            "INFO  jepsen.util - :nemesis\t:info\t:start\tnil\n"
                + "INFO  jepsen.util - 4\t:invoke\t:cas\t[1 2]\n"
                + "INFO  jepsen.util - 4\t:info\t:cas\t:timed-out\n");
    assertThat(raw.operations()).hasSize(1);
    assertThat(raw.operations().get(0).end()).isEqualTo(RawOperation.End.INFO);
    assertThat(raw.operations().get(0).argument()).isEqualTo(List.of(1L, 2L));
  }

  @Test
  void strings_keys_and_nil_are_read() throws Exception {
    var raw = read("{:process 3, :type :invoke, :f :append, :key \"0\", :value \"x \\\"é\\n y\"}");
    assertThat(raw.operations().get(0).key()).isEqualTo("0");
    assertThat(raw.operations().get(0).argument()).isEqualTo("x \"é\n y");
    assertThat(raw.operations().get(0).result()).isEqualTo(Nil.NIL);
  }

  @Test
  void transactions_of_text_are_grouped_and_minus_one_is_aborted() throws Exception {
    var raw = read("w(1,10,0,0)\nr(1,10,0,0)\nw(2,20,0,-1)\nr(2,0,1,5)\n");
    assertThat(raw.operations())
        .extracting(RawOperation::end)
        .containsExactly(RawOperation.End.OK, RawOperation.End.FAIL, RawOperation.End.OK);
    assertThat(raw.operations()).extracting(RawOperation::client).containsExactly(0, 0, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 :ok :read 1                                             | 1 | never called
          0 :invoke :read nil;0 :invoke :read nil                   | 2 | is open
          0 :invoke :read nil;0 :info :read nil;0 :invoke :read nil | 3 | after its indeterminate
          0 :invoke :read nil;0 :ok :write 1                        | 2 | but called read
          0 :begin :read nil                                        | 1 | looks like an operation
          :x/y :ok :read nil                                        | 1 | never called
          0 :invoke                                                 | 1 | function
          0 :invoke :read 1 2                                       | 1 | there is text after the value
          0 :invoke :read nil 1 :invoke :read nil                   | 1 | two operations
          0 :invoke :read [1                                        | 1 | in the middle of a vector
          """)
  void what_cannot_be_a_history_is_refused_with_its_line(String log, int line, String problem) {
    String text = "INFO  jepsen.util - " + log.replace(";", "\nINFO  jepsen.util - ");
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageStartingWith("log:" + line + ":")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{:process 0, :type", "{:process 0}", "[{:process 0", "hello", "{\"a\" 1}"})
  void a_torn_or_foreign_file_is_refused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedHistoryException.class);
  }

  private static RawHistory read(String text) throws IOException, MalformedHistoryException {
    return HistoryReader.read(
        "log", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Each would end in a stack overflow, or take more time than any budget could stop. */
  @ParameterizedTest
  @CsvSource({
    "'#_ ', '1 ', nested deeper than 500",
    "'#a ', '', nested deeper than 500",
    "'^:a ', '', nested deeper than 500",
    "'[', ']', nested deeper than 500",
    "9, '', a number of 300000 characters",
    "'{\"process\":9', '', a number of 300000 characters",
    "'r(9', '', a number of 300000 characters",
  })
  void what_is_nested_or_long_beyond_use_is_refused(String each, String last, String expected) {
    // The last character of the beginning, many times.
    boolean digits = each.endsWith("9");
    String begin = digits ? each.substring(0, each.length() - 1) : "";
    String repeated = (digits ? "9" : each).repeat(300_000);
    String log = begin + repeated + last.repeat(300_000) + (digits ? "," : "1");
    String whole = digits && begin.isEmpty() ? "{:process " + log : log;
    assertThatThrownBy(() -> read(whole))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining(expected);
  }
}

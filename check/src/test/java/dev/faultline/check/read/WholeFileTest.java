package dev.faultline.check.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows the part of a file that is understood is understood too, or is an error. */
class WholeFileTest {

  private static final String LOG = "0 :invoke :write 1\n0 :ok :write 1\n";

  private static byte[] packed(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static int operations(byte[] file) throws IOException, MalformedHistoryException {
    return HistoryReader.read("log", new ByteArrayInputStream(file)).operations().size();
  }

  @Test
  void all_members_of_gzip_are_read() throws Exception {
    byte[] one = packed(LOG);
    assertThat(operations(one)).isEqualTo(1);
    assertThat(operations(joined(one, one, packed(""), one))).isEqualTo(3);
    String large = LOG.repeat(30_000);
    assertThat(operations(joined(packed(large), one, packed(large)))).isEqualTo(60_001);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "0 :invoke :read nil\n", "\u001f", "something longer than what ends gzip"})
  void what_follows_gzip_and_is_none_is_an_error(String garbage) throws Exception {
    byte[] rest = garbage.getBytes(StandardCharsets.UTF_8);
    for (String log : new String[] {LOG, LOG.repeat(30_000)}) {
      assertThatThrownBy(() -> operations(joined(packed(log), rest)))
          .isInstanceOf(ZipException.class)
          .hasMessageContaining("other data after the end of the gzip data");
      assertThatThrownBy(() -> operations(joined(packed(log), packed(log), rest)))
          .isInstanceOf(ZipException.class);
    }
  }

  @Test
  void gzip_that_is_cut_off_is_an_error_wherever_it_is_cut() throws Exception {
    byte[] two = joined(packed(LOG), packed(LOG));
    int first = packed(LOG).length;
    for (int length = 2; length < two.length; length++) {
      byte[] cut = Arrays.copyOf(two, length);
      if (length != first) {
        assertThatThrownBy(() -> operations(cut)).isInstanceOf(IOException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 :Ok :read 7",
        "0 :okay :read 7",
        "0 ok :read 7",
        "0 : ok :read 7",
        "0  OK read 7",
        "{:process 0, :type :ok, :f :read, :value 7}",
        "#jepsen.history.Op{:index 3, :type :ok, :process 0, :f :read, :value 7}",
        "{\"process\":0,\"type\":\"ok\",\"f\":\"read\",\"value\":7}",
        "{\"type\": \"ok\", \"process\": 0, \"f\": \"read\", \"value\": 7}"
      })
  void an_operation_in_another_form_is_no_other_line_of_a_log(String line) {
    assertThatThrownBy(
            () -> operations((LOG + "0 :invoke :read nil\n" + line + "\n").getBytes("UTF-8")))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining(":4: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{:valid? true, :count 3}",
        " :op {:process 0, :type :ok, :f :read, :value 7}",
        "  {:process 0, :type :ok, :f :read, :value 7}",
        "12 tests passed",
        "2026-01-01 12:00:00 INFO  jepsen.core - ok :read"
      })
  void results_and_messages_are_other_lines(String line) throws Exception {
    assertThat(operations((LOG + line + "\n").getBytes(StandardCharsets.UTF_8))).isEqualTo(1);
  }
}

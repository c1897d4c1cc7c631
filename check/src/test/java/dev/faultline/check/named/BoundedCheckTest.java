package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.MalformedHistoryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading is a part of the budget. */
class BoundedCheckTest {

  /** A file without end, of which nothing is kept but the piece that is read. */
  private static final class Endless extends InputStream {
    private final LongFunction<String> piece;
    private InputStream now = InputStream.nullInputStream();
    private long pieces;
    long bytes;

    Endless(LongFunction<String> piece) {
      this.piece = piece;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = now.read(into, from, length);
      if (count < 0) {
        now = new ByteArrayInputStream(piece.apply(pieces++).getBytes(StandardCharsets.UTF_8));
        count = now.read(into, from, length);
      }
      bytes += count;
      return count;
    }
  }

  private static String write(long n) {
    return Logs.edn("0 invoke write " + n + "\n0 ok write " + n + "\n");
  }

  private static String append(long n) {
    String value = "[[:append " + n / 20 + " " + n + "]]";
    return Logs.edn("0 invoke txn " + value + "\n0 ok txn " + value + "\n");
  }

  @ParameterizedTest
  @CsvSource({"register, linearizable", "list-append, serializable", "rw-register, serializable"})
  void a_history_that_does_not_fit_into_the_memory_is_unknown(String model, String level)
      throws Exception {
    var file =
        new Endless(n ->
            switch (model) {
              case "register" -> write(n);
              case "rw-register" -> append(n).replace("append", "w");
              default -> append(n);
            });
    var checked = check(model, level, file, Duration.ofMinutes(10), 4 << 20);
    assertThat(reason(checked))
        .startsWith("needs more than 4 MB while reading, after ")
        .endsWith(" operations");
    assertThat(checked.result().operations()).isBetween(5_000, 500_000);
  }

  @Test
  void one_event_that_does_not_fit_into_the_memory_is_unknown() throws Exception {
    var file =
        new Endless(n -> n == 0 ? "{:process 0, :type :invoke, :value [" : "1 2 3 4 5 6 7 8 9 ");
    var checked = check("register", "linearizable", file, Duration.ofMinutes(10), 4 << 20);
    assertThat(reason(checked)).startsWith("one event is longer than an eighth of the memory");
    assertThat(file.bytes).isLessThan(2 << 20);
  }

  @Test
  void a_file_that_is_not_read_in_time_is_unknown() throws Exception {
    String nemesis = "{:process :nemesis, :type :info, :f :start}\n";
    var checked =
        check("register", "linearizable", new Endless(_ -> nemesis), Duration.ofMillis(1), 4 << 20);
    assertThat(reason(checked)).isEqualTo("out of time while reading, after 0 operations");
  }

  @Test
  void a_history_that_fits_is_checked() throws Exception {
    var file = new ByteArrayInputStream(write(1).getBytes(StandardCharsets.UTF_8));
    var checked = check("register", "linearizable", file, Duration.ofMinutes(10), 4 << 20);
    assertThat(checked.result().verdict().word()).isEqualTo("valid");
  }

  private static String reason(CheckedHistory checked) {
    return checked.result().verdict() instanceof Verdict.Unknown(var reason, var _, var _)
        ? reason
        : checked.result().verdict().summary();
  }

  private static CheckedHistory check(
      String model, String level, InputStream file, Duration time, long memory)
      throws IOException, MalformedHistoryException {
    return NamedCheck.of(model, level)
        .check("log", file, Budget.DEFAULT.withSearch(time).withMemory(memory));
  }
}

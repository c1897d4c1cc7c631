package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.faultline.runtime.log.LogOptions;
import dev.faultline.runtime.log.SegmentedLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkCommandTest {
  @TempDir private Path folder;

  /** Three records, each synced before the next. */
  private void writeLog() throws InterruptedException {
    LogOptions options = new LogOptions(4096, 1024, 8);
    CountDownLatch[] synced = {new CountDownLatch(1)};
    try (SegmentedLog log =
        SegmentedLog.open(folder, options, (at, m, o, b) -> {}, () -> synced[0].countDown())) {
      for (int i = 0; i < 3; i++) {
        synced[0] = new CountDownLatch(1);
        log.append(MemorySegment.ofArray("record".getBytes()), 0, 6);
        log.flush();
        synced[0].await();
      }
    }
  }

  @Test
  void a_log_is_shown() throws InterruptedException {
    writeLog();
    Run run = Run.faultline("link", "inspect", folder.toString(), "--records");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("records      3 with 18 bytes")
        .contains("incarnation  1")
        .contains("state        sound")
        .contains("7265636f7264");
    JsonObject json = Run.faultline("link", "inspect", folder.toString(), "--json").json();
    assertThat(json.get("records").getAsInt()).isEqualTo(3);
    assertThat(json.get("corruptSegment").isJsonNull()).isTrue();
  }

  @Test
  void a_corrupt_log_is_named_by_segment_and_offset() throws Exception {
    writeLog();
    Path segment = folder.resolve("0000000000000000.log");
    byte[] content = Files.readAllBytes(segment);
    content[17] ^= 1;
    Files.write(segment, content);
    Run run = Run.faultline("link", "inspect", folder.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("corrupt at segment 0000000000000000.log, offset 0");
    assertThat(run.err()).contains("is corrupt");
  }

  @Test
  void a_folder_without_a_log_is_a_mistake() {
    Run missing = Run.faultline("link", "inspect", folder.resolve("none").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.errLines()).hasSize(1);
    assertThat(missing.err()).contains("there is no such folder");
    assertThat(Run.faultline("link", "inspect", folder.toString()).err()).contains("no log in");
  }

  @Test
  void an_address_that_is_none_is_a_mistake() {
    assertThat(Run.faultline("link", "ping", "here").err()).contains("expected HOST:PORT");
    Run unknown = Run.faultline("link", "ping", "no-such-host.invalid:1");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("unknown host 'no-such-host.invalid'");
    Run beyond = Run.faultline("link", "ping", "localhost:99999");
    assertThat(beyond.exitCode()).isEqualTo(2);
    assertThat(beyond.err())
        .contains("'localhost:99999' is not an address: expected HOST:PORT")
        .doesNotContain("dev.faultline");
  }

  @Test
  void a_used_address_is_a_mistake() throws IOException {
    try (DatagramSocket used =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      Run run = Run.faultline("link", "echo", "127.0.0.1:" + used.getLocalPort());
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.errLines()).hasSize(1);
      assertThat(run.err()).contains("address in use");
    }
  }

  @Test
  void plain_traffic_is_not_sent_everywhere_by_mistake() {
    Run run = Run.faultline("link", "echo", "0.0.0.0:0");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("not encrypted");
  }

  @Test
  void nobody_there_is_said() {
    Run run = Run.faultline("link", "ping", "127.0.0.1:9", "--timeout", "300ms");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no answer within 300 ms");
  }

  @Test
  void an_echo_answers_pings() throws InterruptedException {
    Path stat = folder.resolve("link.stat");
    StringWriter out = new StringWriter();
    CountDownLatch listening = new CountDownLatch(1);
    PrintWriter writer =
        new PrintWriter(out) {
          @Override
          public PrintWriter printf(String format, Object... args) {
            super.printf(format, args);
            listening.countDown();
            return this;
          }
        };
    Terminal terminal =
        new Terminal(writer, writer, false, false, Map.of(), Terminal.DEFAULT_COMMAND);
    Thread echo =
        new Thread(
            () -> Main.run(terminal, "link", "echo", "127.0.0.1:0", "--stat", stat.toString()));
    echo.start();
    listening.await();
    String address = out.toString().split(" ")[2];
    try {
      Run run = Run.faultline("link", "ping", address, "--count", "5", "--timeout", "30s");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains("connected to " + address, "message 5:", "median");
      while (!Files.exists(stat)) {
        Thread.onSpinWait();
      }
      JsonObject counted = Run.faultline("link", "stat", stat.toString(), "--json").json();
      assertThat(counted.get("local").getAsString()).isEqualTo(address);
      assertThat(counted.getAsJsonObject("counters").has("packets.sent")).isTrue();
    } finally {
      echo.interrupt();
      echo.join();
    }
  }

  @Test
  void a_file_that_has_no_statistics_is_a_mistake() throws IOException {
    Run missing = Run.faultline("link", "stat", folder.resolve("none").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("there is no file");
    Path other = Files.writeString(folder.resolve("other"), "something else");
    assertThat(Run.faultline("link", "stat", other.toString()).err())
        .contains("is not a statistics file");
  }

  @Test
  void a_bench_without_its_peer_says_where_it_is() {
    Run run = Run.faultline("link", "bench", "--against", "aeron-shared");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("bench/run link --against aeron-shared");
    assertThat(Run.faultline("link", "bench", "--against", "pigeon").err()).contains("pigeon");
    assertThat(Run.faultline("link", "bench", "--loss", "2").exitCode()).isEqualTo(2);
  }

  @Test
  void a_bench_measures() {
    Run run =
        Run.faultline(
            "link",
            "bench",
            "--size",
            "64",
            "--rounds",
            "1",
            "--time",
            "200ms",
            "--warm-up",
            "400ms",
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonObject row = run.json().getAsJsonArray("rows").get(0).getAsJsonObject();
    assertThat(row.get("contestant").getAsString()).isEqualTo("faultline");
    assertThat(row.get("medianMessagesPerSecond").getAsDouble()).isPositive();
    assertThat(row.get("roundTripMicrosP99").getAsDouble()).isPositive();
    assertThat(row.get("configuration").getAsString()).contains("packets of 1408 B");
    // One before the rate, one before the round trips.
    assertThat(row.getAsJsonArray("warmUps")).hasSize(2);
  }

  @Test
  void an_outbox_that_is_none_is_an_error_and_stays_none() {
    Run none = Run.faultline("link", "outbox", folder.toString());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.errLines()).hasSize(1);
    assertThat(none.err()).contains("no log in");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_log_without_messages_has_no_undelivered_ones() throws InterruptedException {
    try (dev.faultline.runtime.LinkDriver driver =
        dev.faultline.runtime.LinkDriver.openDurable(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            dev.faultline.runtime.DriverOptions.DEFAULT,
            (session, stream, sequence, buffer, offset, length) -> true,
            folder)) {
      assertThat(driver).isNotNull();
    }
    Run run = Run.faultline("link", "outbox", folder.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("no undelivered messages");
    Run discard = Run.faultline("link", "outbox", folder.toString(), "--discard", "0f");
    assertThat(discard.exitCode()).isEqualTo(2);
    assertThat(discard.err()).contains("--discard 0f");
  }
}

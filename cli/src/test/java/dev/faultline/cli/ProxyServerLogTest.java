package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.faultline.chaos.ProxyLog;
import dev.faultline.chaos.ProxyLog.Level;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProxyServerLogTest {
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final CountDownLatch reads = new CountDownLatch(1);

  /** Hands on each line, once {@link #reads} is open. */
  private final class Reader extends Writer {
    private final StringBuilder line = new StringBuilder();

    @Override
    public void write(char[] buffer, int offset, int length) {
      try {
        reads.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      line.append(buffer, offset, length);
      for (int end = line.indexOf("\n"); end >= 0; end = line.indexOf("\n")) {
        lines.add(line.substring(0, end));
        line.delete(0, end + 1);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private Terminal terminal(boolean isTerminal, Map<String, String> environment) {
    return new Terminal(
        new PrintWriter(new Reader(), true),
        new PrintWriter(new StringWriter()),
        isTerminal,
        isTerminal,
        environment,
        Terminal.DEFAULT_COMMAND);
  }

  private String next() throws InterruptedException {
    @Nullable String line = lines.poll(30, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return String.valueOf(line);
  }

  private static String message(String json) {
    return JsonParser.parseString(json).getAsJsonObject().get("message").getAsString();
  }

  @Test
  void a_server_that_is_piped_writes_lines_of_json_and_an_unknown_level_stops_nothing()
      throws Exception {
    reads.countDown();
    Terminal piped = terminal(false, Map.of("LOG_LEVEL", "loud"));
    Thread server = Thread.ofPlatform().start(() -> Main.run(piped, "proxy", "--port", "0"));
    assertThat(message(next())).isEqualTo("unknown LOG_LEVEL value: \"loud\"");
    assertThat(message(next())).startsWith("listening at http://localhost:");
    server.interrupt();
    server.join();
  }

  @Test
  void a_person_reads_words() throws Exception {
    reads.countDown();
    ProxyLog log = ProxyServerLog.of(terminal(true, Map.of()));
    log.say(Level.DEBUG, "unseen", Map.of());
    log.say(Level.INFO, "listening", Map.of());
    log.say(Level.WARN, "beware", Map.of("path", "/a"));
    assertThat(List.of(next(), next())).containsExactly("listening", "warn: beware path=/a");
  }

  @Test
  void the_variable_says_from_which_level_on() throws Exception {
    reads.countDown();
    ProxyLog log = ProxyServerLog.of(terminal(false, Map.of("LOG_LEVEL", "ERROR")));
    log.say(Level.WARN, "unseen", Map.of());
    log.say(Level.ERROR, "seen", Map.of());
    assertThat(message(next())).isEqualTo("seen");
  }

  @Test
  void nobody_waits_for_a_reader_of_the_log_and_what_is_lost_is_counted() throws Exception {
    ProxyLog log = ProxyServerLog.of(terminal(false, Map.of()));
    int said = 30_000;
    for (int i = 0; i < said; i++) {
      log.say(Level.INFO, "line", Map.of());
    }
    reads.countDown();
    int seen = 0;
    long lost = 0;
    while (seen + lost < said) {
      String line = next();
      if (message(line).equals("line")) {
        seen++;
      } else {
        lost += JsonParser.parseString(line).getAsJsonObject().get("lines").getAsLong();
      }
    }
    assertThat(seen).isBetween(10_000, 10_001);
  }

  @Test
  void a_person_reads_in_words_how_many_lines_were_lost() throws Exception {
    ProxyLog log = ProxyServerLog.of(terminal(true, Map.of()));
    for (int i = 0; i < 30_000; i++) {
      log.say(Level.INFO, "line", Map.of());
    }
    reads.countDown();
    String line = next();
    while (line.equals("line")) {
      line = next();
    }
    assertThat(line).matches("warn: lines of this log were lost lines=(19999|20000)");
  }

  @Test
  void what_was_lost_is_said_from_its_level_on() throws Exception {
    ProxyLog log = ProxyServerLog.of(terminal(false, Map.of("LOG_LEVEL", "error")));
    for (int i = 0; i < 30_000; i++) {
      log.say(Level.ERROR, "line", Map.of());
    }
    reads.countDown();
    for (int i = 0; i < 10_000; i++) {
      assertThat(message(next())).isEqualTo("line");
    }
  }
}

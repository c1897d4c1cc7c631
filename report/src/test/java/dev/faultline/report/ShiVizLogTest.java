package dev.faultline.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.faultline.sim.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShiVizLogTest {
  private record Entry(String event, String host, Map<String, Integer> clock) {}

  @TempDir Path folder;

  @Test
  void the_expression_in_the_first_line_reads_every_event() throws IOException {
    List<TraceEvent> events = SampleRuns.violating();
    assertThat(write(events)).hasSameSizeAs(events);
  }

  /** What ShiViz demands: a host's own count goes up by one, from one. */
  @Test
  void each_host_counts_its_own_events_without_a_gap() throws IOException {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Entry entry : write(SampleRuns.violating())) {
      assertThat(entry.clock.get(entry.host)).isEqualTo(counts.merge(entry.host, 1, Integer::sum));
    }
  }

  @Test
  void clocks_never_run_backwards_nor_ahead_of_others() throws IOException {
    Map<String, Map<String, Integer>> last = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Entry entry : write(SampleRuns.violating())) {
      last.getOrDefault(entry.host, Map.of())
          .forEach(
              (host, count) -> assertThat(entry.clock.get(host)).isGreaterThanOrEqualTo(count));
      entry.clock.forEach((host, count) -> {
        if (!host.equals(entry.host)) {
          assertThat(count).isLessThanOrEqualTo(counts.get(host));
        }
      });
      last.put(entry.host, entry.clock);
      counts.merge(entry.host, 1, Integer::sum);
    }
  }

  @Test
  void a_delivery_knows_what_its_sender_knew_and_nothing_later() throws IOException {
    List<Entry> log =
        write(
            List.of(
                new TraceEvent.Remarked(1, "a", "before"),
                new TraceEvent.Sent(2, "a", "b", 0, "hello"),
                new TraceEvent.Remarked(3, "a", "after"),
                new TraceEvent.Delivered(4, "a", "b", 0, "hello")));
    assertThat(log.get(3).clock).isEqualTo(Map.of("a", 2, "b", 1));
  }

  @Test
  void what_was_lost_went_to_the_adversary() throws IOException {
    Entry lost =
        write(SampleRuns.story()).stream()
            .filter(entry -> entry.event.contains("link cut") || entry.event.contains("(cut)"))
            .findFirst()
            .orElseThrow();
    assertThat(lost.host).isEqualTo("adversary");
    assertThat(lost.clock).containsKey("db-1");
  }

  @Test
  void names_that_are_taken_or_have_spaces_do_no_harm() throws IOException {
    List<Entry> log =
        write(
            List.of(
                new TraceEvent.Remarked(1, "adversary", "two\nlines"),
                new TraceEvent.Remarked(1, "my node", "hello"),
                new TraceEvent.Healed(2)));
    assertThat(log).extracting(Entry::host).containsExactly("adversary", "my_node", "adversary'");
    assertThat(log.getFirst().event).isEqualTo("two lines");
  }

  private List<Entry> write(List<TraceEvent> events) throws IOException {
    Path file = folder.resolve("run.log");
    ShiVizLog.write(file, events);
    String[] parts = Files.readString(file).split("\n", 3);
    assertThat(parts[1]).isEmpty();
    List<Entry> entries = new ArrayList<>();
    Matcher matcher = Pattern.compile(parts[0]).matcher(parts[2]);
    while (matcher.find()) {
      Map<String, Integer> clock = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> count :
          JsonParser.parseString(matcher.group("clock")).getAsJsonObject().entrySet()) {
        clock.put(count.getKey(), count.getValue().getAsInt());
      }
      entries.add(new Entry(matcher.group("event"), matcher.group("host"), clock));
    }
    return entries;
  }
}

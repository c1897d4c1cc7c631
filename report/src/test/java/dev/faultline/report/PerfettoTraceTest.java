package dev.faultline.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.sim.trace.TraceEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerfettoTraceTest {
  @TempDir Path folder;

  @Test
  void every_message_that_arrived_is_a_flow_between_two_slices() throws IOException {
    List<TraceEvent> events = SampleRuns.violating();
    List<JsonObject> trace = write(events);
    Map<String, JsonObject> starts = byId(trace, "s");
    Map<String, JsonObject> finishes = byId(trace, "f");
    long delivered = events.stream().filter(TraceEvent.Delivered.class::isInstance).count();
    assertThat(starts).hasSize((int) delivered);
    assertThat(finishes.keySet()).isEqualTo(starts.keySet());
    Set<String> slices =
        phase(trace, "X").stream().map(PerfettoTraceTest::place).collect(Collectors.toSet());
    assertThat(starts.values()).allMatch(flow -> slices.contains(place(flow)));
    assertThat(finishes.values()).allMatch(flow -> slices.contains(place(flow)));
  }

  /** What the viewers demand of the slices of one thread. */
  @Test
  void slices_of_one_lane_nest_and_never_overlap() throws IOException {
    List<JsonObject> slices = phase(write(SampleRuns.violating()), "X");
    Map<String, List<JsonObject>> lanes =
        slices.stream().collect(Collectors.groupingBy(PerfettoTraceTest::thread));
    assertThat(lanes).isNotEmpty();
    lanes.values().forEach(PerfettoTraceTest::assertNested);
  }

  private static void assertNested(List<JsonObject> slices) {
    Deque<BigDecimal> open = new ArrayDeque<>();
    slices.stream()
        .sorted(
            Comparator.comparing((JsonObject slice) -> slice.get("ts").getAsBigDecimal())
                .thenComparing(slice -> slice.get("dur").getAsBigDecimal().negate()))
        .forEach(slice -> {
          BigDecimal start = slice.get("ts").getAsBigDecimal();
          BigDecimal end = start.add(slice.get("dur").getAsBigDecimal());
          while (!open.isEmpty() && open.peek().compareTo(start) <= 0) {
            open.pop();
          }
          assertThat(open.isEmpty() || open.peek().compareTo(end) >= 0)
              .as(slice.toString())
              .isTrue();
          open.push(end);
        });
  }

  @Test
  void faults_operations_signals_and_the_violation_are_there() throws IOException {
    List<JsonObject> trace = write(SampleRuns.story());
    assertThat(names(trace, "b")).containsExactly("db-2 down", "db-1 isolated");
    assertThat(names(trace, "e")).containsExactly("db-2 down");
    assertThat(names(trace, "C")).containsExactly("db-1 version");
    assertThat(names(trace, "X")).contains("write blue", "increment", "read", "down");
    assertThat(names(trace, "i")).contains("VIOLATED reads see acknowledged writes");
    JsonObject write = named(trace, "write blue");
    assertThat(write.get("ts").getAsString()).isEqualTo("2000.000");
    assertThat(write.get("dur").getAsString()).isEqualTo("8000.000");
    assertThat(write.getAsJsonObject("args").get("result").getAsString()).isEqualTo("version 7");
  }

  @Test
  void a_crashed_node_is_down_until_it_starts_again() throws IOException {
    JsonObject down = named(write(SampleRuns.story()), "down");
    assertThat(down.get("ts").getAsString()).isEqualTo("12000.000");
    assertThat(down.get("dur").getAsString()).isEqualTo("10000.000");
  }

  private List<JsonObject> write(List<TraceEvent> events) throws IOException {
    Path file = folder.resolve("trace.json");
    PerfettoTrace.write(file, SampleRuns.header(events), events);
    JsonObject trace = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(trace.get("displayTimeUnit").getAsString()).isEqualTo("ns");
    return trace.getAsJsonArray("traceEvents").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static List<JsonObject> phase(List<JsonObject> trace, String phase) {
    return trace.stream().filter(event -> event.get("ph").getAsString().equals(phase)).toList();
  }

  private static List<String> names(List<JsonObject> trace, String phase) {
    return phase(trace, phase).stream().map(event -> event.get("name").getAsString()).toList();
  }

  private static JsonObject named(List<JsonObject> trace, String name) {
    return trace.stream()
        .filter(event -> event.get("name").getAsString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, JsonObject> byId(List<JsonObject> trace, String phase) {
    return phase(trace, phase).stream()
        .collect(Collectors.toMap(event -> event.get("id").getAsString(), Function.identity()));
  }

  private static String thread(JsonObject event) {
    return event.get("pid") + "/" + event.get("tid");
  }

  private static String place(JsonObject event) {
    return thread(event) + "@" + event.get("ts").getAsString();
  }
}

package dev.faultline.report;

import com.google.gson.stream.JsonWriter;
import dev.faultline.report.Columns.Row;
import dev.faultline.report.Steps.Step;
import dev.faultline.sim.trace.TraceEvent;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in the trace event format of Chrome, which Perfetto's viewer opens: nodes as threads with
 * their messages as flows, client operations as slices, faults as asynchronous slices, signals as
 * counters.
 */
public final class PerfettoTrace {
  private static final int NODES = 1;
  private static final int OPERATIONS = 2;
  private static final int ADVERSARY = 3;

  private final Recording run;
  private final Phrases phrases;
  private final JsonWriter json;

  private PerfettoTrace(Recording run, JsonWriter json) {
    this.run = run;
    this.phrases = new Phrases(run);
    this.json = json;
  }

  /**
   * Writes the trace of a run; an existing file is replaced.
   *
   * @param events in the order in which they happened
   * @throws IOException when the file cannot be written
   */
  public static void write(Path file, RunHeader header, List<? extends TraceEvent> events)
      throws IOException {
    write(file, header, Recording.of(events));
  }

  /** As {@link #write(Path, RunHeader, List)}, from a recording of the run. */
  public static void write(Path file, RunHeader header, Recording run) throws IOException {
    try (Writer out = Files.newBufferedWriter(file);
        JsonWriter json = new JsonWriter(out)) {
      new PerfettoTrace(run, json).write(header);
    }
  }

  private void write(RunHeader header) throws IOException {
    json.beginObject();
    json.name("displayTimeUnit").value("ns");
    json.name("otherData").beginObject();
    json.name("target").value(header.target());
    json.name("seed").value(Long.toString(header.seed()));
    json.name("property").value(header.property());
    json.name("replay").value(header.replayCommand());
    json.endObject();
    json.name("traceEvents").beginArray();
    names();
    for (Step step : Steps.of(run)) {
      begin("X", step.name, NODES, step.lane + 1, step.nanos);
      micros("dur", step.lengthNanos);
      arguments(Map.of("events", String.join("\n", step.lines)));
      json.endObject();
    }
    events();
    json.endArray();
    json.endObject();
  }

  private void names() throws IOException {
    name("process_name", NODES, 0, "nodes");
    name("process_name", OPERATIONS, 0, "client operations");
    name("process_name", ADVERSARY, 0, "adversary");
    name("thread_name", ADVERSARY, 1, "messages");
    for (int lane = 0; lane < run.lanes().size(); lane++) {
      String name = run.lanes().get(lane);
      name("thread_name", NODES, lane + 1, name);
      if (run.isClient(name)) {
        name("thread_name", OPERATIONS, lane + 1, name);
      }
    }
  }

  private void name(String what, int process, int thread, String name) throws IOException {
    begin("M", what, process, thread, 0);
    arguments(Map.of("name", name));
    json.endObject();
  }

  private void events() throws IOException {
    Columns columns = run.columns();
    Map<Integer, Row> openCalls = new LinkedHashMap<>();
    Map<Integer, Row> down = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Row row = columns.row(i);
      switch (row.kind()) {
        case STARTED -> down(down.remove(row.lane()), row.nanos());
        case CRASHED -> down.put(row.lane(), row);
        case DELIVERED -> flow(i, row);
        case LOST, DUPLICATED -> instant("t", phrases.of(row), ADVERSARY, 1, row.nanos());
        case FAULT_BEGAN -> fault("b", row, row.number());
        case FAULT_ENDED -> fault("e", row, row.number());
        case HEALED -> instant("g", "healed", ADVERSARY, 1, row.nanos());
        case SIGNAL -> counter(row);
        case INVOKED -> openCalls.put(i, row);
        case COMPLETED -> {
          Row call = openCalls.remove(row.related());
          if (call != null) {
            operation(call, row.nanos(), Phrases.ending(row), phrases.text(row));
          }
        }
        case VIOLATED -> instant("g", phrases.of(row), ADVERSARY, 1, row.nanos());
        case SENT, TIMER, THREAD, REMARK, STATE -> {}
      }
    }
    long end = columns.size() == 0 ? 0 : columns.nanos(columns.size() - 1);
    for (Row crash : down.values()) {
      down(crash, end);
    }
    for (Row call : openCalls.values()) {
      operation(call, end, "open at the end", "");
    }
  }

  private void down(@Nullable Row crash, long untilNanos) throws IOException {
    if (crash != null) {
      begin("X", "down", NODES, crash.lane() + 1, crash.nanos());
      micros("dur", untilNanos - crash.nanos());
      json.endObject();
    }
  }

  /** The id is the delivery's: a datagram that arrives twice makes two flows. */
  private void flow(int event, Row delivery) throws IOException {
    if (delivery.related() == Columns.NONE) {
      return;
    }
    Row sending = run.columns().row(delivery.related());
    begin("s", phrases.type(delivery), NODES, sending.lane() + 1, sending.nanos());
    json.name("cat").value("message").name("id").value(event);
    json.endObject();
    begin("f", phrases.type(delivery), NODES, delivery.lane() + 1, delivery.nanos());
    json.name("cat").value("message").name("id").value(event).name("bp").value("e");
    json.endObject();
  }

  private void fault(String phase, Row row, long number) throws IOException {
    if (number < 0) {
      return;
    }
    FaultNote fault = run.faults().get((int) number);
    if (fault.duration().isZero()) {
      instant("p", fault.title(), ADVERSARY, 1, row.nanos());
      return;
    }
    begin(phase, fault.title(), ADVERSARY, 1, row.nanos());
    json.name("cat").value("fault").name("id").value(number);
    arguments(Map.of("fault", fault.text()));
    json.endObject();
  }

  private void counter(Row signal) throws IOException {
    begin(
        "C",
        phrases.lane(signal) + " " + phrases.type(signal),
        NODES,
        signal.lane() + 1,
        signal.nanos());
    json.name("args").beginObject().name("value").value(signal.number()).endObject();
    json.endObject();
  }

  private void operation(Row call, long untilNanos, String ending, String result)
      throws IOException {
    begin("X", phrases.text(call), OPERATIONS, call.lane() + 1, call.nanos());
    micros("dur", untilNanos - call.nanos());
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("operation", Long.toString(call.number()));
    arguments.put("ending", ending);
    arguments.put("result", result);
    arguments(arguments);
    json.endObject();
  }

  private void instant(String scope, String name, int process, int thread, long nanos)
      throws IOException {
    begin("i", name, process, thread, nanos);
    json.name("s").value(scope);
    json.endObject();
  }

  private void begin(String phase, String name, int process, int thread, long nanos)
      throws IOException {
    json.beginObject();
    json.name("ph").value(phase);
    json.name("name").value(name);
    json.name("pid").value(process);
    json.name("tid").value(thread);
    micros("ts", nanos);
  }

  private void micros(String name, long nanos) throws IOException {
    json.name(name).value(BigDecimal.valueOf(nanos, 3));
  }

  private void arguments(Map<String, String> arguments) throws IOException {
    json.name("args").beginObject();
    for (Map.Entry<String, String> argument : arguments.entrySet()) {
      json.name(argument.getKey()).value(argument.getValue());
    }
    json.endObject();
  }
}

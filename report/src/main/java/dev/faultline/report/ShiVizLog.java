package dev.faultline.report;

import com.google.gson.Gson;
import dev.faultline.report.Columns.Row;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.trace.TraceEvent;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A run as a log for ShiViz (Beschastnikh, Liu, Xing, Wang, Brun, Ernst, "Visualizing Distributed
 * System Executions", TOSEM 2020). The file carries its own parser expression in its first line, so
 * ShiViz opens it unchanged.
 *
 * <p>ShiViz knows only hosts and vector clocks. So faults are events of a host called adversary,
 * which also receives the lost messages. Violations are events of a host called property, which has
 * seen all earlier events.
 */
public final class ShiVizLog {
  private static final String EXPRESSION =
      "(?<time>\\S+) (?<event>.*)\\n(?<host>\\S*) (?<clock>\\{.*\\})";

  private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*");

  private final Recording run;
  private final Phrases phrases;
  private final List<String> hosts;
  private final List<String> quoted;
  private final List<VectorClock> clocks = new ArrayList<>();
  private final Map<Integer, VectorClock> sent = new LinkedHashMap<>();
  private final int adversary;
  private final int property;

  private ShiVizLog(Recording run) {
    this.run = run;
    this.phrases = new Phrases(run);
    this.hosts = new ArrayList<>(run.lanes().stream().map(name -> word(name)).toList());
    this.adversary = add("adversary");
    this.property = add("property");
    this.quoted = hosts.stream().map(new Gson()::toJson).toList();
    for (int i = 0; i < hosts.size(); i++) {
      clocks.add(new VectorClock(hosts.size()));
    }
  }

  /**
   * Writes the log of a run; an existing file is replaced.
   *
   * @param events in the order in which they happened
   * @throws IOException when the file cannot be written
   */
  public static void write(Path file, List<? extends TraceEvent> events) throws IOException {
    write(file, Recording.of(events));
  }

  /** As {@link #write(Path, List)}, from a recording of the run. */
  public static void write(Path file, Recording run) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      new ShiVizLog(run).write(out);
    }
  }

  private void write(Writer out) throws IOException {
    // The empty second line says that the log is of one execution.
    out.write(EXPRESSION + "\n\n");
    StringBuilder line = new StringBuilder();
    Columns columns = run.columns();
    for (int i = 0; i < columns.size(); i++) {
      Row row = columns.row(i);
      int host = host(row);
      VectorClock clock = clocks.get(host);
      learn(row, clock);
      clock.tick(host);
      if (row.kind() == Kind.SENT) {
        sent.put(i, clock.copy());
      }
      line.setLength(0);
      line.append(SimTime.text(row.nanos())).append(' ');
      line.append(LINE_BREAK.matcher(phrases.of(row)).replaceAll(" ")).append('\n');
      line.append(hosts.get(host)).append(' ');
      json(line, clock);
      out.append(line.append('\n'));
    }
  }

  private int host(Row row) {
    return switch (row.kind()) {
      case LOST, DUPLICATED, FAULT_BEGAN, FAULT_ENDED, HEALED -> adversary;
      case VIOLATED -> property;
      case STARTED,
          CRASHED,
          SENT,
          DELIVERED,
          TIMER,
          THREAD,
          REMARK,
          SIGNAL,
          INVOKED,
          COMPLETED,
          STATE ->
          row.lane();
    };
  }

  private void learn(Row row, VectorClock clock) {
    if (row.kind() == Kind.VIOLATED) {
      clocks.forEach(clock::merge);
    }
    VectorClock cause = sent.get(row.related());
    if (cause != null) {
      clock.merge(cause);
    }
  }

  /** By hand: a clock is written for every event, and a run of many has many lanes. */
  private void json(StringBuilder out, VectorClock clock) {
    char separator = '{';
    for (int i = 0; i < hosts.size(); i++) {
      if (clock.count(i) > 0) {
        out.append(separator).append(quoted.get(i)).append(':').append(clock.count(i));
        separator = ',';
      }
    }
    out.append('}');
  }

  /** Adds a host, under a name that no node has. */
  private int add(String name) {
    String free = name;
    while (hosts.contains(free)) {
      free += "'";
    }
    hosts.add(free);
    return hosts.size() - 1;
  }

  /** The expression takes a host for what has no space in it. */
  private static String word(String name) {
    return name.replaceAll("\\s", "_");
  }
}

package dev.faultline.report;

import com.google.gson.stream.JsonWriter;
import dev.faultline.core.Fault;
import dev.faultline.report.Columns.Row;
import dev.faultline.sim.trace.TraceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A run as the diagram's page reads it, before it is turned into base64: raw deflate of
 *
 * <ul>
 *   <li>four bytes, lowest first: how long the header is;
 *   <li>the header: JSON in UTF-8, with the table of strings, the lanes, the faults, and the name
 *       and the length of each column;
 *   <li>the columns, one after the other, see {@link ColumnBytes}. Times are differences to the
 *       event before. Indexes are one higher than they are, and 0 where there is none; related
 *       events are distances back.
 * </ul>
 */
final class RunBlob {
  /** The version of this format; the page refuses another one. */
  static final int FORMAT = 1;

  private RunBlob() {}

  static void write(OutputStream out, RunHeader header, Recording run) throws IOException {
    Map<String, byte[]> columns = columns(run.columns());
    byte[] json = header(header, run, columns);
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, 1 << 16)) {
      for (int shift = 0; shift < 32; shift += 8) {
        deflated.write(json.length >>> shift);
      }
      deflated.write(json);
      for (byte[] column : columns.values()) {
        deflated.write(column);
      }
    } finally {
      deflater.end();
    }
  }

  private static Map<String, byte[]> columns(Columns rows) {
    Map<String, byte[]> columns = new LinkedHashMap<>();
    columns.put("kind", column(rows, (row, i, out) -> out.unsigned(row.kind().ordinal())));
    columns.put(
        "nanos",
        column(
            rows, (row, i, out) -> out.unsigned(row.nanos() - (i == 0 ? 0 : rows.nanos(i - 1)))));
    columns.put("lane", column(rows, (row, i, out) -> out.unsigned(row.lane() + 1)));
    columns.put("peer", column(rows, (row, i, out) -> out.unsigned(row.peer() + 1)));
    columns.put("number", column(rows, (row, i, out) -> out.signed(row.number())));
    columns.put("text", column(rows, (row, i, out) -> out.unsigned(row.text() + 1)));
    columns.put("type", column(rows, (row, i, out) -> out.unsigned(row.type() + 1)));
    columns.put(
        "related",
        column(
            rows,
            (row, i, out) -> out.unsigned(row.related() == Columns.NONE ? 0 : i - row.related())));
    columns.put("code", column(rows, (row, i, out) -> out.unsigned(row.code())));
    return columns;
  }

  private interface Cell {
    void write(Row row, int i, ColumnBytes out);
  }

  private static byte[] column(Columns rows, Cell cell) {
    ColumnBytes out = new ColumnBytes();
    for (int i = 0; i < rows.size(); i++) {
      cell.write(rows.row(i), i, out);
    }
    return out.toByteArray();
  }

  private static byte[] header(RunHeader header, Recording run, Map<String, byte[]> columns)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8);
        JsonWriter json = new JsonWriter(writer)) {
      json.beginObject();
      json.name("format").value(FORMAT);
      json.name("target").value(header.target());
      json.name("seed").value(Long.toString(header.seed()));
      json.name("property").value(header.property());
      json.name("detail").value(header.detail());
      json.name("traceHash").value(String.format("%016x", header.traceHash()));
      json.name("replay").value(header.replayCommand());
      json.name("count").value(run.size());
      Explanation explanation = header.explanation();
      if (explanation != null) {
        json.name("explanation");
        explanation(json, explanation);
      }
      json.name("kinds");
      words(json, Kind.values());
      json.name("reasons");
      words(json, TraceEvent.LossReason.values());
      json.name("endings");
      words(json, TraceEvent.Ending.values());
      json.name("lanes").beginArray();
      for (String lane : run.lanes()) {
        json.beginObject();
        json.name("name").value(lane);
        json.name("client").value(run.isClient(lane));
        json.endObject();
      }
      json.endArray();
      json.name("faults").beginArray();
      for (FaultNote fault : run.faults()) {
        fault(json, fault);
      }
      json.endArray();
      json.name("columns").beginArray();
      for (Map.Entry<String, byte[]> column : columns.entrySet()) {
        json.beginArray().value(column.getKey()).value(column.getValue().length).endArray();
      }
      json.endArray();
      json.name("strings");
      strings(json, run.strings());
      json.endObject();
    }
    return bytes.toByteArray();
  }

  private static void explanation(JsonWriter json, Explanation explanation) throws IOException {
    json.beginObject();
    lines(json.name("why"), explanation.why());
    lines(json.name("story"), explanation.story());
    json.name("faults").beginArray();
    for (Explanation.Mark mark : explanation.faults()) {
      json.beginObject();
      json.name("number").value(mark.number());
      json.name("role").value(mark.role());
      json.name("event").value(mark.event());
      json.endObject();
    }
    json.endArray();
    json.name("saved").value(explanation.savedNanos());
    json.name("lost").value(explanation.lostNanos());
    json.name("parts").value(explanation.partsNanos());
    json.endObject();
  }

  private static void lines(JsonWriter json, List<Explanation.Line> lines) throws IOException {
    json.beginArray();
    for (Explanation.Line line : lines) {
      json.beginObject();
      json.name("text").value(line.text());
      json.name("event").value(line.event());
      json.endObject();
    }
    json.endArray();
  }

  private static void fault(JsonWriter json, FaultNote fault) throws IOException {
    json.beginObject();
    json.name("family").value(Kind.words(fault.family()));
    json.name("title").value(fault.title());
    json.name("text").value(fault.text());
    json.name("instant").value(fault.duration().isZero());
    json.name("forever").value(fault.duration().equals(Fault.FOREVER));
    json.name("groups").beginArray();
    for (List<String> group : fault.groups()) {
      strings(json, group);
    }
    json.endArray();
    json.endObject();
  }

  private static void words(JsonWriter json, Enum<?>[] constants) throws IOException {
    json.beginArray();
    for (Enum<?> constant : constants) {
      json.value(Kind.words(constant));
    }
    json.endArray();
  }

  private static void strings(JsonWriter json, List<String> strings) throws IOException {
    json.beginArray();
    for (String string : strings) {
      json.value(string);
    }
    json.endArray();
  }
}

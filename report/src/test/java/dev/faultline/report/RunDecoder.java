package dev.faultline.report;

import static java.util.Objects.requireNonNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.report.Columns.Row;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Reads a diagram's file back, as the page does. */
record RunDecoder(JsonObject header, List<Row> rows) {
  private static final Pattern RUN =
      Pattern.compile("id=\"run\">\\s*([A-Za-z0-9+/=\\s]+)</script>");

  static RunDecoder read(String html) throws IOException {
    Matcher matcher = RUN.matcher(html);
    if (!matcher.find()) {
      throw new IOException("no run in the page");
    }
    byte[] deflated = Base64.getDecoder().decode(matcher.group(1).strip());
    Inflater inflater = new Inflater(true);
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(deflated), inflater)) {
      return parse(in.readAllBytes());
    } finally {
      inflater.end();
    }
  }

  private static RunDecoder parse(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[] json = new byte[buffer.getInt()];
    buffer.get(json);
    JsonObject header =
        JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
    Map<String, ByteBuffer> columns = new LinkedHashMap<>();
    for (JsonElement column : header.getAsJsonArray("columns")) {
      JsonArray pair = column.getAsJsonArray();
      int length = pair.get(1).getAsInt();
      columns.put(pair.get(0).getAsString(), buffer.slice(buffer.position(), length));
      buffer.position(buffer.position() + length);
    }
    List<Row> rows = new ArrayList<>();
    long nanos = 0;
    for (int i = 0; i < header.get("count").getAsInt(); i++) {
      nanos += unsigned(columns, "nanos");
      Row row =
          Row.at(Kind.of((int) unsigned(columns, "kind")), nanos, index(columns, "lane"))
              .peer(index(columns, "peer"))
              .number(signed(columns, "number"))
              .text(index(columns, "text"))
              .type(index(columns, "type"));
      int back = (int) unsigned(columns, "related");
      rows.add(
          row.related(back == 0 ? Columns.NONE : i - back).code((int) unsigned(columns, "code")));
    }
    columns.forEach((name, rest) -> {
      if (rest.hasRemaining()) {
        throw new IllegalStateException(rest.remaining() + " bytes too many in column " + name);
      }
    });
    return new RunDecoder(header, rows);
  }

  private static long unsigned(Map<String, ByteBuffer> columns, String name) {
    ByteBuffer column = requireNonNull(columns.get(name), name);
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = column.get();
      number |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }

  private static int index(Map<String, ByteBuffer> columns, String name) {
    return (int) unsigned(columns, name) - 1;
  }

  private static long signed(Map<String, ByteBuffer> columns, String name) {
    long number = unsigned(columns, name);
    return number >>> 1 ^ -(number & 1);
  }

  List<String> strings(String name) {
    return header.getAsJsonArray(name).asList().stream().map(JsonElement::getAsString).toList();
  }
}

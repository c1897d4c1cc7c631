package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.ToxicKind;
import dev.faultline.explore.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the types of toxics; it asks no server. */
@Command(
    name = "types",
    description =
        "Lists the types of toxics and their attributes: unit, range, default, and what they mean.",
    footer = {
      "",
      "Examples:",
      "  ./faultline proxy toxic types",
      "  ./faultline proxy toxic types latency"
    })
final class ProxyToxicTypesCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Parameters(
      arity = "0..1",
      paramLabel = "TYPE",
      completionCandidates = ToxicTypes.class,
      description = "Only this one.")
  private @Nullable String type;

  ProxyToxicTypesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<ToxicKind> kinds =
        ToxicKind.all().stream().filter(kind -> type == null || kind.name().equals(type)).toList();
    if (kinds.isEmpty()) {
      throw new UsageException(
          "type is '%s', expected one of %s".formatted(type, String.join(", ", new ToxicTypes())));
    }
    if (json) {
      terminal.out().println(Json.text(document(kinds)));
    } else {
      List<List<String>> rows = new ArrayList<>();
      kinds.forEach(kind -> addRows(kind, rows));
      Table.print(
          terminal, List.of("Type", "Attribute", "Unit", "Range", "Default", "Meaning"), rows);
    }
    terminal.out().flush();
    return ExitCode.NO_VIOLATION.number();
  }

  private static void addRows(ToxicKind kind, List<List<String>> rows) {
    String carriers =
        kind.carriers().stream().map(Protocol::text).collect(Collectors.joining(", "));
    rows.add(List.of(kind.name(), "", "", "", "", kind.summary() + " (" + carriers + ")"));
    for (ToxicKind.Attribute attribute : kind.attributes()) {
      rows.add(
          List.of(
              kind.name(),
              attribute.name(),
              attribute.unit(),
              attribute.range(),
              attribute.otherwise(),
              attribute.meaning()));
    }
  }

  private static JsonObject document(List<ToxicKind> kinds) {
    JsonArray types = new JsonArray();
    for (ToxicKind kind : kinds) {
      JsonObject one = new JsonObject();
      one.addProperty("name", kind.name());
      one.addProperty("meaning", kind.summary());
      one.add("protocols", Json.strings(kind.carriers().stream().map(Protocol::text).toList()));
      JsonArray attributes = new JsonArray();
      for (ToxicKind.Attribute attribute : kind.attributes()) {
        JsonObject json = new JsonObject();
        json.addProperty("name", attribute.name());
        json.addProperty("unit", attribute.unit());
        json.addProperty("range", attribute.range());
        json.addProperty("default", attribute.otherwise());
        json.addProperty("meaning", attribute.meaning());
        attributes.add(json);
      }
      one.add("attributes", attributes);
      types.add(one);
    }
    JsonObject document = new JsonObject();
    document.add("types", types);
    return document;
  }
}

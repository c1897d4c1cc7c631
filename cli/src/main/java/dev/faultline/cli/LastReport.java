package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.explore.why.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The causes that the report before had, from its JSON document.
 *
 * @param there whether there is a report of the same target to compare with
 * @param written when that was, for people
 * @param settings of the target then
 * @param causes by signature, those of reports before it too that it could not say anything of
 */
record LastReport(
    boolean there, String written, Map<String, String> settings, Map<String, Known> causes) {
  /**
   * A cause of the report before.
   *
   * @param findings in how many worlds it was
   * @param worlds among how many
   * @param atLeast whether it may have been in more, since not all findings were kept
   */
  record Known(String property, String cause, int findings, int worlds, boolean atLeast) {}

  private static final LastReport NONE = new LastReport(false, "", Map.of(), Map.of());

  /**
   * Reads what an earlier campaign left; what is damaged, or cannot be compared, is said and counts
   * as nothing.
   */
  static LastReport read(Path file, String target, Terminal terminal) {
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      String before = json.get("target").getAsString();
      if (!before.equals(target)) {
        return without(terminal, "the report before is of " + before + " and is replaced: " + file);
      }
      JsonElement format = json.get("signatureFormat");
      if (format == null || format.getAsInt() != Signature.FORMAT) {
        return without(
            terminal,
            "the report before has signatures of another version of Faultline, which cannot be"
                + " compared with; it is replaced: "
                + file);
      }
      Map<String, Known> causes = new LinkedHashMap<>();
      add(json.getAsJsonArray("causes"), json.get("worlds").getAsInt(), causes);
      if (json.has("unseen")) {
        add(json.getAsJsonArray("unseen"), 0, causes);
      }
      Map<String, String> settings = new LinkedHashMap<>();
      json.getAsJsonObject("settings")
          .asMap()
          .forEach((name, value) -> settings.put(name, value.getAsString()));
      return new LastReport(true, json.get("written").getAsString(), settings, causes);
    } catch (IOException | RuntimeException e) {
      return without(terminal, "the report before cannot be read and is replaced: " + file);
    }
  }

  private static LastReport without(Terminal terminal, String why) {
    terminal.err().println(why);
    terminal.err().flush();
    return NONE;
  }

  /** As a cause of the report says it, or one that is carried over from a report before. */
  private static boolean atLeast(JsonObject cause) {
    return cause.has("atLeast")
        ? cause.get("atLeast").getAsBoolean()
        : cause.has("keptOfProperty")
            && cause.get("keptOfProperty").getAsInt()
                < cause.get("violatingWorldsOfProperty").getAsInt();
  }

  private static void add(JsonArray array, int worlds, Map<String, Known> causes) {
    for (JsonElement each : array) {
      JsonObject cause = each.getAsJsonObject();
      String id = cause.get("id").getAsString();
      if (!id.isEmpty()) {
        causes.putIfAbsent(
            id,
            new Known(
                cause.get("property").getAsString(),
                cause.get("cause").getAsString(),
                cause.get("findings").getAsInt(),
                cause.has("worlds") ? cause.get("worlds").getAsInt() : worlds,
                atLeast(cause)));
      }
    }
  }
}

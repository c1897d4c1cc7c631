package dev.faultline.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
 * @param causes by signature
 */
record LastReport(boolean there, String written, Map<String, Known> causes) {
  /** A cause of the report before. */
  record Known(String property, String cause) {}

  private static final LastReport NONE = new LastReport(false, "", Map.of());

  /**
   * Reads what an earlier campaign left; what is damaged, or is of another target, is said and
   * counts as nothing.
   */
  static LastReport read(Path file, String target, Terminal terminal) {
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      if (!json.get("target").getAsString().equals(target)) {
        return NONE;
      }
      Map<String, Known> causes = new LinkedHashMap<>();
      for (JsonElement each : json.getAsJsonArray("causes")) {
        JsonObject cause = each.getAsJsonObject();
        String id = cause.get("id").getAsString();
        if (!id.isEmpty()) {
          causes.put(
              id, new Known(cause.get("property").getAsString(), cause.get("cause").getAsString()));
        }
      }
      return new LastReport(true, json.get("written").getAsString(), causes);
    } catch (IOException | RuntimeException e) {
      terminal.err().println("the report before cannot be read and is replaced: " + file);
      return NONE;
    }
  }
}

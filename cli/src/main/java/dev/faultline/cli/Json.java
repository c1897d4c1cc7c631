package dev.faultline.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.campaign.CampaignPlan;

/** What the JSON documents of all commands share. */
final class Json {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private Json() {}

  static String text(JsonObject document) {
    return GSON.toJson(document);
  }

  /** Prints a document that somebody else has written. */
  static void print(Terminal terminal, String document) {
    terminal.out().println(GSON.toJson(JsonParser.parseString(document)));
  }

  /** Prints a document that says what was done to what. */
  static void print(Terminal terminal, String done, Object what) {
    JsonObject document = new JsonObject();
    document.add(done, GSON.toJsonTree(what));
    terminal.out().println(text(document));
  }

  /** The document of a command that failed. */
  static JsonObject error(String message, ExitCode code) {
    JsonObject document = new JsonObject();
    document.addProperty("error", message);
    document.addProperty("exitCode", code.number());
    return document;
  }

  /** Fractional seconds, which hold a nanosecond exactly within the first hundred days. */
  static double seconds(long nanos) {
    return nanos / 1e9;
  }

  static JsonArray strings(Iterable<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  /** All settings, those that have their default value too. */
  static JsonObject settings(Scenario scenario, CampaignPlan plan) {
    JsonObject settings = new JsonObject();
    scenario
        .settings()
        .forEach(
            setting -> settings.addProperty(setting.name(), plan.settings().text(setting.name())));
    return settings;
  }
}

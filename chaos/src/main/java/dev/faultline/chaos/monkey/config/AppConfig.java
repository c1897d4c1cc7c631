package dev.faultline.chaos.monkey.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.faultline.chaos.monkey.group.Exclusion;
import dev.faultline.chaos.monkey.group.Grouping;
import dev.faultline.chaos.monkey.process.DurationText;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.schedule.Spacing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One app's settings for the monkey: {@code attributes.chaosMonkey} of Chaos Monkey's JSON, and
 * some additional keys.
 *
 * @param enabled the app's own switch
 * @param whitelisted whether it has a whitelist, the old form, even an empty one: then nothing is
 *     struck
 * @param mean the mean time between terminations of a group
 * @param minimum the least time between them
 * @param exclusions the instances that are never struck
 * @param minimumAlive how many instances of a group must remain running; default 1
 * @param notAgainWithin how many of the group's most recent victims are not chosen again; default 0
 * @param fault the fault to apply; default kill
 */
public record AppConfig(
    boolean enabled,
    boolean whitelisted,
    Grouping grouping,
    boolean regionsAreIndependent,
    Spacing mean,
    Spacing minimum,
    List<Exclusion> exclusions,
    int minimumAlive,
    int notAgainWithin,
    ProcessFault fault) {
  private static final String MEAN_DAYS = "meanTimeBetweenKillsInWorkDays";
  private static final String MINIMUM_DAYS = "minTimeBetweenKillsInWorkDays";

  /** An app that is switched off. */
  public static final AppConfig DISABLED =
      new AppConfig(
          false,
          false,
          Grouping.CLUSTER,
          true,
          new Spacing.WorkDays(2),
          new Spacing.WorkDays(1),
          List.of(),
          1,
          0,
          ProcessFault.KILL);

  public AppConfig {
    exclusions = List.copyOf(exclusions);
  }

  /**
   * The configuration in a file.
   *
   * @throws ConfigException that names the file, the key and what was expected
   */
  public static AppConfig read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException("there is no file " + file + ", expected the app's JSON", e);
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
    }
    return parse(file.toString(), text);
  }

  /**
   * The configuration in a text.
   *
   * @param source names it in messages
   * @throws ConfigException that names the key and what was expected
   */
  public static AppConfig parse(String source, String text) {
    JsonElement document;
    try {
      document = JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new ConfigException(source + " is not JSON: " + e.getMessage(), e);
    }
    JsonObject root = object(source, "", document);
    // What the original's store serves is the attributes alone.
    JsonElement attributes = root.has("attributes") ? root.get("attributes") : root;
    JsonElement monkey = object(source, "attributes", attributes).get("chaosMonkey");
    if (monkey == null) {
      throw new ConfigException(source + " has no attributes.chaosMonkey, expected an object");
    }
    return new AppReader(source, object(source, "chaosMonkey", monkey)).read();
  }

  private static JsonObject object(String source, String key, JsonElement element) {
    if (element instanceof JsonObject object) {
      return object;
    }
    throw new ConfigException(
        source + (key.isEmpty() ? "" : ": " + key) + " is not an object, expected {…}");
  }

  private record AppReader(String source, JsonObject json) {
    AppConfig read() {
      if (!(value("enabled") instanceof Boolean enabled)) {
        throw wrong("enabled", "true or false");
      }
      if (!enabled) {
        return DISABLED;
      }
      return new AppConfig(
          true,
          json.has("whitelist") && !json.get("whitelist").isJsonNull(),
          grouping(),
          flag("regionsAreIndependent"),
          spacing(MEAN_DAYS, "meanTimeBetweenKills", 1),
          spacing(MINIMUM_DAYS, "minTimeBetweenKills", 0),
          exclusions(),
          whole("minimumAlive", 1, 0),
          whole("notAgainWithin", 0, 0),
          fault());
    }

    private Object value(String key) {
      JsonElement element = json.get(key);
      if (element == null || !element.isJsonPrimitive()) {
        return element == null ? "" : element;
      }
      var primitive = element.getAsJsonPrimitive();
      if (primitive.isBoolean()) {
        return primitive.getAsBoolean();
      }
      return primitive.isNumber() ? primitive.getAsNumber() : primitive.getAsString();
    }

    private boolean flag(String key) {
      if (!json.has(key)) {
        return false;
      }
      if (value(key) instanceof Boolean flag) {
        return flag;
      }
      throw wrong(key, "true or false");
    }

    private int whole(String key, int otherwise, int least) {
      if (!json.has(key)) {
        return otherwise;
      }
      String expected = "a whole number from " + least + " on";
      if (value(key) instanceof Number number && number.toString().matches("-?[0-9]{1,9}")) {
        if (number.intValue() >= least) {
          return number.intValue();
        }
      }
      throw wrong(key, expected);
    }

    private Grouping grouping() {
      return Grouping.named(String.valueOf(value("grouping")))
          .orElseThrow(() -> wrong("grouping", "app, stack or cluster"));
    }

    private Spacing spacing(String days, String plain, int least) {
      if (json.has(days) == json.has(plain)) {
        throw new ConfigException(
            "%s: expected one of %s, in days of work, and %s, an ISO duration"
                .formatted(source, days, plain));
      }
      if (json.has(days)) {
        return new Spacing.WorkDays(whole(days, least, least));
      }
      return ConfigText.in(
          source + ": " + plain,
          () -> {
            var elapsed = new Spacing.Elapsed(DurationText.parse(String.valueOf(value(plain))));
            if (least > 0 && elapsed.duration().isZero()) {
              throw new IllegalArgumentException("it is 0, expected a longer time");
            }
            return elapsed;
          });
    }

    private ProcessFault fault() {
      return json.has("fault")
          ? ConfigText.in(
              source + ": fault", () -> ProcessFault.parse(String.valueOf(value("fault"))))
          : ProcessFault.KILL;
    }

    private List<Exclusion> exclusions() {
      List<Exclusion> all = new ArrayList<>();
      JsonElement list = json.get("exceptions");
      if (list == null || list.isJsonNull()) {
        return all;
      }
      if (!(list instanceof JsonArray array)) {
        throw wrong("exceptions", "an array");
      }
      for (JsonElement element : array) {
        JsonObject one = object(source, "exceptions", element);
        all.add(
            new Exclusion(
                part(one, "account", true),
                part(one, "stack", false),
                part(one, "detail", false),
                part(one, "region", true)));
      }
      return all;
    }

    private String part(JsonObject exception, String key, boolean required) {
      JsonElement element = exception.get(key);
      if (element == null && !required) {
        return "";
      }
      if (element != null && element.isJsonPrimitive()) {
        return element.getAsString();
      }
      throw new ConfigException(
          source + ": an exception has no '" + key + "', expected a name or *");
    }

    private ConfigException wrong(String key, String expected) {
      return new ConfigException(
          "%s: %s is %s, expected %s"
              .formatted(source, key, json.has(key) ? json.get(key) : "missing", expected));
    }
  }
}

package dev.faultline.explore;

import dev.faultline.explore.campaign.InterleaveSetting;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values of a scenario's settings: those that the user gave, and the defaults. */
public final class Settings {
  private final SortedMap<String, String> values = new TreeMap<>();
  private final SortedMap<String, String> given;

  /**
   * Combines the defaults with the given values.
   *
   * @throws UsageException when a given name is not a setting
   */
  public Settings(List<Setting> settings, Map<String, String> given) {
    Map<String, Setting> known = new LinkedHashMap<>();
    for (Setting setting : settings) {
      known.put(setting.name(), setting);
      values.put(setting.name(), setting.defaultValue());
    }
    given.forEach((name, value) -> {
      if (!known.containsKey(name) && !name.equals(InterleaveSetting.NAME)) {
        throw new UsageException(
            "there is no setting '"
                + name
                + "'; "
                + (known.isEmpty()
                    ? "this target has none"
                    : "expected one of " + String.join(", ", known.keySet())));
      }
      values.put(name, value);
    });
    this.given = Collections.unmodifiableSortedMap(new TreeMap<>(given));
  }

  /** The value of a setting that every scenario has; null where it was not given. */
  public @Nullable String universal(String name) {
    return given.get(name);
  }

  /** The values that the user gave, without the defaults. */
  public SortedMap<String, String> given() {
    return given;
  }

  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the scenario does not declare a setting '" + name + "'");
    }
    return value;
  }

  /**
   * The value as a whole number.
   *
   * @throws UsageException when it is not a whole number from {@code min} to {@code max}
   */
  public int number(String name, int min, int max) {
    String text = text(name);
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new UsageException(
        "setting "
            + name
            + " is '"
            + text
            + "', expected a whole number from "
            + min
            + " to "
            + max);
  }

  /**
   * The value as {@code true} or {@code false}.
   *
   * @throws UsageException when it is neither
   */
  public boolean flag(String name) {
    return switch (text(name)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new UsageException(
              "setting " + name + " is '" + text(name) + "', expected true or false");
    };
  }
}

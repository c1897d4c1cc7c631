package dev.faultline.cli;

import dev.faultline.chaos.toxic.Schedule;
import dev.faultline.chaos.toxic.SourceMatch;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import dev.faultline.explore.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A whole toxic in one argument: its type, and then settings and attributes as {@code key=value},
 * such as {@code latency latency=500 stream=both toxicity=0.5}.
 */
final class ToxicWords {
  /** What is no attribute; no type has an attribute of these names. */
  static final Set<String> SETTINGS = Set.of("name", "stream", "toxicity", "schedule", "source");

  /** Values may have spaces: only a space before the next key ends one. */
  private static final Pattern BETWEEN = Pattern.compile("\\s+(?=[a-z_]+=)");

  private final String text;
  private final List<Map.Entry<String, String>> attributes = new ArrayList<>();
  private final List<String> sources = new ArrayList<>();
  private String name = "";
  private Stream stream = Stream.DOWNSTREAM;
  private float toxicity = 1;
  private Schedule schedule = Schedule.ALWAYS;

  private ToxicWords(String text) {
    this.text = text;
  }

  /** Reads {@code text}. */
  static ToxicSpec read(String text) {
    return new ToxicWords(text.strip()).read();
  }

  private ToxicSpec read() {
    String[] words = BETWEEN.split(text);
    String type = words[0];
    if (type.isEmpty() || type.indexOf('=') >= 0) {
      throw mistake("expected a type first, such as latency");
    }
    for (String word : List.of(words).subList(1, words.length)) {
      int equals = word.indexOf('=');
      take(word.substring(0, equals), word.substring(equals + 1));
    }
    Toxic toxic = ToxicTypes.toxic(type, attributes);
    SourceMatch source =
        sources.isEmpty() ? SourceMatch.ALL : ToxicLimits.source("source", sources);
    String called = name.isEmpty() ? type + "_" + stream.text() : name;
    return ToxicTypes.checked(
        () -> new ToxicSpec(called, toxic, stream, toxicity).from(source).during(schedule));
  }

  private void take(String key, String value) {
    switch (key) {
      case "name" -> name = value;
      case "stream" -> stream = ToxicStream.named("stream", value);
      case "schedule" -> schedule = ToxicLimits.schedule("schedule", value);
      case "source" -> sources.addAll(List.of(value.split(",", -1)));
      case "toxicity" -> {
        try {
          toxicity = Float.parseFloat(value);
        } catch (NumberFormatException e) {
          throw mistake("expected a number for toxicity");
        }
      }
      default -> attributes.add(Map.entry(key, value));
    }
  }

  private UsageException mistake(String expected) {
    return new UsageException("--toxic is '" + text + "', " + expected);
  }
}

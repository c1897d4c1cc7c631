package dev.faultline.junit;

import dev.faultline.explore.Durations;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one test, each with where it came from.
 *
 * @param onlySeed whether the seed was given from outside, so that its world alone is meant
 * @param text all of them, for people
 */
record Effective(
    int worlds,
    long seed,
    boolean onlySeed,
    Duration time,
    Strategy strategy,
    boolean shrink,
    @Nullable Duration budget,
    @Nullable Path replay,
    Path directory,
    String text) {
  /** Where settings may come from. */
  record Sources(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment,
      Function<String, Optional<String>> platform) {}

  private record Value(String text, String source) {}

  /** What holds where nobody says otherwise. */
  record Defaults(int worlds, Duration time, Strategy strategy) {
    /** Of a method that sets up its world itself. */
    static final Defaults OF_METHODS = new Defaults(100, Duration.ofSeconds(60), Strategy.SWARM);

    /** Of a scenario, which knows best. */
    static Defaults of(Scenario scenario) {
      return new Defaults(scenario.worlds(), scenario.duration(), scenario.strategy());
    }
  }

  static Effective of(WorldTest annotation, Defaults defaults, Sources sources) {
    Resolver resolver = new Resolver(sources);
    Value worlds =
        resolver.value(
            "worlds",
            annotation.worlds() == 0 ? "" : Integer.toString(annotation.worlds()),
            Integer.toString(defaults.worlds()));
    Value seed =
        resolver.value("seed", annotation.seed() == 0 ? "" : Long.toString(annotation.seed()), "1");
    Value time = resolver.value("time", annotation.time(), Durations.text(defaults.time()));
    Value strategy = resolver.value("strategy", annotation.strategy(), defaults.strategy().text());
    Value shrink = resolver.value("shrink", "", "true");
    Value budget = resolver.value("budget", "", "none");
    Value replay = resolver.value("replay", "", "none");
    Value directory = resolver.value("dir", "", defaultDirectory());
    return new Effective(
        (int) number("worlds", worlds, 1, Integer.MAX_VALUE),
        number("seed", seed, Long.MIN_VALUE, Long.MAX_VALUE),
        seed.source().startsWith("system property") || seed.source().startsWith("environment"),
        Durations.parse(time.text()),
        Strategy.parse(strategy.text()),
        flag("shrink", shrink),
        budget.text().equals("none") ? null : Durations.parse(budget.text()),
        replay.text().equals("none") ? null : Path.of(replay.text()),
        Path.of(directory.text()),
        resolver.said.toString());
  }

  private static String defaultDirectory() {
    return Files.isDirectory(Path.of("build")) && !Files.isDirectory(Path.of("target"))
        ? "build/faultline"
        : "target/faultline";
  }

  private static long number(String name, Value value, long min, long max) {
    try {
      long number = Long.parseLong(value.text());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with what was expected.
    }
    throw new UsageException(
        name
            + " is '"
            + value.text()
            + "' ("
            + value.source()
            + "), expected a whole number"
            + (min == 1 ? " of at least 1" : ""));
  }

  private static boolean flag(String name, Value value) {
    return switch (value.text()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new UsageException(
              name + " is '" + value.text() + "' (" + value.source() + "), expected true or false");
    };
  }

  private static final class Resolver {
    private final Sources sources;
    private final StringBuilder said = new StringBuilder();

    Resolver(Sources sources) {
      this.sources = sources;
    }

    Value value(String name, String annotated, String byDefault) {
      Value value = find(name, annotated, byDefault);
      if (!value.text().equals("none")) {
        said.append(said.isEmpty() ? "" : ", ")
            .append(name)
            .append('=')
            .append(value.text())
            .append(" (")
            .append(value.source())
            .append(')');
      }
      return value;
    }

    private Value find(String name, String annotated, String byDefault) {
      String property = "faultline." + name;
      String given = sources.properties().apply(property);
      if (given != null) {
        return new Value(given, "system property");
      }
      given = sources.environment().apply("FAULTLINE_" + name.toUpperCase(Locale.ROOT));
      if (given != null) {
        return new Value(given, "environment");
      }
      if (!annotated.isEmpty()) {
        return new Value(annotated, "annotation");
      }
      return sources
          .platform()
          .apply(property)
          .map(platform -> new Value(platform, "junit-platform.properties"))
          .orElseGet(() -> new Value(byDefault, "default"));
    }
  }
}

package dev.faultline.junit;

import dev.faultline.explore.Durations;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.ShrinkBudget;
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
 * @param mix changes to the fault mix; empty for none
 * @param proof whether a search that proves nothing fails
 * @param report whether to publish which faults struck, as entries of JUnit's report
 * @param text all of them, for people
 */
record Effective(
    int worlds,
    long seed,
    boolean onlySeed,
    Duration time,
    Strategy strategy,
    long maxEvents,
    String mix,
    int jobs,
    boolean proof,
    boolean shrink,
    ShrinkBudget shrinkBudget,
    boolean report,
    @Nullable Duration budget,
    @Nullable Path replay,
    Path directory,
    String text) {
  private static final String MOST_EVENTS_BY_DEFAULT = "50000000";

  /** Where settings may come from. */
  record Sources(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment,
      Function<String, Optional<String>> platform) {}

  private record Value(String text, String source) {}

  /** The defaults. */
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
        resolver.value("worlds", given(annotation.worlds()), Integer.toString(defaults.worlds()));
    Value seed = resolver.value("seed", given(annotation.seed()), "1");
    Value time = resolver.value("time", annotation.time(), Durations.text(defaults.time()));
    Value strategy = resolver.value("strategy", annotation.strategy(), defaults.strategy().text());
    Value maxEvents =
        resolver.value("max-events", given(annotation.maxEvents()), MOST_EVENTS_BY_DEFAULT);
    Value mix = resolver.value("mix", annotation.mix(), "none");
    Value jobs =
        resolver.value(
            "jobs",
            given(annotation.jobs()),
            Integer.toString(Runtime.getRuntime().availableProcessors()));
    Value proof = resolver.value("proof", annotation.proof() ? "true" : "", "false");
    Value shrink = resolver.value("shrink", "", "true");
    ShrinkBudget most = ShrinkBudget.DEFAULT;
    Value replays =
        resolver.value(
            "shrink-replays", given(annotation.shrinkReplays()), Integer.toString(most.replays()));
    Value shrinkTime =
        resolver.value("shrink-time", annotation.shrinkTime(), Durations.text(most.time()));
    Value report = resolver.value("report", "", "false");
    Value budget = resolver.value("budget", "", "none");
    Value replay = resolver.value("replay", "", "none");
    Value directory = resolver.value("dir", "", defaultDirectory());
    int count = (int) number("worlds", worlds, 1, Integer.MAX_VALUE);
    boolean onlySeed =
        seed.source().startsWith("system property") || seed.source().startsWith("environment");
    long first =
        number("seed", seed, Long.MIN_VALUE, onlySeed ? Long.MAX_VALUE : Long.MAX_VALUE - count);
    return new Effective(
        count,
        first,
        onlySeed,
        Durations.parse(time.text()),
        Strategy.parse(strategy.text()),
        number("max-events", maxEvents, 1, Long.MAX_VALUE),
        mix.text().equals("none") ? "" : mixed(mix),
        (int) number("jobs", jobs, 1, Integer.MAX_VALUE),
        proves(proof, strategy, annotation.proof()),
        flag("shrink", shrink),
        new ShrinkBudget(
            (int) number("shrink-replays", replays, 1, Integer.MAX_VALUE),
            Durations.parse(shrinkTime.text())),
        flag("report", report),
        budget.text().equals("none") ? null : Durations.parse(budget.text()),
        replay.text().equals("none") ? null : Path.of(replay.text()),
        Path.of(directory.text()),
        resolver.said.toString());
  }

  private static String given(long number) {
    return number == 0 ? "" : Long.toString(number);
  }

  /** The text, if it says something that a mix can be changed to. */
  private static String mixed(Value mix) {
    var _ = FaultMix.DEFAULT.changed(mix.text());
    return mix.text();
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
            + (min == 1 ? " of at least 1" : "")
            + (name.equals("seed") && max != Long.MAX_VALUE
                ? " of at most " + max + ", so that each world has a seed"
                : ""));
  }

  /** From outside it is meant for the tests whose strategy can prove anything. */
  private static boolean proves(Value proof, Value strategy, boolean annotated) {
    boolean asked = flag("proof", proof);
    if (!asked || Strategy.parse(strategy.text()) instanceof Strategy.Exhaustive) {
      return asked;
    }
    if (annotated) {
      throw new UsageException(
          "proof is 'true' ("
              + proof.source()
              + ") and strategy '"
              + strategy.text()
              + "' ("
              + strategy.source()
              + "), which samples worlds; expected exhaustive, in one of its forms");
    }
    return false;
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
      given =
          sources
              .environment()
              .apply("FAULTLINE_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
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

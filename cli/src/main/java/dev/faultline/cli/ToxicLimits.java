package dev.faultline.cli;

import dev.faultline.chaos.toxic.AttributeException;
import dev.faultline.chaos.toxic.Schedule;
import dev.faultline.chaos.toxic.SourceMatch;
import dev.faultline.explore.UsageException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom a toxic bites, and when: what Toxiproxy does not know. */
final class ToxicLimits {
  private static final Pattern TIMES = Pattern.compile("(\\d{0,18})\\.\\.(\\d{0,18})");

  @Option(
      names = "--schedule",
      paramLabel = "START..END",
      description =
          "When it is in effect, in ms from when it is added; either may be left out, such as 1000.. or ..5000.")
  private @Nullable String schedule;

  @Option(
      names = "--source",
      paramLabel = "NETWORK",
      description =
          "Bite only clients of this address or network, such as 10.0.0.0/8; may be given several times.")
  private List<String> sources = List.of();

  /** Whether there are any. */
  boolean given() {
    return schedule != null || !sources.isEmpty();
  }

  Optional<Schedule> schedule() {
    return Optional.ofNullable(schedule).map(text -> schedule("--schedule", text));
  }

  Optional<SourceMatch> source() {
    return sources.isEmpty() ? Optional.empty() : Optional.of(source("--source", sources));
  }

  /** Reads {@code START..END}. */
  static Schedule schedule(String option, String text) {
    Matcher times = TIMES.matcher(text);
    if (!times.matches() || text.equals("..")) {
      throw new UsageException(
          "%s is '%s', expected START..END in ms, such as 1000..5000, 1000.. or ..5000"
              .formatted(option, text));
    }
    long start = times.group(1).isEmpty() ? 0 : Long.parseLong(times.group(1));
    long end = times.group(2).isEmpty() ? Schedule.NEVER : Long.parseLong(times.group(2));
    return checked(option, () -> new Schedule(start, end));
  }

  /** Reads addresses and networks. */
  static SourceMatch source(String option, List<String> networks) {
    return checked(option, () -> new SourceMatch(networks));
  }

  private static <T> T checked(String option, Supplier<T> made) {
    try {
      return made.get();
    } catch (AttributeException e) {
      throw new UsageException(option + ": " + e.getMessage(), e);
    }
  }
}

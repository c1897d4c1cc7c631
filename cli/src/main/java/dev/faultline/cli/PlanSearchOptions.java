package dev.faultline.cli;

import dev.faultline.chaos.monkey.process.DurationText;
import dev.faultline.chaos.plan.PlanSearch;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A search over plans. */
final class PlanSearchOptions {
  private static final Duration TIME = Duration.ofHours(1);

  @Option(
      names = "--search",
      paramLabel = "RUNS",
      converter = Converters.Positive.class,
      description = {
        "Draw phases in place of the PLAN's, from --seed, and play them until one run is violated;"
            + " then make that plan smaller. RUNS bounds all of it."
      })
  private @Nullable Integer runs;

  @Option(
      names = "--search-time",
      paramLabel = "DURATION",
      description = "After so long no other run is begun; default: 1h.")
  private @Nullable String time;

  /** Whether the last plan that was found is in its file. */
  private boolean written;

  boolean isAsked() {
    if (time != null && runs == null) {
      throw new UsageException("--search-time is of --search only");
    }
    return runs != null;
  }

  /** Searches, and writes what was found beside the plan. */
  int run(Terminal terminal, Path file, @Nullable Long seed, PlanPlayer player) {
    Path folder = file.toAbsolutePath().resolveSibling("");
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UsageException(file + " cannot be read: " + e.getMessage(), e);
    }
    long drawn = seed != null ? seed : System.nanoTime() & 0x7fff_ffffL;
    PlanSearch search =
        new PlanSearch(
            folder,
            text,
            budget(),
            (plan, with) -> player.play(plan, with, event -> {}),
            System::nanoTime,
            line -> say(terminal, line),
            found -> write(terminal, to(file, found), found));
    say(terminal, "search from seed " + drawn);
    PlanSearch.Result result = search.search(drawn);
    if (result.found().isPresent()) {
      PlanSearch.Found found = result.found().get();
      say(
          terminal,
          "violated: %s; %s; after %s: %s"
              .formatted(
                  found.report().reason(),
                  again(found),
                  HumanText.count(result.runs(), "run"),
                  written
                      ? terminal.command() + " run " + to(file, found)
                      : "save the last plan above in the folder of " + file + ", and run it"));
      return ExitCode.VIOLATION.number();
    }
    say(
        terminal,
        "%s: %d of %s held, %d were undecided"
            .formatted(
                result.stopped() ? "stopped" : "nothing found",
                result.held(),
                HumanText.count(result.runs(), "run"),
                result.undecided()));
    return result.stopped() || result.held() == 0
        ? ExitCode.INCONCLUSIVE.number()
        : ExitCode.NO_VIOLATION.number();
  }

  private static String again(PlanSearch.Found found) {
    if (found.again() == 0) {
      return "not run again";
    }
    return "violated again in %d of %s%s"
        .formatted(
            found.violatedAgain(),
            HumanText.count(found.again(), "more run"),
            found.violatedAgain() < found.again() ? ": it fails only sometimes" : "");
  }

  private static Path to(Path file, PlanSearch.Found found) {
    return file.toAbsolutePath().resolveSibling(name(file) + "-found-" + found.seed() + ".yaml");
  }

  /** At once, so that it is not lost when the search is killed; on a full disk it is printed. */
  private void write(Terminal terminal, Path to, PlanSearch.Found found) {
    try {
      written = false;
      ResultFiles.replace(to, found.yaml());
      written = true;
      say(terminal, "found, and written to " + to);
    } catch (IOException e) {
      terminal.err().println("what was found cannot be written, so here it is: " + e);
      terminal.err().flush();
      say(terminal, found.yaml());
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
  }

  private PlanSearch.Budget budget() {
    try {
      Duration most = time == null ? TIME : DurationText.parse(time);
      return new PlanSearch.Budget(runs == null ? 1 : runs, most);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--search-time: " + e.getMessage(), e);
    }
  }

  private static void say(Terminal terminal, String line) {
    terminal.out().println(line);
    terminal.out().flush();
  }
}

package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.guard.advise.Advice;
import dev.faultline.guard.advise.Advisor;
import dev.faultline.guard.advise.Target;
import dev.faultline.guard.advise.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how many workers and how long a queue a service needs. */
@Command(
    name = "advise",
    description = {
      "Says how many workers and how long a queue keep the waiting within a target, by simulation"
          + " of a recorded trace: as it was, and as it would be without its bursts.",
      "The file has a line for each request: when it came and how long its work took, in seconds,"
          + " such as '12.5 0.043'. Lines that begin with # are comments. A log of HdrHistogram"
          + " with service times in nanoseconds will do as well."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "2:wrong usage, or a file that is no trace",
      "4:Faultline itself failed, or results could not be written"
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline advise requests.txt --wait 50ms",
      "  ./faultline advise requests.txt --wait 50ms --quantile 0.999 --load 2 --html curve.html"
    })
final class AdviseCommand implements Callable<Integer> {
  /** Work that takes hours is more likely written in microseconds or nanoseconds. */
  private static final double ODD_SECONDS = 10_000;

  /** Of the load without bursts. */
  private static final long SEED = 7;

  private final Terminal terminal;

  @Parameters(paramLabel = "TRACE", description = "The recorded requests.")
  private Path trace = Path.of("");

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description = "How long requests may wait before their work begins (default: 100ms).")
  private Duration longestWait = Duration.ofMillis(100);

  @Option(
      names = "--quantile",
      paramLabel = "Q",
      description = "The share of requests for which that holds (default: ${DEFAULT-VALUE}).")
  private double quantile = 0.99;

  @Option(
      names = "--refused",
      paramLabel = "SHARE",
      description = "The share of requests that may be refused (default: ${DEFAULT-VALUE}).")
  private double refused = 0.001;

  @Option(
      names = "--load",
      paramLabel = "FACTOR",
      description = "How many times as fast the requests come (default: ${DEFAULT-VALUE}).")
  private double load = 1;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the curve of waiting by workers as an HTML file.")
  private @Nullable Path html;

  AdviseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Target target;
    Trace recorded;
    Advice asRecorded;
    Advice steady;
    check(
        "--quantile",
        quantile,
        quantile > 0 && quantile <= 1,
        "more than 0, up to 1, such as 0.99");
    check("--refused", refused, refused >= 0 && refused <= 1, "0 to 1, such as 0.001");
    check("--load", load, load > 0 && load <= 1_000, "more than 0, up to 1000");
    if (html != null) {
      HtmlOption.check(html);
    }
    try {
      target = new Target(longestWait, quantile, refused);
      recorded = TraceFile.read(trace).faster(load);
      asRecorded = Advisor.advise(recorded, target);
      steady = Advisor.advise(recorded.steady(SEED), target);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    double median = recorded.service(0.5);
    if (median >= ODD_SECONDS) {
      terminal
          .err()
          .println(
              "Half of the requests take %s and more: is that in seconds?".formatted(time(median)));
      terminal.err().flush();
    }
    AdviceText text = new AdviceText(terminal.outPaint(), target, recorded);
    text.lines(String.valueOf(trace.getFileName()), asRecorded, steady)
        .forEach(terminal.out()::println);
    if (html != null) {
      write(html, AdvicePage.of(trace.toString(), target, asRecorded, steady));
      terminal.out().println();
      terminal.out().println("The curve is in " + html);
    }
    terminal.out().flush();
    return ExitCode.NO_VIOLATION.number();
  }

  private static void check(String option, double value, boolean isInRange, String expected) {
    if (!isInRange) {
      throw new UsageException("%s is %s, expected %s".formatted(option, value, expected));
    }
  }

  private static void write(Path file, String page) {
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new UsageException("cannot write '%s', which --html names: %s".formatted(file, e), e);
    }
  }

  /** A time with three digits and the unit that suits it. */
  static String time(double seconds) {
    if (seconds == 0) {
      return "0";
    }
    double millis = seconds * 1e3;
    return seconds >= 1e7
        ? String.format(Locale.ROOT, "%.2e s", seconds)
        : seconds >= 10
            ? String.format(Locale.ROOT, "%,.0f s", seconds)
            : seconds >= 1
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : millis >= 10
                    ? String.format(Locale.ROOT, "%.0f ms", millis)
                    : millis >= 0.1
                        ? String.format(Locale.ROOT, "%.1f ms", millis)
                        : seconds >= 1e-7
                            ? String.format(Locale.ROOT, "%.1f us", seconds * 1e6)
                            : String.format(Locale.ROOT, "%.2g ns", seconds * 1e9);
  }
}

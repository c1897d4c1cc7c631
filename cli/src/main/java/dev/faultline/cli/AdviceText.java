package dev.faultline.cli;

import dev.faultline.guard.advise.Advice;
import dev.faultline.guard.advise.Target;
import dev.faultline.guard.advise.Trace;
import dev.faultline.guard.advise.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Advice as lines of text. */
final class AdviceText {
  private static final int BAR = 40;

  private final Paint paint;
  private final Target target;
  private final Trace trace;

  AdviceText(Paint paint, Target target, Trace trace) {
    this.paint = paint;
    this.target = target;
    this.trace = trace;
  }

  List<String> lines(String name, Advice recorded, Advice steady) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d requests in %s, %.1f/s; their work takes %s on average, 99 %% within %s; it"
                + " keeps %.1f workers busy",
            name,
            trace.size(),
            AdviseCommand.time(trace.seconds()),
            trace.rate(),
            AdviseCommand.time(trace.meanService()),
            AdviseCommand.time(trace.service(0.99)),
            trace.load()));
    lines.add("");
    lines.add(
        "So that %s of requests wait no longer than %s, and at most %s are refused:"
            .formatted(
                percent(target.quantile()),
                AdviseCommand.time(target.longestWait().toNanos() / 1e9),
                percent(target.refusedShare())));
    lines.add(
        paint.dim(
            String.format(
                Locale.ROOT,
                "  %-22s %8s %8s %10s %10s %10s %7s",
                "load",
                "workers",
                "queue",
                percent(target.quantile()) + " wait",
                "mean wait",
                "refused",
                "busy")));
    lines.add(row("as recorded", recorded));
    lines.add(row("without its bursts", steady));
    lines.add("");
    lines.add(
        paint.dim(
            "  workers   %s wait within, as recorded, with a queue without a bound (logarithmic)"
                .formatted(percent(target.quantile()))));
    curve(lines, recorded);
    return lines;
  }

  private static String row(String load, Advice advice) {
    Waiting waiting = advice.waiting();
    return String.format(
        Locale.ROOT,
        "  %-22s %8d %8d %10s %10s %10s %7s",
        load,
        advice.workers(),
        advice.places(),
        AdviseCommand.time(waiting.quantileSeconds()),
        AdviseCommand.time(waiting.meanSeconds()),
        percent(waiting.refusedShare()),
        percent(waiting.busyShare()));
  }

  /** Bars as long as the wait's logarithm, from a hundredth of the target. */
  private void curve(List<String> lines, Advice advice) {
    double least = Math.max(1e-9, target.longestWait().toNanos() / 1e9 / 100);
    double most = least * 10;
    for (Advice.Point point : advice.curve()) {
      most = Math.max(most, point.waiting().quantileSeconds());
    }
    for (Advice.Point point : advice.curve()) {
      double seconds = point.waiting().quantileSeconds();
      double share = Math.log(Math.max(1, seconds / least)) / Math.log(most / least);
      String bar = "#".repeat((int) Math.round(share * BAR));
      boolean isEnough = point.workers() >= advice.workers();
      lines.add(
          String.format(
              Locale.ROOT,
              "  %7d   %s %s%s",
              point.workers(),
              isEnough ? paint.green(bar) : paint.red(bar),
              AdviseCommand.time(seconds),
              point.workers() == advice.workers() ? "  <- the fewest" : ""));
    }
  }

  static String percent(double share) {
    double percent = 100 * share;
    return (percent == Math.rint(percent)
            ? String.format(Locale.ROOT, "%.0f", percent)
            : String.format(Locale.ROOT, "%.4f", percent)
                .replaceAll("0+$", "")
                .replaceAll("(\\.\\d\\d)\\d+$", percent < 0.1 ? "$0" : "$1")
                .replaceAll("\\.0*$", ""))
        + " %";
  }
}

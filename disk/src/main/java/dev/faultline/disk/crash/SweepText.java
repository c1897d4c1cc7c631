package dev.faultline.disk.crash;

import dev.faultline.disk.fault.Errno;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Formats the result of a sweep as lines of text. */
public final class SweepText {
  private SweepText() {}

  /** Which call failed and where the program made it, how it went on, and what is wrong then. */
  public static List<String> of(SweepFinding finding) {
    List<String> lines = new ArrayList<>();
    FailedCall failed = finding.failed();
    Errno errno = failed.errno();
    lines.add("a failed call that the program does not survive, under " + finding.profile().name());
    lines.add(
        "  %s: %s %s%s"
            .formatted(
                failing(failed.number(), finding.of(), finding.mode()),
                failed.call().text(),
                Recording.shown(failed.path()),
                end(finding.mode(), errno)));
    for (StackTraceElement frame : failed.stack()) {
      lines.add("      at " + frame);
    }
    if (finding.endless() != null) {
      lines.add("  the program does not end: " + finding.endless());
    } else if (finding.ended() != null) {
      lines.add("  the program ends with " + finding.ended());
    } else {
      lines.add("  the program goes on to its end");
    }
    Finding crash = finding.finding();
    if (crash != null) {
      List<String> all = FindingText.of(crash);
      lines.addAll(all.subList(1, all.size()));
    }
    return lines;
  }

  /** Which call of how many fails how. */
  static String failing(int number, int of, SweepOptions.Mode mode) {
    return "call %d of %d %s %s"
        .formatted(number, of, mode == SweepOptions.Mode.SHORT ? "ends" : "fails,", mode.text());
  }

  private static String end(SweepOptions.Mode mode, @Nullable Errno errno) {
    if (errno != null) {
      return ": " + errno + " (" + errno.text() + ")";
    }
    return mode == SweepOptions.Mode.SHORT ? "" : ": its data is lost, and the next sync is told";
  }
}

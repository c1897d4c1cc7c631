package dev.faultline.disk.crash;

import dev.faultline.disk.Dropped;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.Operation;
import dev.faultline.disk.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Formats a report as lines of text. */
public final class FindingText {
  private FindingText() {}

  /** What was found, what was lost and where the program made it, and what is missing. */
  public static List<String> of(Finding finding) {
    List<String> lines = new ArrayList<>();
    lines.add("a crash that the program does not survive, under " + finding.profile().name());
    switch (finding.verdict()) {
      case Verdict.Bad(Throwable reason) -> lines.add("  the check says: " + reason);
      case Verdict.Hung hung ->
          lines.add("  the check did not end within " + hung.limit().toMillis() + " ms");
      case Verdict.Good good -> throw new AssertionError("no finding");
    }
    Operation after = finding.after();
    lines.add(
        (finding.profile().equals(Profile.PROCESS_KILL)
                ? "  the process dies "
                : "  the machine crashes ")
            + (after == null ? "before the first call" : "after " + shown(after)));
    Operation recovery = finding.recovery();
    if (recovery != null) {
      lines.add("  and once more during recovery, after " + shown(recovery));
    }
    List<String> acknowledged = finding.acknowledged();
    lines.add(
        "  acknowledged by then: "
            + (acknowledged.isEmpty()
                ? "nothing"
                : acknowledged.size() + ", the last was \"" + acknowledged.getLast() + "\""));
    addLost(lines, finding);
    addNeverWritten(lines, finding);
    for (String sentence : finding.missing()) {
      lines.add("  missing: " + sentence);
    }
    return lines;
  }

  private static void addLost(List<String> lines, Finding finding) {
    Operation last = null;
    for (MicroOp op : finding.lost()) {
      boolean torn = finding.torn().contains(op);
      if (op.operation() != last) {
        last = op.operation();
        lines.add("  lost" + (torn ? " in part" : "") + ": " + shown(op.operation()));
        for (StackTraceElement frame : op.operation().stack()) {
          lines.add("      at " + frame);
        }
      }
    }
  }

  private static void addNeverWritten(List<String> lines, Finding finding) {
    Set<Long> told = new TreeSet<>();
    for (Dropped dropped : finding.neverWritten()) {
      Operation operation = dropped.operation();
      if (told.add(operation.number())) {
        lines.add("  never reached the device: " + shown(operation));
        for (StackTraceElement frame : operation.stack()) {
          lines.add("      at " + frame);
        }
      }
    }
  }

  static String shown(Operation operation) {
    return operation
        .toString()
        .replace(Recording.DIRECTORY + "/", "")
        .replace(Recording.DIRECTORY, ".");
  }
}

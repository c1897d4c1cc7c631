package dev.faultline.report;

import dev.faultline.report.Columns.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each lane did at each moment, as slices with a length. A step takes no simulated time, but
 * trace viewers draw and connect only slices with a length. So a step gets a microsecond, or less
 * if the lane's next step comes sooner.
 */
final class Steps {
  static final long LONGEST_NANOS = 1_000;

  /** A moment in which a lane did something. */
  static final class Step {
    final int lane;
    final long nanos;
    final String name;
    final List<String> lines = new ArrayList<>();
    long lengthNanos = LONGEST_NANOS;

    Step(int lane, long nanos, String name) {
      this.lane = lane;
      this.nanos = nanos;
      this.name = name;
    }
  }

  private Steps() {}

  static List<Step> of(Recording run) {
    Phrases phrases = new Phrases(run);
    List<Step> steps = new ArrayList<>();
    Map<Integer, Step> latest = new LinkedHashMap<>();
    for (int i = 0; i < run.size(); i++) {
      Row row = run.columns().row(i);
      if (!row.kind().onALane() || row.kind() == Kind.LOST || row.kind() == Kind.DUPLICATED) {
        continue;
      }
      Step step = latest.get(row.lane());
      if (step == null || step.nanos != row.nanos()) {
        if (step != null) {
          step.lengthNanos = Math.min(LONGEST_NANOS, row.nanos() - step.nanos);
        }
        step = new Step(row.lane(), row.nanos(), name(row, phrases));
        latest.put(row.lane(), step);
        steps.add(step);
      }
      step.lines.add(phrases.of(row));
    }
    return steps;
  }

  private static String name(Row row, Phrases phrases) {
    return switch (row.kind()) {
      case SENT -> "send " + phrases.type(row);
      case DELIVERED -> phrases.type(row);
      case TIMER -> "timer " + phrases.type(row);
      case SIGNAL -> phrases.type(row);
      case REMARK -> "remark";
      case INVOKED -> "call";
      case COMPLETED -> "return";
      case STARTED,
          CRASHED,
          LOST,
          DUPLICATED,
          THREAD,
          FAULT_BEGAN,
          FAULT_ENDED,
          HEALED,
          VIOLATED,
          STATE ->
          phrases.of(row);
    };
  }
}

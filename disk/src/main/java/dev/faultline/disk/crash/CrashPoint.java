package dev.faultline.disk.crash;

import dev.faultline.disk.Entry;
import dev.faultline.disk.MicroOp;
import java.util.ArrayList;
import java.util.List;

/**
 * A moment of a recording at which the machine may crash.
 *
 * @param index the position of the last entry before it; -1 for the beginning
 * @param acknowledged what had been acknowledged by then
 * @param suspicious whether such moments are tried first
 */
record CrashPoint(int index, List<String> acknowledged, boolean suspicious) {
  /** All moments between two labels, in the order of the run. */
  static List<CrashPoint> of(Recording recording, CrashOptions options) {
    List<Entry> history = recording.history();
    int first = options.from() == null ? -1 : label(history, options.from());
    int last = options.to() == null ? history.size() - 1 : label(history, options.to());
    if (first > last) {
      throw new CrashUsageException(
          "label " + options.from() + " comes after label " + options.to(), null);
    }
    // All points share one list: a long run has many points and many acknowledgements.
    List<String> all = acknowledged(history, last);
    List<CrashPoint> points = new ArrayList<>();
    if (first < 0) {
      points.add(new CrashPoint(-1, List.of(), false));
    }
    int acknowledged = 0;
    for (int i = 0; i <= last; i++) {
      acknowledged += isAcknowledgement(history.get(i)) ? 1 : 0;
      if (i >= first && isMoment(history, i)) {
        points.add(new CrashPoint(i, all.subList(0, acknowledged), isSuspicious(history, i)));
      }
    }
    if (points.isEmpty()) {
      throw new CrashUsageException(
          "there is no crash point between "
              + options.from()
              + " and "
              + options.to()
              + ": they belong to one call, and a crash comes before or after it; choose another"
              + " label",
          null);
    }
    return points;
  }

  private static List<String> acknowledged(List<Entry> history, int last) {
    return history.subList(0, last + 1).stream()
        .filter(CrashPoint::isAcknowledgement)
        .map(entry -> ((Entry.Mark) entry).text())
        .toList();
  }

  private static boolean isAcknowledgement(Entry entry) {
    return entry instanceof Entry.Mark mark && mark.acknowledged();
  }

  private static boolean isMoment(List<Entry> history, int index) {
    return Entry.isBoundary(history, index)
        && !(history.get(index) instanceof Entry.Release)
        && !(history.get(index) instanceof Entry.Decay)
        && !(history.get(index) instanceof Entry.Unseen);
  }

  /**
   * Commits, log switches, checkpoints, renames and truncations: right behind an acknowledgement,
   * around what changes names or cuts files, and before a sync (Zheng et al., OSDI 2014, rank
   * points so).
   */
  private static boolean isSuspicious(List<Entry> history, int index) {
    return isPivotal(history.get(index))
        || (index + 1 < history.size()
            && (isPivotal(history.get(index + 1)) || history.get(index + 1) instanceof Entry.Sync));
  }

  private static boolean isPivotal(Entry entry) {
    return switch (entry) {
      case Entry.Mark mark -> mark.acknowledged();
      case MicroOp.Enter enter -> true;
      case MicroOp.Remove remove -> true;
      case MicroOp.Resize resize -> !resize.appended();
      default -> false;
    };
  }

  /** Where a label is, or where a file of that name first gets it. */
  private static int label(List<Entry> history, String name) {
    for (int i = 0; i < history.size(); i++) {
      boolean found =
          switch (history.get(i)) {
            case Entry.Mark mark -> !mark.acknowledged() && mark.text().equals(name);
            case MicroOp.Enter enter -> name.equals(nameGiven(enter));
            default -> false;
          };
      if (found) {
        return i;
      }
    }
    List<String> known =
        history.stream()
            .filter(entry -> entry instanceof Entry.Mark mark && !mark.acknowledged())
            .map(entry -> ((Entry.Mark) entry).text())
            .distinct()
            .toList();
    throw new CrashUsageException(
        "no label "
            + name
            + " in the recording, and no file of that name is created; "
            + (known.isEmpty()
                ? "it has no labels"
                : "it has the labels " + String.join(", ", known)),
        null);
  }

  private static String nameGiven(MicroOp.Enter enter) {
    String detail = enter.operation().detail();
    return Recording.shown(
        enter.naming() == MicroOp.Naming.RENAMED && detail.startsWith("to ")
            ? detail.substring("to ".length())
            : enter.operation().path());
  }
}

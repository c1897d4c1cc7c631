package dev.faultline.explore.why;

import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Nodes that are up and no longer send any of their peers anything, though they used to. Peers are
 * nodes whose names differ by a number alone.
 */
final class Quiet {
  /** Silent for so many times the longest silence before. */
  private static final int LONGER = 3;

  private static final class Habit {
    long last = -1;
    long longestGap;
    int sent;
  }

  private Quiet() {}

  /** A line for all peers that are quiet; none where none is. */
  static List<String> of(List<TraceEvent> run) {
    Map<String, Habit> habits = new LinkedHashMap<>();
    Set<String> up = new LinkedHashSet<>();
    for (TraceEvent event : run) {
      switch (event) {
        case TraceEvent.Started e -> up.add(e.node());
        case TraceEvent.Crashed e -> up.remove(e.node());
        case TraceEvent.Sent e when Kinds.role(e.from()).equals(Kinds.role(e.to())) -> {
          Habit habit = habits.computeIfAbsent(e.from(), from -> new Habit());
          if (habit.last >= 0) {
            habit.longestGap = Math.max(habit.longestGap, e.nanos() - habit.last);
          }
          habit.last = e.nanos();
          habit.sent++;
        }
        case TraceEvent other -> {}
      }
    }
    long end = run.isEmpty() ? 0 : run.getLast().nanos();
    Map<String, List<String>> quiet = new LinkedHashMap<>();
    habits.forEach((node, habit) -> {
      if (up.contains(node)
          && habit.sent > 1
          && end - habit.last > LONGER * Math.max(1, habit.longestGap)) {
        quiet.computeIfAbsent(Kinds.role(node), role -> new ArrayList<>()).add(node);
      }
    });
    List<String> lines = new ArrayList<>();
    quiet.forEach((role, nodes) -> lines.add(line(role, nodes, habits)));
    return lines;
  }

  private static String line(String role, List<String> nodes, Map<String, Habit> habits) {
    long[] last =
        nodes.stream().map(habits::get).filter(Objects::nonNull).mapToLong(h -> h.last).toArray();
    long latest = Arrays.stream(last).max().orElse(0);
    boolean together = Arrays.stream(last).allMatch(each -> each == latest);
    return String.join(", ", nodes)
        + (nodes.size() == 1 ? " is up and sends" : " are up and send")
        + " no other "
        + role
        + " anything since "
        + InTheWay.time(latest)
        + (together ? "" : " at the latest");
  }
}

package dev.faultline.cli;

import dev.faultline.cli.GroupTrace.Event;
import dev.faultline.cli.GroupTrace.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a write waited for, stage by stage: from its end back to its call, each time to what had to
 * happen before. For one client that calls one operation at a time.
 */
final class GroupTracePaths {
  /** As many writes at the beginning do not count: code that is not compiled yet. */
  private static final double WARMING = 0.5;

  private static final Set<Step> CAUSES =
      EnumSet.of(Step.CALLED, Step.RECEIVED, Step.SYNCING, Step.SYNCED);

  private static final double MILLI = 1e6;

  /** By process, in the order of time. */
  private final Map<String, List<Event>> events = new TreeMap<>();

  private final List<List<Event>> paths = new ArrayList<>();
  private int broken;

  GroupTracePaths(List<Event> all) {
    all.stream()
        .sorted(Comparator.comparingLong(Event::nanos))
        .forEach(each -> events.computeIfAbsent(each.process(), _ -> new ArrayList<>()).add(each));
    List<Event> asked = events.getOrDefault(GroupTrace.CLIENT, List.of());
    List<Integer> calls = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (asked.get(i).step() == Step.CALLED) {
        calls.add(i);
      }
    }
    for (int call : calls.subList((int) (calls.size() * WARMING), calls.size())) {
      int end = call;
      while (end < asked.size() && asked.get(end).step() != Step.ENDED) {
        end++;
      }
      if (end < asked.size()) {
        List<Event> path = path(asked, call, end);
        if (path == null) {
          broken++;
        } else {
          paths.add(path);
        }
      }
    }
  }

  private @Nullable List<Event> path(List<Event> asked, int call, int end) {
    long since = asked.get(call).nanos();
    List<Event> path = new ArrayList<>(List.of(asked.get(end)));
    List<Event> mine = asked;
    int at = end;
    while (mine.get(at).step() != Step.CALLED) {
      Event event = mine.get(at);
      int before = at - 1;
      if (event.step() == Step.RECEIVED) {
        List<Event> theirs = events.getOrDefault(event.peer(), List.of());
        int left = lastLeft(theirs, event);
        if (left < 0) {
          return null;
        }
        long sentNanos = theirs.get(left).nanos();
        while (before >= 0
            && mine.get(before).nanos() > sentNanos
            && mine.get(before).step() != Step.WOKE
            && mine.get(before).step() != Step.SYNCED) {
          before--;
        }
        boolean isLater = before >= 0 && mine.get(before).nanos() > sentNanos;
        if (isLater && mine.get(before).step() == Step.SYNCED) {
          // It came while this one was syncing: that is what was waited for.
          at = before;
        } else {
          if (isLater) {
            path.add(mine.get(before));
          }
          path.add(theirs.get(left));
          mine = theirs;
          at = lastSent(theirs, left, event.process());
        }
      } else {
        while (before >= 0 && !CAUSES.contains(mine.get(before).step())) {
          before--;
        }
        at = before;
      }
      if (at < 0 || mine.get(at).nanos() < since) {
        return null;
      }
      path.add(mine.get(at));
    }
    return path.reversed();
  }

  /** The last time that something for whoever received this left there before. */
  private static int lastLeft(List<Event> theirs, Event received) {
    int found = -1;
    int left = -1;
    for (int i = firstAfter(theirs, received.nanos()) - 1; i >= 0 && found < 0; i--) {
      if (theirs.get(i).step() == Step.LEFT) {
        left = i;
      } else if (theirs.get(i).step() == Step.SENT
          && theirs.get(i).peer().equals(received.process())
          && left >= 0) {
        found = left;
      }
    }
    return found;
  }

  private static int lastSent(List<Event> theirs, int left, String to) {
    int i = left - 1;
    while (i >= 0 && !(theirs.get(i).step() == Step.SENT && theirs.get(i).peer().equals(to))) {
      i--;
    }
    return i;
  }

  private static int firstAfter(List<Event> all, long nanos) {
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).nanos() <= nanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The commonest ways with their stages, and where the time of all went. */
  List<String> tell(int ways) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%,d warm writes traced, the ways of %,d others are not whole"
            .formatted(paths.size(), broken));
    Map<List<String>, List<List<Event>>> bySignature = new LinkedHashMap<>();
    paths.forEach(
        path -> bySignature.computeIfAbsent(stages(path), _ -> new ArrayList<>()).add(path));
    bySignature.entrySet().stream()
        .sorted(Comparator.comparingInt(each -> -each.getValue().size()))
        .limit(ways)
        .forEach(each -> way(lines, each.getKey(), each.getValue()));
    lines.add("where the time of a write went, over all of them; p50 and mean in ms:");
    Map<String, double[]> kinds = new TreeMap<>();
    for (int p = 0; p < paths.size(); p++) {
      List<Event> path = paths.get(p);
      for (int i = 1; i < path.size(); i++) {
        kinds
                .computeIfAbsent(kind(path.get(i - 1), path.get(i)), _ -> new double[paths.size()])[
                p] +=
            path.get(i).nanos() - path.get(i - 1).nanos();
      }
    }
    kinds.forEach((kind, nanos) -> lines.add(line(kind, nanos)));
    return lines;
  }

  private void way(List<String> lines, List<String> stages, List<List<Event>> those) {
    lines.add("the way of %,d writes; p50 and mean in ms of each stage:".formatted(those.size()));
    for (int i = 1; i < stages.size(); i++) {
      int stage = i;
      lines.add(
          line(
              stages.get(i),
              those.stream()
                  .mapToDouble(path -> path.get(stage).nanos() - path.get(stage - 1).nanos())
                  .toArray()));
    }
    lines.add(
        line(
            "in all",
            those.stream()
                .mapToDouble(path -> path.getLast().nanos() - path.getFirst().nanos())
                .toArray()));
  }

  private static String line(String what, double[] nanos) {
    Arrays.sort(nanos);
    return String.format(
        Locale.ROOT,
        "  %-44s %6.3f %6.3f",
        what,
        nanos.length == 0 ? 0 : nanos[nanos.length / 2] / MILLI,
        Arrays.stream(nanos).average().orElse(0) / MILLI);
  }

  private static List<String> stages(List<Event> path) {
    String answers = "";
    for (Event each : path) {
      if (each.step() == Step.RECEIVED && each.process().equals(GroupTrace.CLIENT)) {
        answers = each.peer();
      }
    }
    List<String> all = new ArrayList<>();
    String last = answers;
    path.forEach(each ->
        all.add(
            (each.process().equals(GroupTrace.CLIENT)
                    ? "client"
                    : each.process().equals(last) ? "member that answers" : "another member")
                + switch (each.step()) {
                  case CALLED -> " calls";
                  case SENT -> " has made a message";
                  case LEFT -> " has sent it";
                  case WOKE -> " wakes";
                  case RECEIVED -> " has it";
                  case SYNCING -> " begins to sync";
                  case SYNCED -> " has synced";
                  case ENDED -> " has its answer";
                }));
    return all;
  }

  private static String kind(Event from, Event to) {
    return switch (to.step()) {
      case SYNCED -> "to sync";
      case WOKE -> "to wake who sleeps";
      case RECEIVED -> "in the link of who receives";
      case LEFT -> "in the link of who sends";
      case SENT, SYNCING, ENDED, CALLED ->
          from.process().equals(GroupTrace.CLIENT) ? "in the client" : "in members";
    };
  }
}

package dev.faultline.explore;

import dev.faultline.sim.SimTime;
import dev.faultline.sim.TraceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run told in few lines: which faults struck, what clients asked and were told, which messages
 * got lost, what nodes said of themselves, and what the violated property saw. What matters least
 * is left out first, and that is said.
 */
public final class Story {
  /** How many lines a story has at most. */
  public static final int MAX_LINES = 40;

  private static final int MAX_CAUSES = 12;

  /** What a line is about; what comes first here is left out last. */
  private enum Weight {
    VIOLATION,
    FAULT,
    CRASH,
    OPERATION,
    REMARK,
    LOSS,
    CAUSE
  }

  private record Line(long nanos, int order, Weight weight, String text) {}

  private Story() {}

  /**
   * Tells a run.
   *
   * @param run all its events, in order
   * @return the lines, numbered, each with its time
   */
  public static List<String> of(List<TraceEvent> run) {
    List<Line> lines = new ArrayList<>();
    lines.addAll(told(run));
    lines.addAll(losses(run));
    lines.addAll(causes(run));
    int leftOut = Math.max(0, lines.size() - (MAX_LINES - 1));
    List<Line> kept = new ArrayList<>(lines);
    if (leftOut > 0) {
      kept.sort(
          Comparator.comparing(Line::weight)
              .thenComparing(Comparator.comparingLong(Line::nanos).reversed()));
      kept = new ArrayList<>(kept.subList(0, MAX_LINES - 1));
    }
    kept.sort(Comparator.comparingLong(Line::nanos).thenComparingInt(Line::order));
    List<String> numbered = new ArrayList<>();
    for (Line line : kept) {
      numbered.add(
          String.format(
              Locale.ROOT,
              "%2d. %12s  %s",
              numbered.size() + 1,
              SimTime.text(line.nanos() / 1000 * 1000),
              line.text()));
    }
    if (leftOut > 0) {
      numbered.add("    " + leftOut + " more lines are left out; replay with --trace shows all");
    }
    return numbered;
  }

  private static List<Line> told(List<TraceEvent> run) {
    Map<Integer, TraceEvent.Completed> completions = new LinkedHashMap<>();
    for (TraceEvent event : run) {
      if (event instanceof TraceEvent.Completed completed) {
        completions.put(completed.operation(), completed);
      }
    }
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < run.size(); i++) {
      switch (run.get(i)) {
        case TraceEvent.FaultBegan e ->
            lines.add(new Line(e.nanos(), i, Weight.FAULT, "fault: " + FaultText.of(e.fault())));
        case TraceEvent.FaultEnded e ->
            lines.add(
                new Line(e.nanos(), i, Weight.CRASH, "fault over: " + FaultText.of(e.fault())));
        case TraceEvent.Crashed e ->
            lines.add(new Line(e.nanos(), i, Weight.CRASH, TraceText.what(e)));
        case TraceEvent.Started e when e.incarnation() > 1 ->
            lines.add(new Line(e.nanos(), i, Weight.CRASH, TraceText.what(e)));
        case TraceEvent.Invoked e ->
            lines.add(
                new Line(
                    e.nanos(),
                    i,
                    Weight.OPERATION,
                    TraceText.what(e) + ending(completions.get(e.operation()))));
        case TraceEvent.Remarked e ->
            lines.add(new Line(e.nanos(), i, Weight.REMARK, TraceText.what(e)));
        case TraceEvent.Violated e ->
            lines.add(new Line(e.nanos(), i, Weight.VIOLATION, TraceText.what(e)));
        case TraceEvent event -> {}
      }
    }
    return lines;
  }

  private static String ending(TraceEvent.@Nullable Completed completed) {
    if (completed == null) {
      return ", and is not answered";
    }
    String when = "; at " + SimTime.text(completed.nanos() / 1000 * 1000);
    return switch (completed.ending()) {
      case OK -> when + " gets " + completed.result();
      case FAIL -> when + " fails: " + completed.result();
      case INDETERMINATE -> when + " does not know: " + completed.result();
    };
  }

  /** One line for all messages that a link lost for one reason in one go. */
  private static List<Line> losses(List<TraceEvent> run) {
    record Way(String from, String to, TraceEvent.LossReason reason) {}
    record Lost(long since, int order, long until, int count) {}
    Map<Way, List<Lost>> ways = new LinkedHashMap<>();
    long gap = 1_000_000_000L;
    Set<String> started = new LinkedHashSet<>();
    for (int i = 0; i < run.size(); i++) {
      if (run.get(i) instanceof TraceEvent.Started e) {
        started.add(e.node());
      }
      // What is sent to a node before it first comes up gets lost in every run.
      if (run.get(i) instanceof TraceEvent.Lost e && started.contains(e.to())) {
        List<Lost> goes =
            ways.computeIfAbsent(new Way(e.from(), e.to(), e.reason()), way -> new ArrayList<>());
        if (!goes.isEmpty() && e.nanos() - goes.getLast().until() < gap) {
          Lost last = goes.removeLast();
          goes.add(new Lost(last.since(), last.order(), e.nanos(), last.count() + 1));
        } else {
          goes.add(new Lost(e.nanos(), i, e.nanos(), 1));
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    ways.forEach((way, goes) -> {
      for (Lost lost : goes) {
        String what =
            lost.count() == 1
                ? TraceText.what(run.get(lost.order()))
                : way.from()
                    + " -> "
                    + way.to()
                    + " "
                    + lost.count()
                    + " messages lost ("
                    + TraceText.word(way.reason())
                    + ") until "
                    + SimTime.text(lost.until() / 1000 * 1000);
        lines.add(new Line(lost.since(), lost.order(), Weight.LOSS, what));
      }
    });
    return lines;
  }

  /**
   * The latest deliveries that the step which saw the violation depends on, once something had gone
   * wrong.
   */
  private static List<Line> causes(List<TraceEvent> run) {
    record Message(String from, String to, long ordinal) {}
    Map<Message, Integer> sent = new LinkedHashMap<>();
    int trouble = firstTrouble(run);
    for (int i = 0; i < run.size(); i++) {
      if (run.get(i) instanceof TraceEvent.Sent e) {
        sent.put(new Message(e.from(), e.to(), e.ordinal()), i);
      }
    }
    // For each node: the latest moment up to which what it did lies in the past of the violation.
    Map<String, Integer> past = new LinkedHashMap<>();
    List<Line> lines = new ArrayList<>();
    boolean first = true;
    for (int i = run.size() - 1; i >= trouble && lines.size() < MAX_CAUSES; i--) {
      if (run.get(i) instanceof TraceEvent.Delivered e
          && (first || i <= past.getOrDefault(e.to(), -1))) {
        first = false;
        past.putIfAbsent(e.to(), i);
        Integer send = sent.get(new Message(e.from(), e.to(), e.ordinal()));
        if (send != null) {
          past.merge(e.from(), send, Math::max);
        }
        lines.add(new Line(e.nanos(), i, Weight.CAUSE, TraceText.what(e)));
      }
    }
    return lines;
  }

  /** What was delivered before anything went wrong explains nothing. */
  private static int firstTrouble(List<TraceEvent> run) {
    for (int i = 0; i < run.size(); i++) {
      switch (run.get(i)) {
        case TraceEvent.FaultBegan e -> {
          return i;
        }
        case TraceEvent.Lost e -> {
          // The message before the lost one on the same link may be what the lost one answered.
          return Math.max(0, i - MAX_CAUSES);
        }
        case TraceEvent.Duplicated e -> {
          return i;
        }
        case TraceEvent event -> {}
      }
    }
    return 0;
  }
}

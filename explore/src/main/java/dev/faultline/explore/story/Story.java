package dev.faultline.explore.story;

import dev.faultline.core.Fault;
import dev.faultline.explore.tape.FaultText;
import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A run told in few lines: which faults struck, what clients asked and were told, which messages
 * led to what the violated property saw or got lost, and what nodes said of themselves before. What
 * the violation does not depend on is not told. If that is too much still, what matters least is
 * left out, and that is said.
 */
public final class Story {
  /** How many lines a story has at most. */
  public static final int MAX_LINES = 25;

  /** Of so many operations the way of the answer is told, the last ones first. */
  private static final int MAX_ANSWERS = 3;

  private static final int LONGEST_CHAIN = 8;

  /** What is said again later than that may mean something else. */
  private static final long ONE_REMARK_NANOS = 1_000_000_000L;

  /** More remarks of a node that differ only in their numbers are one, and the last ones. */
  private static final int MOST_ALIKE = 5;

  private static final int LAST_ALIKE = 2;

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private static final int DELIVERIES_BEFORE = 2;

  /** A message is late if it took so many times as long as half of all messages take at most. */
  private static final int LATE = 10;

  /** Messages that a delay made late and that are told; the others are more of the same. */
  private static final int MAX_LATE = 3;

  /** What a line is about; what comes first here is left out last. */
  private enum Weight {
    VIOLATION,
    FAULT,
    CRASH,
    OPERATION,
    LOSS,
    REMARK,
    CAUSE,
    /** An operation of which nobody knows whether it matters. */
    REQUEST
  }

  private record Line(long nanos, int order, Weight weight, String text) {}

  private final List<TraceEvent> run;
  private final StoryOperations operations;
  private final StoryLosses losses;

  /** The steps that the violation was seen in or judged by. */
  private final List<Integer> moments;

  private final CausalPast past;
  private final long lateNanos;
  private final List<Line> lines = new ArrayList<>();

  private Story(List<TraceEvent> run) {
    this.run = run;
    this.operations = new StoryOperations(run);
    this.losses = new StoryLosses(run);
    this.moments = operations.answers().isEmpty() ? lastStep(run) : operations.answers();
    this.past = new CausalPast(run, moments);
    this.lateNanos = lateNanos();
  }

  /**
   * Tells a run.
   *
   * @param run all its events, in order
   * @return the lines, numbered, each with its time
   */
  public static List<String> of(List<TraceEvent> run) {
    return lines(run).stream().map(Told::text).toList();
  }

  /**
   * A line of a story.
   *
   * @param event its place in the run; −1 for what is no event
   * @param text numbered, with its time
   */
  public record Told(int event, String text) {}

  /** Tells a run, with the events that the lines are about. */
  public static List<Told> lines(List<TraceEvent> run) {
    Story story = new Story(run);
    story.tell();
    return story.numbered();
  }

  /** The step that was the last before the violation, or before the end. */
  public static List<Integer> lastStep(List<TraceEvent> run) {
    for (int i = run.size() - 1; i >= 0; i--) {
      switch (run.get(i)) {
        case TraceEvent.Delivered e -> {
          return List.of(i);
        }
        case TraceEvent.TimerFired e -> {
          return List.of(i);
        }
        case TraceEvent.ThreadRan e -> {
          return List.of(i);
        }
        case TraceEvent.Started e -> {
          return List.of(i);
        }
        case TraceEvent event -> {}
      }
    }
    return List.of();
  }

  private void tell() {
    absentNodes();
    for (int i = 0; i < run.size(); i++) {
      switch (run.get(i)) {
        case TraceEvent.FaultBegan e -> add(i, Weight.FAULT, fault(e));
        case TraceEvent.Crashed e
            when e.planned() || e.writesLost() > 0 || !e.lostOnDisk().isEmpty() ->
            add(i, Weight.CRASH, TraceText.what(e));
        case TraceEvent.Started e when e.incarnation() > 1 ->
            add(i, Weight.CRASH, TraceText.what(e));
        case TraceEvent.Healed e -> add(i, Weight.CRASH, TraceText.what(e));
        case TraceEvent.Duplicated e -> add(i, Weight.LOSS, TraceText.what(e));
        case TraceEvent.Invoked e when operations.tells(e) ->
            add(i, operations.known() ? Weight.OPERATION : Weight.REQUEST, operations.text(e));
        case TraceEvent.Violated e -> {
          add(i, Weight.VIOLATION, TraceText.what(e));
          waitingInVain(i + 1);
        }
        case TraceEvent event -> {}
      }
    }
    for (StoryLosses.Lost lost : losses.others()) {
      add(lost.first(), Weight.LOSS, lost.text());
    }
    remarks();
    for (int cause : causes()) {
      add(cause, Weight.CAUSE, step(cause));
    }
  }

  /** Where threads wait, if the world says so after a violation. */
  private void waitingInVain(int after) {
    if (after < run.size() && run.get(after) instanceof TraceEvent.Remarked waiting) {
      add(after, Weight.VIOLATION, TraceText.what(waiting));
    }
  }

  private void add(int event, Weight weight, String text) {
    lines.add(new Line(run.get(event).nanos(), event, weight, text));
  }

  /** Nodes that somebody wrote to and that never came up. */
  private void absentNodes() {
    Set<String> absent = new TreeSet<>();
    Set<String> started = new LinkedHashSet<>();
    for (TraceEvent event : run) {
      switch (event) {
        case TraceEvent.Started e -> started.add(e.node());
        case TraceEvent.Lost e -> absent.add(e.to());
        case TraceEvent other -> {}
      }
    }
    absent.removeAll(started);
    if (!absent.isEmpty()) {
      String verb = absent.size() == 1 ? " does" : " do";
      lines.add(new Line(0, -1, Weight.FAULT, String.join(", ", absent) + verb + " not start"));
    }
  }

  private String fault(TraceEvent.FaultBegan e) {
    return "fault: " + FaultText.of(e.fault()) + losses.takenBy(e);
  }

  /** What nodes said of themselves before; where several say the same, the first one speaks. */
  private void remarks() {
    record Remark(int first, Set<String> nodes) {}
    Map<String, Remark> remarks = new LinkedHashMap<>();
    for (int i = 0; i < run.size(); i++) {
      if (run.get(i) instanceof TraceEvent.Remarked e
          && (past.contains(i) || byHand(e) || inLastStep(i, e))) {
        int at = i;
        String same = withoutName(e) + " " + e.nanos() / ONE_REMARK_NANOS;
        remarks
            .computeIfAbsent(same, text -> new Remark(at, new LinkedHashSet<>()))
            .nodes()
            .add(e.node());
      }
    }
    Map<String, List<Remark>> alike = new LinkedHashMap<>();
    for (Remark remark : remarks.values()) {
      TraceEvent.Remarked first = (TraceEvent.Remarked) run.get(remark.first());
      String kind = first.node() + " " + NUMBER.matcher(first.text()).replaceAll("0");
      alike.computeIfAbsent(kind, text -> new ArrayList<>()).add(remark);
    }
    for (List<Remark> same : alike.values()) {
      boolean many = same.size() > MOST_ALIKE;
      for (int i = 0; i < same.size(); i++) {
        if (many && i > 0 && i < same.size() - LAST_ALIKE) {
          continue;
        }
        List<String> others = same.get(i).nodes().stream().skip(1).toList();
        String text = TraceText.what(run.get(same.get(i).first()));
        add(
            same.get(i).first(),
            Weight.REMARK,
            text
                + (others.isEmpty() ? "" : " (and " + String.join(", ", others) + ")")
                + (many && i == 0 ? "; " + (same.size() - 1) + " more like it" : ""));
      }
    }
  }

  /**
   * Whether it is said in the step in which the violation was seen, of which it may be the cause.
   */
  private boolean inLastStep(int event, TraceEvent.Remarked e) {
    return operations.answers().isEmpty()
        && moments.stream()
            .anyMatch(last -> last < event && e.node().equals(CausalPast.node(run.get(last))));
  }

  /** Whether it tells what the program did to its world, and not what was left out of that. */
  private static boolean byHand(TraceEvent.Remarked e) {
    return e.node().equals("world") && !e.text().contains(" is left out: ");
  }

  private static String withoutName(TraceEvent.Remarked e) {
    return e.text().replaceAll("\\b" + Pattern.quote(e.node()) + "\\b", "it");
  }

  /** Steps that led straight to what was seen, and those that a fault made late. */
  private Set<Integer> causes() {
    Set<Integer> causes = new TreeSet<>();
    int told = 0;
    for (int moment : moments.reversed()) {
      if (told++ < MAX_ANSWERS) {
        causes.addAll(past.chain(moment, LONGEST_CHAIN));
      }
    }
    if (operations.answers().isEmpty()) {
      for (int moment : moments) {
        causes.addAll(past.deliveriesBefore(moment, DELIVERIES_BEFORE));
      }
    }
    causes.addAll(late());
    causes.removeIf(cause -> !(run.get(cause) instanceof TraceEvent.Delivered));
    return causes;
  }

  private String step(int event) {
    TraceEvent.Delivered delivered = (TraceEvent.Delivered) run.get(event);
    long took = took(delivered);
    if (took < lateNanos) {
      return TraceText.what(delivered);
    }
    return TraceText.what(delivered)
        + ", sent at "
        + SimTime.text((delivered.nanos() - took) / 1000 * 1000);
  }

  /** Late messages of links that a fault delayed. */
  private List<Integer> late() {
    List<Integer> late = new ArrayList<>();
    List<Fault.LinkDelay> delays = new ArrayList<>();
    for (TraceEvent event : run) {
      if (event instanceof TraceEvent.FaultBegan(var nanos, Fault.LinkDelay delay)) {
        delays.add(delay);
      }
    }
    for (int i = 0; i < run.size() && late.size() < MAX_LATE; i++) {
      if (run.get(i) instanceof TraceEvent.Delivered e
          && delays.stream().anyMatch(d -> d.from().equals(e.from()) && d.to().equals(e.to()))
          && took(e) >= lateNanos) {
        late.add(i);
      }
    }
    return late;
  }

  private long lateNanos() {
    long[] took =
        run.stream()
            .filter(TraceEvent.Delivered.class::isInstance)
            .map(TraceEvent.Delivered.class::cast)
            .mapToLong(this::took)
            .filter(nanos -> nanos >= 0)
            .sorted()
            .toArray();
    return took.length == 0 ? Long.MAX_VALUE : Math.max(1, LATE * took[took.length / 2]);
  }

  /** How long a message was on its way; −1 where the trace does not say. */
  private long took(TraceEvent.Delivered e) {
    Integer sending = past.sending(e);
    return sending == null ? -1 : e.nanos() - run.get(sending).nanos();
  }

  private List<Told> numbered() {
    int leftOut = Math.max(0, lines.size() - (MAX_LINES - 1));
    List<Line> kept = new ArrayList<>(lines);
    if (leftOut > 0) {
      kept.sort(
          Comparator.comparing(Line::weight)
              .thenComparing(Comparator.comparingLong(Line::nanos).reversed()));
      kept = new ArrayList<>(kept.subList(0, MAX_LINES - 1));
    }
    kept.sort(Comparator.comparingLong(Line::nanos).thenComparingInt(Line::order));
    List<Told> numbered = new ArrayList<>();
    for (Line line : kept) {
      numbered.add(
          new Told(
              line.order(),
              String.format(
                  Locale.ROOT,
                  "%2d. %12s  %s",
                  numbered.size() + 1,
                  SimTime.text(line.nanos() / 1000 * 1000),
                  line.text())));
    }
    if (leftOut > 0) {
      numbered.add(
          new Told(
              -1, "    " + leftOut + " more lines are left out; replay with --trace shows all"));
    }
    return numbered;
  }
}

package dev.faultline.explore.why;

import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What keeps a run from going on: what nodes say and send only after the last progress, who is
 * down, who no longer answers whom, and which messages get lost at the end; each kind once with its
 * count.
 */
final class InTheWay {
  private static final int MOST_REMARKS = 6;
  private static final int MOST_LINKS = 4;
  private static final int MOST_NAMED = 5;
  private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}_.-]+");

  /** Fewer messages in a row than that are no silence. */
  private static final int FEWEST = 3;

  /** What is said or happens again and again. */
  private static final class Folded {
    final int first;
    final List<Long> times = new ArrayList<>();

    /** How often it is said of which nodes. */
    final Map<String, Integer> named = new LinkedHashMap<>();

    Folded(int first) {
      this.first = first;
    }

    int count() {
      return times.size();
    }
  }

  private record Link(String from, String to) {}

  private final List<TraceEvent> run;

  InTheWay(List<TraceEvent> run) {
    this.run = run;
  }

  /** A line each, what matters most first. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.addAll(remarks());
    lines.addAll(NewMessages.of(run));
    lines.addAll(downNodes());
    lines.addAll(Quiet.of(run));
    lines.addAll(silences());
    lines.addAll(losses());
    return lines;
  }

  /**
   * What a node says most often of what is said only after the last progress; empty for nothing.
   */
  String mostSaid() {
    List<Folded> said = said();
    if (said.isEmpty()) {
      return "";
    }
    TraceEvent.Remarked first = (TraceEvent.Remarked) run.get(said.getFirst().first);
    String text = firstLine(first.text());
    for (String word : WORDS.splitAsStream(text).toList()) {
      // Names of nodes, in what they say, as roles.
      if (nodes().contains(word)) {
        text = text.replace(word, Kinds.role(word));
      }
    }
    return Kinds.role(first.node()) + " says " + Kinds.withoutNumbers(text);
  }

  private List<String> remarks() {
    return said().stream().limit(MOST_REMARKS).map(this::remark).toList();
  }

  private Set<String> nodes() {
    Set<String> nodes = new LinkedHashSet<>();
    for (TraceEvent event : run) {
      if (event instanceof TraceEvent.Started e) {
        nodes.add(e.node());
      }
    }
    return nodes;
  }

  private List<Folded> said() {
    int progress = Progress.last(run);
    Set<String> nodes = nodes();
    Map<String, Folded> before = new LinkedHashMap<>();
    Map<String, Folded> after = new LinkedHashMap<>();
    for (int i = 0; i < run.size(); i++) {
      if (run.get(i) instanceof TraceEvent.Remarked e && !leftOut(e)) {
        int at = i;
        String kind = e.node() + " " + Progress.kind(e.text());
        Folded folded =
            (i <= progress ? before : after).computeIfAbsent(kind, text -> new Folded(at));
        folded.times.add(e.nanos());
        folded.named.merge(named(firstLine(e.text()), e.node(), nodes), 1, Integer::sum);
      }
    }
    after.keySet().removeAll(before.keySet());
    return after.values().stream()
        .filter(each -> Progress.inTheWay(run, each.times))
        .sorted(
            Comparator.comparingInt((Folded each) -> -each.count())
                .thenComparingInt(each -> each.first))
        .toList();
  }

  /** What did not happen is in nobody's way. */
  private static boolean leftOut(TraceEvent.Remarked e) {
    return e.node().equals("world") && e.text().contains(" is left out: ");
  }

  private String remark(Folded folded) {
    TraceEvent.Remarked first = (TraceEvent.Remarked) run.get(folded.first);
    String says =
        folded.count() == 1 ? " says at " : " says " + folded.count() + " times, first at ";
    return first.node()
        + says
        + time(first.nanos())
        + ": "
        + firstLine(first.text())
        + told(folded.named);
  }

  /** The other nodes that a text names, in their order. */
  private static String named(String text, String speaker, Set<String> nodes) {
    return WORDS
        .splitAsStream(text)
        .filter(word -> !word.equals(speaker) && nodes.contains(word))
        .distinct()
        .collect(Collectors.joining(" and "));
  }

  /** Of which nodes it is said, where it is not always of the same. */
  private static String told(Map<String, Integer> named) {
    if (named.size() < 2) {
      return "";
    }
    return named.entrySet().stream()
        .limit(MOST_NAMED)
        .map(each ->
            each.getValue() + " of " + (each.getKey().isEmpty() ? "no other node" : each.getKey()))
        .collect(Collectors.joining(", ", " (", named.size() > MOST_NAMED ? ", …)" : ")"));
  }

  private List<String> downNodes() {
    List<String> lines = new ArrayList<>();
    down().forEach((node, since) -> lines.add(node + " has been down since " + time(since)));
    return lines;
  }

  /** Nodes that are down at the end, and since when. */
  private Map<String, Long> down() {
    Map<String, Long> down = new LinkedHashMap<>();
    for (TraceEvent event : run) {
      switch (event) {
        case TraceEvent.Crashed e -> down.put(e.node(), e.nanos());
        case TraceEvent.Started e -> down.remove(e.node());
        case TraceEvent other -> {}
      }
    }
    return down;
  }

  /** Messages of one kind in a row that end the run. */
  private static final class Tail {
    int count;
    long since;

    void add(long nanos) {
      if (count++ == 0) {
        since = nanos;
      }
    }
  }

  /** Nodes that go on hearing another one and no longer send it anything. */
  private List<String> silences() {
    Map<Link, Tail> unanswered = new LinkedHashMap<>();
    for (TraceEvent event : run) {
      switch (event) {
        case TraceEvent.Delivered e ->
            unanswered
                .computeIfAbsent(new Link(e.from(), e.to()), link -> new Tail())
                .add(e.nanos());
        case TraceEvent.Sent e -> unanswered.remove(new Link(e.to(), e.from()));
        case TraceEvent other -> {}
      }
    }
    return longest(unanswered).stream()
        .map(each ->
            "since "
                + time(each.getValue().since)
                + " "
                + each.getKey().to()
                + " gets "
                + each.getValue().count
                + " messages from "
                + each.getKey().from()
                + " and sends it none")
        .toList();
  }

  /** Links to nodes that are up on which nothing arrives any more. */
  private List<String> losses() {
    Map<Link, Tail> lost = new LinkedHashMap<>();
    for (TraceEvent event : run) {
      switch (event) {
        // What was lost before the adversary gave up is over.
        case TraceEvent.Healed e -> lost.clear();
        case TraceEvent.Lost e ->
            lost.computeIfAbsent(new Link(e.from(), e.to()), link -> new Tail()).add(e.nanos());
        case TraceEvent.Delivered e -> lost.remove(new Link(e.from(), e.to()));
        case TraceEvent other -> {}
      }
    }
    lost.keySet().removeIf(link -> down().containsKey(link.to()));
    return longest(lost).stream()
        .map(each ->
            "since "
                + time(each.getValue().since)
                + " all "
                + each.getValue().count
                + " messages from "
                + each.getKey().from()
                + " to "
                + each.getKey().to()
                + " are lost")
        .toList();
  }

  private static <K> List<Map.Entry<K, Tail>> longest(Map<K, Tail> tails) {
    return tails.entrySet().stream()
        .filter(each -> each.getValue().count >= FEWEST)
        .sorted(Comparator.comparingInt((Map.Entry<K, Tail> each) -> -each.getValue().count))
        .limit(MOST_LINKS)
        .toList();
  }

  static String time(long nanos) {
    return SimTime.text(nanos / 1000 * 1000);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}

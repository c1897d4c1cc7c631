package dev.faultline.explore.why;

import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.user.UserText;
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
 * Messages of kinds that a node sends another one again and again after the last progress, and
 * never sent it before: a refusal, a question that nobody answers. Clients ask whom they like.
 */
final class NewMessages {
  private static final int MOST = 4;

  /** Fewer than that are no habit. */
  private static final int FEWEST = 3;

  /**
   * The names of values in a text, such as {@code Packet} and {@code Refusal} of one in another.
   */
  private static final Pattern NAMES = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*(?=[\\[{(])");

  private static final int MOST_NAMES = 3;

  private record Habit(String from, String to, String kind) {}

  private static final class Count {
    final TraceEvent.Sent first;
    final Set<String> from = new LinkedHashSet<>();
    final Set<String> to = new LinkedHashSet<>();
    final List<Long> times = new ArrayList<>();

    Count(TraceEvent.Sent first) {
      this.first = first;
    }

    void add(TraceEvent.Sent e) {
      times.add(e.nanos());
      from.add(e.from());
      to.add(e.to());
    }
  }

  private NewMessages() {}

  /** A line for each kind, what is sent most often first. */
  static List<String> of(List<TraceEvent> run) {
    int progress = Progress.last(run);
    Set<String> clients = new LinkedHashSet<>();
    for (TraceEvent event : run) {
      if (event instanceof TraceEvent.Invoked e) {
        clients.add(e.client());
      }
    }
    Map<Habit, Count> before = new LinkedHashMap<>();
    Map<Habit, Count> after = new LinkedHashMap<>();
    for (int i = 0; i < run.size(); i++) {
      if (run.get(i) instanceof TraceEvent.Sent e && !clients.contains(e.from())) {
        (i <= progress ? before : after)
            .computeIfAbsent(habit(e, clients), habit -> new Count(e))
            .add(e);
      }
    }
    after.keySet().removeAll(before.keySet());
    return after.values().stream()
        .filter(each -> each.times.size() >= FEWEST)
        .filter(each -> Progress.inTheWay(run, each.times))
        .sorted(Comparator.comparingInt((Count each) -> -each.times.size()))
        .limit(MOST)
        .map(NewMessages::line)
        .toList();
  }

  /** Clients are all alike, and so are servers to them. */
  private static Habit habit(TraceEvent.Sent e, Set<String> clients) {
    String kind = kind(e.message());
    return clients.contains(e.to())
        ? new Habit(Kinds.role(e.from()), Kinds.role(e.to()), kind)
        : new Habit(e.from(), e.to(), kind);
  }

  private static String line(Count count) {
    TraceEvent.Sent first = count.first;
    return String.join(", ", count.from)
        + (count.from.size() == 1 ? " sends " : " send ")
        + String.join(", ", count.to)
        + " "
        + count.times.size()
        + " times, first at "
        + InTheWay.time(first.nanos())
        + " and never before: "
        + TraceText.said(first.message());
  }

  private static String kind(Object message) {
    if (message instanceof CharSequence || message instanceof byte[]) {
      return Kinds.message(message);
    }
    String names =
        NAMES
            .matcher(UserText.of(message))
            .results()
            .limit(MOST_NAMES)
            .map(result -> result.group())
            .collect(Collectors.joining(" "));
    return names.isEmpty() ? Kinds.message(message) : names;
  }
}

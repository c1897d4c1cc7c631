package dev.faultline.explore.shrink;

import dev.faultline.core.Fault;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.adversary.Subjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sets of faults that may be needless together although each of them is needed for the others: all
 * of a kind, all of a node or link, all before or after a time, and pairs. A list that is cut by
 * position alone never takes these out at once. Every method gives the sets that are worth a try,
 * those that take most out first; the order depends on the faults alone.
 */
final class FaultGroups {
  /** Into how many parts time is cut. */
  private static final int PARTS = 8;

  /** Faults in the order in which they struck. */
  private final List<Departure> faults;

  FaultGroups(List<Departure> faults) {
    this.faults = List.copyOf(faults);
  }

  /** Everything but the faults of one kind, then all of one kind. */
  List<List<Departure>> kinds() {
    Map<Object, List<Departure>> groups = new LinkedHashMap<>();
    for (Departure fault : faults) {
      groups.computeIfAbsent(kind(fault), kind -> new ArrayList<>()).add(fault);
    }
    return withComplements(groups);
  }

  /** Everything but what befell one node or link, then all that befell one. */
  List<List<Departure>> places() {
    Map<Object, List<Departure>> groups = new LinkedHashMap<>();
    for (Departure fault : faults) {
      for (Object place : places(fault)) {
        groups.computeIfAbsent(place, at -> new ArrayList<>()).add(fault);
      }
    }
    return withComplements(groups);
  }

  /** All before a time, and all after it. */
  List<List<Departure>> times() {
    Set<List<Departure>> groups = new LinkedHashSet<>();
    for (int part = PARTS - 1; part > 0; part--) {
      int size = faults.size() * part / PARTS;
      groups.add(faults.subList(0, size));
      groups.add(faults.subList(faults.size() - size, faults.size()));
    }
    return bySize(groups);
  }

  /**
   * Any two: those that befell the same place first, such as a crash and the partition around it,
   * then those that struck closest to each other.
   */
  List<List<Departure>> pairs() {
    List<List<Departure>> together = new ArrayList<>();
    List<List<Departure>> others = new ArrayList<>();
    for (int distance = 1; distance < faults.size(); distance++) {
      for (int i = 0; i + distance < faults.size(); i++) {
        Departure first = faults.get(i);
        Departure second = faults.get(i + distance);
        boolean shared = places(first).stream().anyMatch(places(second)::contains);
        (shared ? together : others).add(List.of(first, second));
      }
    }
    together.addAll(others);
    return together;
  }

  private List<List<Departure>> withComplements(Map<Object, List<Departure>> groups) {
    Set<List<Departure>> result = new LinkedHashSet<>(groups.values());
    for (List<Departure> group : groups.values()) {
      Set<Departure> kept = new LinkedHashSet<>(group);
      result.add(faults.stream().filter(fault -> !kept.contains(fault)).toList());
    }
    return bySize(result);
  }

  /** Largest first; a single fault is no group. */
  private static List<List<Departure>> bySize(Set<List<Departure>> groups) {
    return groups.stream()
        .filter(group -> group.size() > 1)
        .sorted((one, other) -> Integer.compare(other.size(), one.size()))
        .toList();
  }

  private static Object kind(Departure departure) {
    return switch (departure) {
      case Departure.Struck(var kind, var subject, var ordinal) -> kind;
      case Departure.Chosen(var kind, var subject, var ordinal, var value) -> kind;
      case Departure.Faulted(var subject, var ordinal, var fault) -> FaultKind.of(fault);
    };
  }

  /** The subjects of the nodes and links concerned. */
  private static Set<Long> places(Departure departure) {
    return switch (departure) {
      case Departure.Struck(var kind, var subject, var ordinal) -> Set.of(subject);
      case Departure.Chosen(var kind, var subject, var ordinal, var value) -> Set.of(subject);
      case Departure.Faulted(var subject, var ordinal, var fault) -> places(fault);
    };
  }

  private static Set<Long> places(Fault fault) {
    return switch (fault) {
      case Fault.Partition p -> nodes(p.groups());
      case Fault.LinkLoss l -> link(l.from(), l.to());
      case Fault.LinkDelay d -> link(d.from(), d.to());
      case Fault.Flapping f -> link(f.from(), f.to());
      case Fault.Crash c -> Set.of(Subjects.node(c.node()));
      case Fault.Pause p -> Set.of(Subjects.node(p.node()));
      case Fault.Slow s -> Set.of(Subjects.node(s.node()));
      case Fault.SendOmission o -> Set.of(Subjects.node(o.node()));
      case Fault.ReceiveOmission o -> Set.of(Subjects.node(o.node()));
      case Fault.ClockJump j -> Set.of(Subjects.node(j.node()));
      case Fault.ClockDrift d -> Set.of(Subjects.node(d.node()));
      case Fault.Arbitrary a -> Set.of(Subjects.node(a.node()));
      case Fault.SyncFailure f -> Set.of(Subjects.node(f.node()));
      case Fault.Disk d -> Set.of(Subjects.node(d.node()));
    };
  }

  private static Set<Long> link(String from, String to) {
    return Set.of(Subjects.link(from, to));
  }

  /** The nodes of the smallest group: those that the partition cuts off. */
  private static Set<Long> nodes(List<List<String>> groups) {
    Set<Long> nodes = new LinkedHashSet<>();
    groups.stream()
        .min((one, other) -> Integer.compare(one.size(), other.size()))
        .ifPresent(group -> group.forEach(node -> nodes.add(Subjects.node(node))));
    return nodes;
  }
}

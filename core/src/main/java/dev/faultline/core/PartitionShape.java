package dev.faultline.core;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The shapes of a network partition. Nodes that are in no group keep all their links. */
public enum PartitionShape {
  /** Two groups that cannot reach each other. */
  HALVES(2, 2),
  /** The first group, a single node, cannot reach the second, nor the second the first. */
  ISOLATED(2, 2),
  /** Nothing from the first group arrives in the second; the other direction works. */
  ONE_WAY(2, 2),
  /**
   * The first two groups cannot reach each other; the third reaches both and is reached by both.
   */
  BRIDGE(3, 3),
  /**
   * One group, as a ring: each node exchanges messages only with its nearest neighbours, just as
   * many as it needs to see a majority, so that every node sees a majority and no two see the same
   * one.
   */
  MAJORITY_RING(1, 1);

  private final int minGroups;
  private final int maxGroups;

  PartitionShape(int minGroups, int maxGroups) {
    this.minGroups = minGroups;
    this.maxGroups = maxGroups;
  }

  void check(List<List<String>> groups) {
    if (groups.size() < minGroups || groups.size() > maxGroups) {
      throw new IllegalArgumentException(
          "a partition of shape "
              + this
              + " has "
              + groups.size()
              + " groups, expected "
              + minGroups);
    }
    for (List<String> group : groups) {
      if (group.isEmpty()) {
        throw new IllegalArgumentException("a partition of shape " + this + " has an empty group");
      }
      group.forEach(node -> Checks.name("node in a partition", node));
    }
    Set<String> named = new LinkedHashSet<>();
    for (List<String> group : groups) {
      for (String node : group) {
        if (!named.add(node)) {
          throw new IllegalArgumentException(
              "a partition of shape " + this + " names '" + node + "' twice, expected once");
        }
      }
    }
    if (this == ISOLATED && groups.getFirst().size() != 1) {
      throw new IllegalArgumentException(
          "an isolated node is one node, but the first group is " + groups.getFirst());
    }
  }

  /**
   * Whether a message from one node to another is stopped.
   *
   * @param groups as in {@link Fault.Partition#groups}
   */
  public boolean cuts(List<List<String>> groups, String from, String to) {
    int a = groupOf(groups, from);
    int b = groupOf(groups, to);
    if (a < 0 || b < 0 || from.equals(to)) {
      return false;
    }
    return switch (this) {
      case HALVES, ISOLATED -> a != b;
      case ONE_WAY -> a == 0 && b == 1;
      case BRIDGE -> a != b && a != 2 && b != 2;
      case MAJORITY_RING -> {
        List<String> ring = groups.getFirst();
        int distance = Math.abs(ring.indexOf(from) - ring.indexOf(to));
        int around = Math.min(distance, ring.size() - distance);
        int neighboursForMajority = ring.size() / 2;
        yield around > (neighboursForMajority + 1) / 2;
      }
    };
  }

  private static int groupOf(List<List<String>> groups, String node) {
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i).contains(node)) {
        return i;
      }
    }
    return -1;
  }
}

package dev.faultline.guard.group;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members of a group.
 *
 * @param epoch 0 for the first configuration, one more for each next one
 * @param members the names, without repetition, sorted
 */
public record Configuration(long epoch, List<String> members) {
  /**
   * More members than a group with majority quorums would have; a longer list is damaged or
   * hostile.
   */
  static final int MOST_MEMBERS = 10_000;

  /**
   * Creates it.
   *
   * @throws IllegalArgumentException if the epoch is negative, or the members are empty, contain a
   *     name twice, or are more than 10,000
   */
  public Configuration {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch is " + epoch + ", expected 0 or more");
    }
    TreeSet<String> sorted = new TreeSet<>(members);
    if (sorted.isEmpty() || sorted.size() != members.size()) {
      throw new IllegalArgumentException(
          "members are " + members + ", expected at least one, and each once");
    }
    if (sorted.size() > MOST_MEMBERS) {
      throw new IllegalArgumentException(
          "members are " + sorted.size() + ", expected at most " + MOST_MEMBERS);
    }
    members = List.copyOf(sorted);
  }

  /** Whether the given names include more than half of the members. */
  public boolean isMajority(Set<String> among) {
    int count = 0;
    for (String member : members) {
      if (among.contains(member)) {
        count++;
      }
    }
    return count > members.size() / 2;
  }
}

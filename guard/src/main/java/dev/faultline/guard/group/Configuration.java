package dev.faultline.guard.group;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who the members of a group are.
 *
 * @param epoch 0 for the first, one more for each that follows
 * @param members each once, in the order of their names
 */
public record Configuration(long epoch, List<String> members) {
  /** More members than any group of majorities is made of; what is longer is damaged or hostile. */
  static final int MOST_MEMBERS = 10_000;

  /**
   * Creates it.
   *
   * @throws IllegalArgumentException if the epoch is negative, or there is no member, or one that
   *     is named twice, or more than 10,000
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

  /** Whether more than half of the members are among them. */
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

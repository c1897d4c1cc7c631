package dev.faultline.guard.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The active configurations: one, or several consecutive ones while members change. Operations need
 * a majority of each. Configurations before the first are retired.
 */
public record Configurations(List<Configuration> active) {
  /**
   * Creates it.
   *
   * @throws IllegalArgumentException if there is none, or the epochs are not consecutive
   */
  public Configurations {
    active = List.copyOf(active);
    if (active.isEmpty()) {
      throw new IllegalArgumentException("there is no configuration, expected at least one");
    }
    for (int i = 1; i < active.size(); i++) {
      if (active.get(i).epoch() != active.get(i - 1).epoch() + 1) {
        throw new IllegalArgumentException(
            "configurations are " + active + ", expected one epoch after the other");
      }
    }
  }

  /** The initial configuration of a group. */
  public static Configurations first(List<String> members) {
    return new Configurations(List.of(new Configuration(0, members)));
  }

  /** The oldest active configuration. */
  public Configuration oldest() {
    return active.getFirst();
  }

  /** The newest configuration. */
  public Configuration newest() {
    return active.getLast();
  }

  /** All members of all active configurations, sorted by name. */
  public Set<String> members() {
    TreeSet<String> all = new TreeSet<>();
    active.forEach(each -> all.addAll(each.members()));
    return all;
  }

  /** Whether the given names include a majority of each active configuration. */
  public boolean isQuorum(Set<String> among) {
    return active.stream().allMatch(each -> each.isMajority(among));
  }

  /** The same with one more configuration, which was decided to follow the newest. */
  Configurations with(Configuration next) {
    List<Configuration> longer = new ArrayList<>(active);
    longer.add(next);
    return new Configurations(longer);
  }

  /** Only the newest configuration. */
  Configurations settled() {
    return new Configurations(List.of(newest()));
  }

  /**
   * Merges the knowledge of both: includes the newest configuration that either knows, and excludes
   * those that either knows to be retired.
   *
   * @throws ForeignGroupException if they have different configurations under the same epoch, which
   *     means that they belong to different groups
   */
  Configurations merge(Configurations other) {
    Configurations further =
        other.newest().epoch() > newest().epoch()
                || other.newest().epoch() == newest().epoch()
                    && other.oldest().epoch() > oldest().epoch()
            ? other
            : this;
    Configurations behind = further.equals(this) ? other : this;
    for (Configuration each : behind.active) {
      for (Configuration known : further.active) {
        if (known.epoch() == each.epoch() && !known.equals(each)) {
          throw new ForeignGroupException(
              "epoch %d is %s here and %s there, expected the same group"
                  .formatted(each.epoch(), active, other.active));
        }
      }
    }
    long since = Math.max(oldest().epoch(), other.oldest().epoch());
    return since <= further.oldest().epoch()
        ? further
        : new Configurations(
            further.active.stream().filter(each -> each.epoch() >= since).toList());
  }
}

package dev.faultline.guard.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The configurations that are in force: one, or several in a row while members change, each of
 * which has to be asked. Those before the first are over.
 */
public record Configurations(List<Configuration> active) {
  /**
   * Creates it.
   *
   * @throws IllegalArgumentException if there is none, or epochs do not follow each other
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

  /** A group that begins with these members. */
  public static Configurations first(List<String> members) {
    return new Configurations(List.of(new Configuration(0, members)));
  }

  /** The oldest that is in force. */
  public Configuration oldest() {
    return active.getFirst();
  }

  /** The newest, which stays. */
  public Configuration newest() {
    return active.getLast();
  }

  /** All members of all that are in force, in the order of their names. */
  public Set<String> members() {
    TreeSet<String> all = new TreeSet<>();
    active.forEach(each -> all.addAll(each.members()));
    return all;
  }

  /** Whether a majority of each configuration is among them. */
  public boolean isQuorum(Set<String> among) {
    return active.stream().allMatch(each -> each.isMajority(among));
  }

  /** With one more, which was decided to follow the newest. */
  Configurations with(Configuration next) {
    List<Configuration> longer = new ArrayList<>(active);
    longer.add(next);
    return new Configurations(longer);
  }

  /** Without all but the newest. */
  Configurations settled() {
    return new Configurations(List.of(newest()));
  }

  /**
   * What both know: the newest that one has heard of, and none that one knows to be over.
   *
   * @throws ForeignGroupException if they have another configuration under the same epoch, which
   *     means that they are not of the same group
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

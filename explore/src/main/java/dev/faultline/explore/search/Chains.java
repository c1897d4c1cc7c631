package dev.faultline.explore.search;

import dev.faultline.sim.adversary.PendingEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Divides events into chains as they appear, each event after those that caused it. With the
 * algorithm of Agarwal and Garg (PODC 2005) for orders that only grow at the top, at most w(w+1)/2
 * chains are needed where at most w events are without order among each other.
 */
final class Chains {
  /**
   * An event, and the one that made it possible. Each also knows one from further back, so that any
   * of those before it is found in a number of steps that grows with the logarithm of the distance
   * (jump pointers: Myers, Information Processing Letters 1983).
   */
  private static final class Link {
    private final Link cause;
    private final Link jump;
    private final int depth;

    Link(@Nullable Link cause) {
      if (cause == null) {
        this.cause = this;
        this.jump = this;
        this.depth = 0;
        return;
      }
      Link back = cause.jump;
      this.cause = cause;
      this.depth = cause.depth + 1;
      this.jump = cause.depth - back.depth == back.depth - back.jump.depth ? back.jump : cause;
    }

    boolean isBefore(Link other) {
      Link at = other;
      while (at.depth > depth) {
        at = at.jump.depth >= depth ? at.jump : at.cause;
      }
      return at == this;
    }
  }

  private final Map<Long, Link> happened = new LinkedHashMap<>();
  private final Map<Long, Link> links = new LinkedHashMap<>();
  private final Map<Long, Integer> chainOf = new LinkedHashMap<>();
  private final List<@Nullable Link> tops = new ArrayList<>();

  /** The i-th group holds up to i + 1 chains. */
  private final List<List<Integer>> groups = new ArrayList<>();

  /**
   * Puts an event on a chain.
   *
   * @return the chain; {@link #count} before the call when it is a new one
   */
  int place(PendingEvent event) {
    Link link = new Link(happened.get(event.cause()));
    links.put(event.key(), link);
    for (int i = 0; ; i++) {
      if (i == groups.size()) {
        groups.add(new ArrayList<>());
      }
      List<Integer> group = groups.get(i);
      int chain = fitting(group, link);
      if (chain < 0 && group.size() <= i) {
        chain = tops.size();
        tops.add(null);
        group.add(chain);
      }
      if (chain >= 0) {
        tops.set(chain, link);
        chainOf.put(event.key(), chain);
        moveDown(i, chain);
        return chain;
      }
    }
  }

  private int fitting(List<Integer> group, Link link) {
    for (int chain : group) {
      Link top = tops.get(chain);
      if (top == null || top.isBefore(link)) {
        return chain;
      }
    }
    return -1;
  }

  /** The group below takes the group's other chains, and the other way round. */
  private void moveDown(int i, int chain) {
    if (i == 0) {
      return;
    }
    List<Integer> group = groups.get(i);
    List<Integer> others = new ArrayList<>(group);
    others.remove((Integer) chain);
    List<Integer> below = new ArrayList<>(groups.get(i - 1));
    below.add(chain);
    groups.set(i, below);
    groups.set(i - 1, others);
  }

  void happened(long ordinal, PendingEvent event) {
    Link link = links.get(event.key());
    if (link != null) {
      happened.put(ordinal, link);
    }
  }

  int of(long key) {
    Integer chain = chainOf.get(key);
    if (chain == null) {
      throw new IllegalStateException("an event without a chain");
    }
    return chain;
  }

  int count() {
    return tops.size();
  }

  /** The number of groups: the algorithm opens the next one only when it has to. */
  int width() {
    return groups.size();
  }
}

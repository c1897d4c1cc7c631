package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Linearizability of a register with compare-and-set where every value is written once. A
 * compare-and-set that succeeded stands directly after the readers of the value that it expected,
 * so a write and what was made of its value by and by are one epoch of {@link EpochZones}. In O(n
 * log n).
 *
 * <p>What nobody knows the end of took effect only where somebody saw its value or built on it;
 * else the history has an order with it exactly if it has one without. A compare-and-set that
 * answered false is put where it fits into the order of the others. Where it fits nowhere another
 * order might do, and the part has to be searched.
 */
final class CasChains {

  private static final int UNWRITTEN = -2;

  private final List<Operation<RegisterOp, Object>> part;
  private final Object initial;

  /** Who wrote a value; {@link EpochZones#NONE} for the initial one. */
  private final Map<Object, Integer> writer = new HashMap<>();

  private final boolean[] happened;

  /** The one that replaced the value of a write by comparing, {@link EpochZones#NONE} if nobody. */
  private final int[] next;

  private int nextOfInitial = EpochZones.NONE;
  private final ArrayDeque<Integer> toSettle = new ArrayDeque<>();
  private final List<Operation<RegisterOp, Object>> refused = new ArrayList<>();

  private CasChains(List<Operation<RegisterOp, Object>> part, Object initial) {
    this.part = part;
    this.initial = initial;
    happened = new boolean[part.size()];
    next = new int[part.size()];
    Arrays.fill(next, EpochZones.NONE);
  }

  static Optional<Direct<RegisterOp, Object>> decide(
      List<Operation<RegisterOp, Object>> part, Object initial) {
    var chains = new CasChains(part, initial);
    return chains.everyValueIsWrittenOnce() ? chains.decide() : Optional.empty();
  }

  private boolean everyValueIsWrittenOnce() {
    writer.put(initial, EpochZones.NONE);
    for (int i = 0; i < part.size(); i++) {
      boolean once =
          switch (part.get(i).input()) {
            case RegisterOp.Write(var value) -> writer.putIfAbsent(value, i) == null;
            case RegisterOp.Cas(var _, var value) ->
                answeredFalse(part.get(i)) || writer.putIfAbsent(value, i) == null;
            case RegisterOp.Read() -> true;
          };
      if (!once) {
        return false;
      }
    }
    return true;
  }

  private static boolean answeredFalse(Operation<RegisterOp, Object> op) {
    return op.outcome() instanceof Outcome.Ok<Object>(var did) && did.equals(false);
  }

  private Optional<Direct<RegisterOp, Object>> decide() {
    if (!settle()) {
      return Optional.of(new Direct.None<>());
    }
    var zones = new EpochZones<>(part);
    int[] root = new int[part.size()];
    int[] place = new int[part.size()];
    Arrays.fill(root, UNWRITTEN);
    chain(zones, EpochZones.NONE, nextOfInitial, root, place);
    for (int i = 0; i < part.size(); i++) {
      if (part.get(i).input() instanceof RegisterOp.Write) {
        zones.start(i);
        if (happened[i]) {
          root[i] = i;
          chain(zones, i, next[i], root, place);
        }
      }
    }
    for (int i = 0; i < part.size(); i++) {
      if (happened[i] && root[i] == UNWRITTEN) {
        return Optional.of(new Direct.None<>()); // It builds on nothing but itself.
      }
    }
    for (int i = 0; i < part.size(); i++) {
      if (part.get(i).input() instanceof RegisterOp.Read
          && part.get(i).outcome() instanceof Outcome.Ok<Object>(var seen)) {
        int from = writer.getOrDefault(seen, UNWRITTEN);
        if (from == EpochZones.NONE) {
          zones.observeLink(i, EpochZones.NONE, 0);
        } else {
          zones.observeLink(i, root[from], place[from]);
        }
      }
    }
    return switch (zones.decide(new boolean[part.size()])) {
      case Direct.None<RegisterOp, Object> none -> Optional.of(none);
      case Direct.Order<RegisterOp, Object>(var order) -> withRefused(order).map(Direct.Order::new);
    };
  }

  /** Finds what took effect; false if a value was seen or expected that nobody wrote. */
  private boolean settle() {
    for (int i = 0; i < part.size(); i++) {
      var op = part.get(i);
      boolean known =
          switch (op.input()) {
            case RegisterOp.Write _ -> !op.isOk() || took(i);
            case RegisterOp.Cas _ -> {
              if (answeredFalse(op)) {
                refused.add(op);
              }
              yield !op.isOk() || answeredFalse(op) || took(i);
            }
            case RegisterOp.Read() ->
                !(op.outcome() instanceof Outcome.Ok<Object>(var seen)) || isThere(seen);
          };
      if (!known) {
        return false;
      }
    }
    while (!toSettle.isEmpty()) {
      int i = toSettle.removeFirst();
      if (part.get(i).input() instanceof RegisterOp.Cas(var expected, var _)) {
        if (!isThere(expected) || !replaces(writer.getOrDefault(expected, UNWRITTEN), i)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean took(int write) {
    if (!happened[write]) {
      happened[write] = true;
      toSettle.add(write);
    }
    return true;
  }

  private boolean isThere(Object value) {
    Integer by = writer.get(value);
    return by != null && (by == EpochZones.NONE || took(by));
  }

  /** False if another one replaced that value before. */
  private boolean replaces(int write, int by) {
    int before = write == EpochZones.NONE ? nextOfInitial : next[write];
    if (write == EpochZones.NONE) {
      nextOfInitial = by;
    } else {
      next[write] = by;
    }
    return before == EpochZones.NONE;
  }

  private void chain(
      EpochZones<RegisterOp, Object> zones, int write, int first, int[] root, int[] place) {
    var links = new ArrayList<Integer>();
    for (int link = first; link != EpochZones.NONE; link = next[link]) {
      links.add(link);
      root[link] = write;
      place[link] = links.size();
    }
    zones.chain(write, links.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Puts each refused one at the first place within its time where the value is another. */
  private Optional<List<Operation<RegisterOp, Object>>> withRefused(
      List<Operation<RegisterOp, Object>> order) {
    if (refused.isEmpty()) {
      return Optional.of(order);
    }
    int n = order.size();
    long[] point = new long[n];
    Object[] after = new Object[n];
    Object value = initial;
    long latest = -1;
    for (int i = 0; i < n; i++) {
      latest = Math.max(latest, order.get(i).called());
      point[i] = latest;
      value =
          switch (order.get(i).input()) {
            case RegisterOp.Read() -> value;
            case RegisterOp.Write(var written) -> written;
            case RegisterOp.Cas(var _, var written) -> written;
          };
      after[i] = value;
    }
    Map<Integer, List<Operation<RegisterOp, Object>>> before = new HashMap<>();
    for (var op : refused) {
      int at = place(op, point, after);
      if (at < 0) {
        return Optional.empty();
      }
      before.computeIfAbsent(at, _ -> new ArrayList<>()).add(op);
    }
    var all = new ArrayList<Operation<RegisterOp, Object>>(part.size());
    for (int i = 0; i <= n; i++) {
      all.addAll(before.getOrDefault(i, List.of()));
      if (i < n) {
        all.add(order.get(i));
      }
    }
    return Optional.of(all);
  }

  /** The index in the order before which it stands, -1 if there is none. */
  private int place(Operation<RegisterOp, Object> op, long[] point, Object[] after) {
    Object expected = ((RegisterOp.Cas) op.input()).expected();
    // All that is placed at or before its call comes first; what is called later may follow.
    int low = 0;
    int high = point.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (point[middle] <= op.called()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int at = low; at == low || at <= point.length && point[at - 1] < op.returned(); at++) {
      Object now = at == 0 ? initial : after[at - 1];
      if (!now.equals(expected)) {
        return at;
      }
    }
    return -1;
  }
}

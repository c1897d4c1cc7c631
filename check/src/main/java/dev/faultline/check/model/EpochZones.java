package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Linearizability where every observation names the writes that it shows: unique values in a
 * register, unique pieces in a string or a list that grows. In O(n log n).
 *
 * <p>A write begins an epoch, appends extend it, observations belong to a place in it. An epoch
 * takes up one stretch of time, which must reach from the first return to the last call of its
 * operations, its zone (Gibbons and Korach, "Testing Shared Memories", SIAM J. Comput. 1997; there
 * an epoch is a cluster). There is an order exactly if the operations of each epoch can come in
 * theirs, zones with an extent do not overlap, and no zone that is a point or may be one lies
 * inside of them. What nobody observed is a zone of its own.
 */
final class EpochZones<I, O> {

  private static final class Epoch<I, O> {
    final @Nullable Operation<I, O> start;
    final List<Operation<I, O>> appends = new ArrayList<>();
    final List<Place<I, O>> observations = new ArrayList<>();

    Epoch(@Nullable Operation<I, O> start) {
      this.start = start;
    }
  }

  private record Place<I, O>(int appends, Operation<I, O> operation) {}

  /** Operations in their order, and the time at which they all happen. */
  private record Zone<I, O>(List<Operation<I, O>> order, long firstReturn, long lastCall) {
    boolean extended() {
      return firstReturn < lastCall;
    }
  }

  private final Epoch<I, O> initial = new Epoch<>(null);
  private final Map<Operation<I, O>, Epoch<I, O>> epochOfStart = new HashMap<>();
  private final Map<Operation<I, O>, Epoch<I, O>> epochOfAppend = new HashMap<>();
  private final List<Operation<I, O>> appends = new ArrayList<>();
  private final List<Epoch<I, O>> epochs = new ArrayList<>(List.of(initial));
  private boolean possible = true;

  /** A write of a whole value. */
  void start(Operation<I, O> write) {
    var epoch = new Epoch<>(write);
    epochs.add(epoch);
    epochOfStart.put(write, epoch);
  }

  /** A write that adds to the value. */
  void append(Operation<I, O> write) {
    appends.add(write);
  }

  /**
   * A known observation.
   *
   * @param write the write that began what it saw; none for the initial value
   * @param seen the appends that it saw, in their order
   */
  void observe(Operation<I, O> read, @Nullable Operation<I, O> write, List<Operation<I, O>> seen) {
    var epoch = write == null ? initial : epochOfStart.get(write);
    if (epoch == null) {
      throw new IllegalArgumentException("an observation of a write that is not there: " + write);
    }
    epoch.observations.add(new Place<>(seen.size(), read));
    for (int i = 0; i < seen.size() && possible; i++) {
      if (i < epoch.appends.size()) {
        possible = epoch.appends.get(i) == seen.get(i);
      } else {
        possible = epochOfAppend.putIfAbsent(seen.get(i), epoch) == null;
        epoch.appends.add(seen.get(i));
      }
    }
  }

  Direct<I, O> decide() {
    if (!possible) {
      return new Direct.None<>(); // Two observations contradict each other.
    }
    var zones = new ArrayList<Zone<I, O>>();
    for (var epoch : epochs) {
      boolean observed = !epoch.observations.isEmpty();
      if (observed || epoch.start != null && epoch.start.isOk()) {
        zones.add(zone(epoch));
      }
    }
    for (var append : appends) {
      if (append.isOk() && !epochOfAppend.containsKey(append)) {
        zones.add(new Zone<>(List.of(append), append.returned(), append.called()));
      }
    }
    return possible && fit(zones) ? new Direct.Order<>(ordered(zones)) : new Direct.None<>();
  }

  private Zone<I, O> zone(Epoch<I, O> epoch) {
    epoch.observations.sort(
        Comparator.<Place<I, O>>comparingInt(Place::appends)
            .thenComparingLong(place -> place.operation().called()));
    var order = new ArrayList<Operation<I, O>>();
    if (epoch.start != null) {
      order.add(epoch.start);
    }
    int placed = 0;
    for (var place : epoch.observations) {
      while (placed < place.appends()) {
        order.add(epoch.appends.get(placed++));
      }
      order.add(place.operation());
    }
    long firstReturn = epoch.start == null ? -1 : Long.MAX_VALUE;
    long lastCall = -1;
    for (var op : order) {
      possible &= lastCall < op.returned();
      lastCall = Math.max(lastCall, op.called());
      firstReturn = Math.min(firstReturn, op.returned());
    }
    return new Zone<>(order, firstReturn, lastCall);
  }

  private boolean fit(List<Zone<I, O>> zones) {
    var extended = extended(zones);
    for (int i = 1; i < extended.size(); i++) {
      if (extended.get(i).firstReturn() < extended.get(i - 1).lastCall()) {
        return false;
      }
    }
    for (var zone : zones) {
      var around = zone.extended() ? null : lastBefore(extended, zone.lastCall());
      if (around != null && zone.firstReturn() < around.lastCall()) {
        return false;
      }
    }
    return true;
  }

  private static <I, O> List<Zone<I, O>> extended(List<Zone<I, O>> zones) {
    var extended = new ArrayList<>(zones.stream().filter(Zone::extended).toList());
    extended.sort(Comparator.comparingLong(Zone::firstReturn));
    return extended;
  }

  /** The last of disjoint zones that begins before a time. */
  private static <I, O> @Nullable Zone<I, O> lastBefore(List<Zone<I, O>> extended, long time) {
    int low = 0;
    int high = extended.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (extended.get(middle).firstReturn() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? null : extended.get(low - 1);
  }

  /**
   * An extended zone stands at its beginning; another at its last call, or after what covers it.
   */
  private static <I, O> List<Operation<I, O>> ordered(List<Zone<I, O>> zones) {
    record At<I, O>(long time, Zone<I, O> zone) {}
    var extended = extended(zones);
    var at = new ArrayList<At<I, O>>();
    for (var zone : zones) {
      var around = zone.extended() ? null : lastBefore(extended, zone.lastCall());
      long time =
          zone.extended()
              ? zone.firstReturn()
              : around == null ? zone.lastCall() : Math.max(zone.lastCall(), around.lastCall());
      at.add(new At<>(time, zone));
    }
    at.sort(Comparator.comparingLong(At::time));
    var order = new ArrayList<Operation<I, O>>();
    at.forEach(one -> order.addAll(one.zone().order()));
    return order;
  }
}

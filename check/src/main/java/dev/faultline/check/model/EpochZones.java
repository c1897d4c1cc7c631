package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
 *
 * <p>Operations go by their index in the part.
 */
final class EpochZones<I, O> {

  /** Instead of a write: the initial value; of an append: nobody knows which. */
  static final int NONE = -1;

  private static final class Epoch {
    final int start;
    int[] appends = new int[8];
    int length;
    final List<Place> observations = new ArrayList<>();

    Epoch(int start) {
      this.start = start;
    }
  }

  private record Place(int appends, long called, int operation) {}

  /** Operations in their order, and the time at which they all happen. */
  private record Zone(List<Integer> order, long firstReturn, long lastCall) {
    boolean extended() {
      return firstReturn < lastCall;
    }
  }

  private final List<Operation<I, O>> part;
  private final Epoch initial = new Epoch(NONE);
  private final List<Epoch> epochs = new ArrayList<>(List.of(initial));
  private final @Nullable Epoch[] ofStart;
  private final @Nullable Epoch[] ofAppend;
  private final List<Integer> appends = new ArrayList<>();
  private boolean possible = true;

  EpochZones(List<Operation<I, O>> part) {
    this.part = part;
    ofStart = new @Nullable Epoch[part.size()];
    ofAppend = new @Nullable Epoch[part.size()];
  }

  /** A write of a whole value. */
  void start(int write) {
    var epoch = new Epoch(write);
    epochs.add(epoch);
    ofStart[write] = epoch;
  }

  /** A write that adds to the value. */
  void append(int write) {
    appends.add(write);
  }

  /**
   * Writes that follow a write of a whole value directly, one after another, and surely took
   * effect: compare-and-sets of unique values. At most once for a write.
   *
   * @param write the write, or {@link #NONE}
   */
  void chain(int write, int[] links) {
    var epoch = epoch(write);
    epoch.appends = links.clone();
    epoch.length = links.length;
    for (int link : links) {
      ofAppend[link] = epoch;
    }
  }

  /** A known observation of what a {@link #chain} had made of a write after some of its links. */
  void observeLink(int read, int write, int links) {
    epoch(write).observations.add(new Place(links, part.get(read).called(), read));
  }

  private Epoch epoch(int write) {
    var epoch = write == NONE ? initial : ofStart[write];
    if (epoch == null) {
      throw new IllegalArgumentException("operation " + write + " does not write a whole value");
    }
    return epoch;
  }

  /**
   * A known observation.
   *
   * @param write the write that began what it saw, or {@link #NONE}
   * @param seen the appends that it saw, in their order
   */
  void observe(int read, int write, int[] seen) {
    var epoch = epoch(write);
    epoch.observations.add(new Place(seen.length, part.get(read).called(), read));
    for (int i = 0; i < seen.length && possible; i++) {
      if (i == epoch.length) {
        epoch.appends =
            i < epoch.appends.length ? epoch.appends : Arrays.copyOf(epoch.appends, 2 * i);
        epoch.appends[epoch.length++] = NONE;
      }
      if (epoch.appends[i] == NONE && seen[i] != NONE) {
        epoch.appends[i] = seen[i];
        possible = ofAppend[seen[i]] == null;
        ofAppend[seen[i]] = epoch;
      }
      possible &= seen[i] == NONE || epoch.appends[i] == seen[i];
    }
  }

  /**
   * Decides.
   *
   * @param unclear appends that may have been observed or not: about an order nothing is certain
   *     then, only that there is none
   */
  Direct<I, O> decide(boolean[] unclear) {
    if (!possible) {
      return new Direct.None<>(); // Two observations contradict each other.
    }
    var zones = new ArrayList<Zone>();
    for (var epoch : epochs) {
      boolean observed = !epoch.observations.isEmpty() || epoch.length > 0;
      if (observed || epoch.start != NONE && part.get(epoch.start).isOk()) {
        zones.add(zone(epoch));
      }
    }
    for (int append : appends) {
      var op = part.get(append);
      if (op.isOk() && ofAppend[append] == null && !unclear[append]) {
        zones.add(new Zone(List.of(append), op.returned(), op.called()));
      }
    }
    return possible && fit(zones) ? new Direct.Order<>(ordered(zones)) : new Direct.None<>();
  }

  private Zone zone(Epoch epoch) {
    epoch.observations.sort(
        Comparator.comparingInt(Place::appends).thenComparingLong(Place::called));
    var order = new ArrayList<Integer>();
    if (epoch.start != NONE) {
      order.add(epoch.start);
    }
    int placed = 0;
    for (var place : epoch.observations) {
      for (; placed < place.appends(); placed++) {
        if (epoch.appends[placed] != NONE) {
          order.add(epoch.appends[placed]);
        }
      }
      order.add(place.operation());
    }
    for (; placed < epoch.length; placed++) {
      if (epoch.appends[placed] != NONE) {
        order.add(epoch.appends[placed]);
      }
    }
    long firstReturn = epoch.start == NONE ? -1 : Long.MAX_VALUE;
    long lastCall = -1;
    for (int index : order) {
      var op = part.get(index);
      possible &= lastCall < op.returned();
      lastCall = Math.max(lastCall, op.called());
      firstReturn = Math.min(firstReturn, op.returned());
    }
    return new Zone(order, firstReturn, lastCall);
  }

  private static boolean fit(List<Zone> zones) {
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

  private static List<Zone> extended(List<Zone> zones) {
    var extended = new ArrayList<>(zones.stream().filter(Zone::extended).toList());
    extended.sort(Comparator.comparingLong(Zone::firstReturn));
    return extended;
  }

  /** The last of disjoint zones that begins before a time. */
  private static @Nullable Zone lastBefore(List<Zone> extended, long time) {
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
  private List<Operation<I, O>> ordered(List<Zone> zones) {
    record At(long time, Zone zone) {}
    var extended = extended(zones);
    var at = new ArrayList<At>();
    for (var zone : zones) {
      var around = zone.extended() ? null : lastBefore(extended, zone.lastCall());
      long time =
          zone.extended()
              ? zone.firstReturn()
              : around == null ? zone.lastCall() : Math.max(zone.lastCall(), around.lastCall());
      at.add(new At(time, zone));
    }
    at.sort(Comparator.comparingLong(At::time));
    var order = new ArrayList<Operation<I, O>>();
    for (var one : at) {
      for (int index : one.zone().order()) {
        order.add(part.get(index));
      }
    }
    return order;
  }
}

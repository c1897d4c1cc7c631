package dev.faultline.sim.event;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is still to come where an adversary orders events: earliest first, in the order of arrival
 * where times are equal. The array is never changed in place, so that a search can keep it and go
 * back to it.
 */
public final class PendingSet {
  private static final Pending[] NOTHING = {};

  private static final Comparator<Pending> EARLIEST_FIRST =
      Comparator.<Pending>comparingLong(event -> event.at)
          .thenComparingLong(event -> event.sequence);

  private Pending[] events = NOTHING;

  /** Those that may be next; null when it has to be worked out. */
  private Pending @Nullable [] enabled;

  public Pending[] events() {
    return events;
  }

  public Pending @Nullable [] enabled() {
    return enabled;
  }

  public void enabled(Pending @Nullable [] next) {
    enabled = next;
  }

  /** Goes back to what was to come at another moment, and to what could be next then. */
  public void set(Pending[] pending, Pending @Nullable [] next) {
    events = pending;
    enabled = next;
  }

  public void set(Pending[] pending) {
    set(pending, null);
  }

  public void add(Pending event) {
    int place = events.length;
    while (place > 0 && events[place - 1].at > event.at) {
      place--;
    }
    Pending[] grown = new Pending[events.length + 1];
    System.arraycopy(events, 0, grown, 0, place);
    grown[place] = event;
    System.arraycopy(events, place, grown, place + 1, events.length - place);
    set(grown);
  }

  public void remove(Pending event) {
    Pending[] shrunk = new Pending[events.length - 1];
    int at = 0;
    for (Pending other : events) {
      if (other != event) {
        shrunk[at++] = other;
      }
    }
    set(shrunk);
  }

  /**
   * Removes an event.
   *
   * @return false when it does not wait here
   */
  public boolean cancel(long sequence) {
    for (Pending event : events) {
      if (event.sequence == sequence) {
        remove(event);
        return true;
      }
    }
    return false;
  }

  /** Moves some events to other times. */
  public void retime(Predicate<Pending> wanted, LongUnaryOperator newTime) {
    Pending[] moved = events.clone();
    boolean any = false;
    for (int i = 0; i < moved.length; i++) {
      if (wanted.test(moved[i])) {
        moved[i] = moved[i].movedTo(newTime.applyAsLong(moved[i].at));
        any = true;
      }
    }
    if (any) {
      Arrays.sort(moved, EARLIEST_FIRST);
      set(moved);
    }
  }
}

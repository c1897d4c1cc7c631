package dev.faultline.sim.order;

import dev.faultline.core.Synchrony;
import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.Pending;
import dev.faultline.sim.event.PendingSet;
import dev.faultline.sim.fault.FaultEnd;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.run.Kernel;
import java.util.Arrays;

/** Which of the events that are to come the model allows to be next. */
final class Enabled {
  private static final Pending[] NOTHING = {};

  private final Kernel kernel;
  private final PendingSet pending;
  private final Synchrony synchrony;
  private final boolean faultsBetweenEvents;
  private final boolean messageSet;
  private final boolean inOrder;
  private long endNanos;
  private boolean timersWaited;

  /** Whether anything was due after the world's end. */
  private boolean pastEnd;

  /**
   * @param inOrder whether the messages of one link keep their order
   */
  Enabled(
      Kernel kernel,
      PendingSet pending,
      Synchrony synchrony,
      boolean faultsBetweenEvents,
      boolean messageSet,
      boolean inOrder) {
    this.kernel = kernel;
    this.pending = pending;
    this.synchrony = synchrony;
    this.faultsBetweenEvents = faultsBetweenEvents;
    this.messageSet = messageSet;
    this.inOrder = inOrder;
  }

  /** When the world ends. */
  void endAt(long nanos) {
    endNanos = nanos;
  }

  /** Whether a timer ever had to wait for one that was due before it. */
  boolean timersWaited() {
    return timersWaited;
  }

  boolean pastEnd() {
    return pastEnd;
  }

  /** The events that may be next. */
  Pending[] now() {
    Pending[] known = pending.enabled();
    if (known == null) {
      dropDead();
      known = timeDecides() ? earliest(pending.events()) : all(pending.events());
      pending.enabled(known);
    }
    return known;
  }

  /** Whether only what is due first may be next. */
  boolean timeDecides() {
    return switch (synchrony) {
      case Synchrony.Asynchronous() -> false;
      case Synchrony.PartiallySynchronous(var maxDelay) -> kernel.healed();
      case Synchrony.Synchronous(var maxDelay, var slowdown, var drift) -> true;
    };
  }

  private Pending[] earliest(Pending[] events) {
    pastEnd |= events.length > 0 && events[events.length - 1].at > endNanos;
    return events.length == 0 || events[0].at > endNanos ? NOTHING : new Pending[] {events[0]};
  }

  private Pending[] all(Pending[] events) {
    Pending[] found = new Pending[events.length];
    int count = 0;
    long limit = endNanos;
    Pending[] timers = timers(events);
    for (int i = 0; i < events.length; i++) {
      Pending event = events[i];
      pastEnd |= event.at > endNanos;
      boolean free = isFreeReturn(event) && event.at <= endNanos;
      if (event.at > limit && !free) {
        continue;
      }
      boolean may =
          switch (EventMeta.kind(event.meta)) {
            case EventMeta.DELIVERY -> !inOrder || firstOnLink(events, i);
            case EventMeta.WAKE -> true;
            case EventMeta.CONTROL -> {
              if (free) {
                yield true;
              }
              // What the world itself does at a time comes before all that is due later.
              boolean first = limit == endNanos;
              limit = Math.min(limit, event.at);
              yield first;
            }
            case EventMeta.TURN -> true;
            default -> {
              boolean first = noEarlierTimer(timers, event);
              timersWaited |= !first;
              yield first;
            }
          };
      if (may && (messageSet || !twice(event, found, count))) {
        found[count++] = event;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /**
   * The return of a node that an adversary crashed between events: how long that takes is as open
   * as how long a message takes, so nothing waits for it, and it waits for nothing.
   */
  boolean isFreeReturn(Pending event) {
    return faultsBetweenEvents && event.payload instanceof FaultEnd over && over.isReturn();
  }

  private boolean firstOnLink(Pending[] events, int index) {
    for (int i = 0; i < index; i++) {
      if (events[i].meta == events[index].meta) {
        return false;
      }
    }
    return true;
  }

  private static Pending[] timers(Pending[] events) {
    Pending[] timers = new Pending[events.length];
    int count = 0;
    for (Pending event : events) {
      if (TimerOrder.isTimer(event)) {
        timers[count++] = event;
      }
    }
    return count == timers.length ? timers : Arrays.copyOf(timers, count);
  }

  private static boolean noEarlierTimer(Pending[] timers, Pending event) {
    for (Pending other : timers) {
      if (TimerOrder.comesFirst(other, event)) {
        return false;
      }
    }
    return true;
  }

  /** Two copies of one message are one choice. */
  private static boolean twice(Pending event, Pending[] found, int count) {
    for (int i = 0; i < count; i++) {
      if (found[i].key() == event.key()) {
        return true;
      }
    }
    return false;
  }

  /** Timers of incarnations that are over will never do anything. */
  private void dropDead() {
    for (Pending event : pending.events()) {
      int kind = EventMeta.kind(event.meta);
      if (kind == EventMeta.TIMER || kind == EventMeta.TASK || kind == EventMeta.TURN) {
        SimNode owner = kernel.nodes().get(EventMeta.target(event.meta));
        if (owner.env == null || owner.incarnation != event.extra) {
          pending.remove(event);
        }
      }
    }
  }
}

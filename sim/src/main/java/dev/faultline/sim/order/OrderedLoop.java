package dev.faultline.sim.order;

import dev.faultline.core.Fault;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.Rewind;
import dev.faultline.sim.content.Structures;
import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.EventQueue;
import dev.faultline.sim.event.Pending;
import dev.faultline.sim.event.PendingSet;
import dev.faultline.sim.fault.FaultEnd;
import dev.faultline.sim.fault.FaultOpportunities;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.run.Loop;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a world whose adversary says what happens next. Takes events out of the queue as soon as
 * they come into it and offers those that the model lets go first; see {@link EventOrder}.
 */
public final class OrderedLoop implements Agenda, Loop {
  private static final Pending[] NOTHING = {};

  private final Kernel kernel;
  private final Adversary adversary;
  private final FaultOpportunities opportunities;
  private final boolean faultsBetweenEvents;
  private final long healAt;
  private final EventKeys keys;
  private final boolean messageSet;
  private final boolean inOrder;
  private long endNanos;
  private long ordinal;
  private @Nullable Checkpoints checkpoints;

  /** Whose step it was last; −1 where it may have been any node's. */
  private int lastNode = -1;

  private boolean timersWaited;

  /** Whether anything was due after the world's end. */
  private boolean pastEnd;

  /** Whether the adversary ended the run. */
  private boolean cut;

  private final PendingSet pending = new PendingSet();

  public OrderedLoop(
      Kernel kernel,
      Adversary adversary,
      FaultOpportunities opportunities,
      boolean faultsBetweenEvents,
      long healAt) {
    this.kernel = kernel;
    this.adversary = adversary;
    this.opportunities = opportunities;
    this.faultsBetweenEvents = faultsBetweenEvents;
    this.healAt = healAt;
    this.messageSet = adversary.order() == EventOrder.MESSAGE_SET;
    this.inOrder = !messageSet && !opportunities.model().links().reordering();
    this.keys = new EventKeys(kernel, messageSet);
    kernel.timeline().orderedIn(pending);
  }

  @Override
  public boolean run(long endNanos, long maxEvents) {
    this.endNanos = endNanos;
    while (!kernel.stopped()) {
      drain();
      if (checkpoints == null && size() == 0) {
        if (pending.events().length > 0) {
          kernel.endAt(endNanos);
        }
        return true;
      }
      if (faultsBetweenEvents && !kernel.healed() && kernel.now() < healAt) {
        if (opportunities.ask(this)) {
          pending.enabled(null);
          continue;
        }
      }
      if (kernel.events() >= maxEvents) {
        return false;
      }
      int index = adversary.next(ordinal, this);
      if (index < 0) {
        cut = true;
        return true;
      }
      Pending event = event(index);
      if (!messageSet || EventMeta.kind(event.meta) != EventMeta.DELIVERY) {
        pending.remove(event);
      }
      keys.happens(ordinal++);
      lastNode = event.node();
      kernel.happen(event);
    }
    return true;
  }

  /** Takes over what the last step brought. */
  private void drain() {
    EventQueue queue = kernel.timeline().queue();
    while (!queue.isEmpty()) {
      long at = queue.firstTime();
      int slot = queue.take();
      long sequence = queue.sequence(slot);
      long meta = queue.meta(slot);
      long extra = queue.extra(slot);
      Object payload = queue.payload(slot);
      long sent = queue.contents(slot);
      queue.free(slot);
      if (EventMeta.kind(meta) != EventMeta.CANCELLED) {
        Pending event = keys.event(at, meta, extra, payload, sequence, sent, pending.events());
        if (event != null) {
          pending.add(event);
        }
      }
    }
  }

  boolean messageSet() {
    return messageSet;
  }

  @Override
  public boolean cut() {
    return cut;
  }

  int lastNode() {
    return lastNode;
  }

  PendingSet pending() {
    return pending;
  }

  /** Whether the messages of one link keep their order. */
  boolean inOrder() {
    return inOrder;
  }

  long ordinalOfNext() {
    return ordinal;
  }

  void continueAt(long ordinal) {
    this.ordinal = ordinal;
  }

  EventKeys keys() {
    return keys;
  }

  // --- what may be next ---

  Pending[] enabled() {
    Pending[] known = pending.enabled();
    if (known == null) {
      dropDead();
      known = timeDecides() ? earliest(pending.events()) : all(pending.events());
      pending.enabled(known);
    }
    return known;
  }

  private boolean timeDecides() {
    return switch (model().synchrony()) {
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
  private boolean isFreeReturn(Pending event) {
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

  // --- the agenda ---

  @Override
  public int size() {
    return enabled().length;
  }

  @Override
  public Pending event(int index) {
    return enabled()[index];
  }

  @Override
  public boolean starting() {
    return size() > 0 && event(0).node() < 0 && event(0).at == 0;
  }

  @Override
  public int nodeIndex(String node) {
    return kernel.node(node).index;
  }

  @Override
  public long ordinal() {
    return ordinal;
  }

  @Override
  public boolean watched() {
    return kernel.watched();
  }

  @Override
  public boolean timersWaited() {
    return timersWaited;
  }

  @Override
  public boolean pastEnd() {
    return pastEnd;
  }

  /** Whether the script has played any fault. */
  boolean scriptPlayed() {
    return opportunities.scriptPlayed();
  }

  /** Whether what may be next depends on how late things are due. */
  boolean timesMatter() {
    if (timeDecides()) {
      return true;
    }
    for (Pending event : pending.events()) {
      if (EventMeta.kind(event.meta) == EventMeta.CONTROL && !isFreeReturn(event)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int[] signature(Structures structures, boolean incarnations) {
    return new StateSignature(kernel, this, structures).of(incarnations);
  }

  @Override
  public List<String> opaque() {
    return kernel.hash().contents().unhashed();
  }

  @Override
  public boolean linksQueue() {
    return kernel.links().haveBandwidth();
  }

  @Override
  public boolean incarnationsRead() {
    return kernel.incarnationsRead();
  }

  /** Whether any fault has struck. */
  boolean faultsPlayed() {
    return opportunities.played();
  }

  @Override
  public long operations() {
    return kernel.remarks().operations();
  }

  @Override
  public Rewind rewind() {
    if (checkpoints == null) {
      checkpoints = new Checkpoints(kernel, this);
    }
    return checkpoints;
  }

  // --- the faults ---

  @Override
  public SystemModel model() {
    return opportunities.model();
  }

  @Override
  public List<String> nodes() {
    return opportunities.nodes();
  }

  @Override
  public boolean up(String node) {
    return opportunities.up(node);
  }

  @Override
  public boolean hasTwin(String node) {
    return opportunities.hasTwin(node);
  }

  @Override
  public boolean legal(Fault fault) {
    return opportunities.legal(fault);
  }

  @Override
  public long nowNanos() {
    return kernel.now();
  }

  @Override
  public long nanosLeft() {
    return opportunities.nanosLeft();
  }
}

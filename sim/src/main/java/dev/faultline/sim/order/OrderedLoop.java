package dev.faultline.sim.order;

import dev.faultline.core.Fault;
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
import dev.faultline.sim.fault.FaultOpportunities;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.run.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a world whose adversary says what happens next. Takes events out of the queue as soon as
 * they come into it and offers those that the model lets go first; see {@link EventOrder}.
 */
public final class OrderedLoop implements Agenda, Loop {
  private final Kernel kernel;
  private final Adversary adversary;
  private final FaultOpportunities opportunities;
  private final boolean faultsBetweenEvents;
  private final long healAt;
  private final EventKeys keys;
  private final boolean messageSet;
  private final boolean inOrder;
  private long ordinal;
  private @Nullable Checkpoints checkpoints;

  /** Whose step it was last; −1 where it may have been any node's. */
  private int lastNode = -1;

  /** Whether the adversary ended the run. */
  private boolean cut;

  private final PendingSet pending = new PendingSet();
  private final Enabled enabled;

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
    this.enabled =
        new Enabled(
            kernel,
            pending,
            opportunities.model().synchrony(),
            faultsBetweenEvents,
            messageSet,
            inOrder);
    kernel.timeline().orderedIn(pending);
  }

  @Override
  public boolean run(long endNanos, long maxEvents) {
    enabled.endAt(endNanos);
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

  /**
   * Whether it matters which message of its link one is, and when the one before it arrives: in a
   * set of messages that decides, where links keep their order, which event is due earlier.
   */
  boolean linksMatter() {
    return !messageSet || !opportunities.model().links().reordering();
  }

  EventKeys keys() {
    return keys;
  }

  Pending[] enabled() {
    return enabled.now();
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
    return enabled.timersWaited();
  }

  @Override
  public boolean pastEnd() {
    return enabled.pastEnd();
  }

  /** Whether the script has played any fault. */
  boolean scriptPlayed() {
    return opportunities.scriptPlayed();
  }

  /** Whether what may be next depends on how late things are due. */
  boolean timesMatter() {
    if (enabled.timeDecides()) {
      return true;
    }
    for (Pending event : pending.events()) {
      if (EventMeta.kind(event.meta) == EventMeta.CONTROL && !enabled.isFreeReturn(event)) {
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
    return kernel.uses().incarnations();
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

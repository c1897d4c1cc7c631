package dev.faultline.sim.event;

import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that is still to come in a world. It is the only owner of that fact, in every order of
 * events. Where time decides, events wait in the {@link EventQueue} until they are due. Where an
 * adversary orders them, the loop moves them into a {@link PendingSet} first. A paused or slow
 * node's events wait in its {@link Backlog}. An event keeps its sequence number on the way from one
 * to the next, so that its owner can cancel it, and a clock's change can move it, wherever it
 * waits.
 */
public final class Timeline {
  private static final int SLOT_BITS = EventQueue.SLOT_BITS;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

  private final EventQueue queue = new EventQueue();

  /** Null where time decides. */
  private @Nullable PendingSet set;

  public EventQueue queue() {
    return queue;
  }

  public void orderedIn(PendingSet pending) {
    set = pending;
  }

  /**
   * Adds an event.
   *
   * @return an id for {@link #cancel}, never 0
   */
  public long add(long time, long meta, long extra, @Nullable Object payload) {
    long sequence = queue.add(time, meta, extra, payload);
    return sequence << SLOT_BITS | queue.lastSlot();
  }

  /**
   * Lets an event of a node never happen, if it has not happened yet.
   *
   * @param backlog the node's
   */
  public void cancel(Backlog backlog, long id) {
    long sequence = id >>> SLOT_BITS;
    if (!queue.replace((int) (id & SLOT_MASK), sequence, EventMeta.CANCELLED_META)
        && set != null
        && !set.cancel(sequence)) {
      backlog.cancel(queue, sequence);
    }
  }

  /**
   * Puts an event that an adversary chose into a slot, where the loop takes events from.
   *
   * @return the slot
   */
  public int begin(Pending event) {
    int slot = queue.hold(event.sequence, event.meta, event.extra, event.payload);
    queue.contents(slot, event.sent);
    return slot;
  }

  /** Moves what is due on the clock of the node with that index to other times. */
  public void retime(int index, LongUnaryOperator newTime) {
    queue.retime(meta -> EventMeta.isOnClockOf(index, meta), newTime);
    if (set != null) {
      set.retime(event -> EventMeta.isOnClockOf(index, event.meta), newTime);
    }
  }

  /** Whether anything is still to come that nodes hear of. */
  public boolean anyOfNodes() {
    if (queue.anyOfNodes()) {
      return true;
    }
    if (set != null) {
      for (Pending event : set.events()) {
        if (EventMeta.isOfNode(event.meta)) {
          return true;
        }
      }
    }
    return false;
  }

  /** How many events are still to come; those that wait in a backlog are due already. */
  public int size() {
    return queue.size() + (set == null ? 0 : set.events().length);
  }
}

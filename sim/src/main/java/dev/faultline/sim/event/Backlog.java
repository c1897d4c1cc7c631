package dev.faultline.sim.event;

import java.util.Arrays;

/**
 * The events that wait, in the order in which they came, for a node that is paused or slow: numbers
 * of slots of the {@link EventQueue}, where the events themselves stay, so that a timer which waits
 * here can still be cancelled.
 */
public final class Backlog {
  private static final int[] NONE = {};
  private static final int INITIAL_CAPACITY = 16;

  private int[] slots = NONE;
  private int first;
  private int size;

  public boolean isEmpty() {
    return size == 0;
  }

  public void add(int slot) {
    if (size == slots.length) {
      grow();
    }
    slots[(first + size++) & (slots.length - 1)] = slot;
  }

  /** Takes the one that has waited longest; there must be one. */
  public int take() {
    int slot = slots[first];
    first = (first + 1) & (slots.length - 1);
    size--;
    return slot;
  }

  /** Turns the event with that sequence number into one that means nothing, if it waits here. */
  void cancel(EventQueue queue, long sequence) {
    for (int i = 0; i < size; i++) {
      if (queue.replace(
          slots[(first + i) & (slots.length - 1)], sequence, EventMeta.CANCELLED_META)) {
        return;
      }
    }
  }

  private void grow() {
    int[] grown =
        slots.length == 0 ? new int[INITIAL_CAPACITY] : Arrays.copyOf(slots, slots.length * 2);
    // What had wrapped around to the front goes behind the rest.
    System.arraycopy(slots, 0, grown, slots.length, slots.length == 0 ? 0 : first);
    slots = grown;
  }
}

package dev.faultline.check.engine;

/**
 * Which operations are open at an event, kept up by walking the events forth and back with the
 * search.
 */
final class OpenOperations {

  private final Part<?, ?, ?> part;
  private int event;

  /** Bits of the slots of open operations that will return. */
  final long[] open;

  /** Those of them that are read-only. */
  final long[] reads;

  /** Operation in each slot; meaningful where the slot is open. */
  final int[] inSlot;

  /** How many crashed operations of each group have been called. */
  final int[] available;

  OpenOperations(Part<?, ?, ?> part, int words) {
    this.part = part;
    open = new long[words];
    reads = new long[words];
    inSlot = new int[part.slots];
    available = new int[part.crashedGroups.length];
  }

  /** Makes this the state just before the given event. */
  void moveTo(int target) {
    while (event < target) {
      int at = part.events[event++];
      if (at >= 0) {
        called(at);
      } else {
        close(~at);
      }
    }
    while (event > target) {
      int at = part.events[--event];
      if (at < 0) {
        open(~at);
      } else if (part.group[at] >= 0) {
        available[part.group[at]]--;
      } else {
        close(at);
      }
    }
  }

  private void called(int op) {
    if (part.group[op] >= 0) {
      available[part.group[op]]++;
    } else {
      open(op);
    }
  }

  private void open(int op) {
    int slot = part.slot[op];
    open[slot >> 6] |= 1L << slot;
    inSlot[slot] = op;
    if (part.readOnly[op]) {
      reads[slot >> 6] |= 1L << slot;
    }
  }

  private void close(int op) {
    int slot = part.slot[op];
    open[slot >> 6] &= ~(1L << slot);
    reads[slot >> 6] &= ~(1L << slot);
  }
}

package dev.faultline.disk;

import java.util.List;

/** One entry of a disk's history, in the order of events. */
public sealed interface Entry
    permits MicroOp,
        Entry.Sync,
        Entry.Release,
        Entry.Mark,
        Entry.Unwritten,
        Entry.Reverted,
        Entry.Decay,
        Entry.Unseen {
  /**
   * Whether a history can end after the entry at a position: crash points do not lie between the
   * micro-operations of one call, since the profile decides which of them survive.
   */
  static boolean isBoundary(List<Entry> history, int index) {
    return index + 1 == history.size()
        || !(history.get(index) instanceof MicroOp op)
        || !(history.get(index + 1) instanceof MicroOp next)
        || op.operation() != next.operation();
  }

  /**
   * A sync that returned successfully.
   *
   * @param inode what was synced; of no meaning for {@link Scope#EVERYTHING} and {@link
   *     Scope#BARRIER}
   */
  record Sync(Operation operation, long inode, Scope scope) implements Entry {}

  /** How much a sync asks for. */
  enum Scope {
    /** fdatasync: the data, and what is needed to read it back. */
    DATA,
    /** fsync. */
    ALL,
    /** sync of the whole file system. */
    EVERYTHING,
    /** As {@link #EVERYTHING}, and obeyed even by a device that lies about syncs. */
    BARRIER
  }

  /** A file without a name was closed for the last time: running programs can no longer see it. */
  record Release(long inode) implements Entry {}

  /**
   * Data that programs see, but that never reaches the device: a sync failed to write it and marked
   * it clean, or the device lost it.
   *
   * @param operation the call that was to write it
   * @param from its first byte in the file
   * @param to the byte after its last
   */
  record Unwritten(Operation operation, long inode, long from, long to) implements Entry {}

  /**
   * A sync failed, and the file system discarded what was written to the file since the last
   * successful sync.
   */
  record Reverted(Operation operation, long inode) implements Entry {}

  /**
   * Bits of a file flipped, in memory and on the device.
   *
   * @param offset the byte
   * @param mask the flipped bits
   */
  record Decay(long inode, long offset, int mask) implements Entry {}

  /**
   * A note of the program.
   *
   * @param acknowledged whether it is an acknowledgement to a user; otherwise a label
   */
  record Mark(boolean acknowledged, String text, List<StackTraceElement> stack) implements Entry {}

  /**
   * Something that the program did, or may have done, that the history does not contain.
   *
   * @param what for a reader, as the end of "not seen: "
   */
  record Unseen(String what) implements Entry {}
}

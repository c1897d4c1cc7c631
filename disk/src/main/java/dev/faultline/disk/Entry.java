package dev.faultline.disk;

import java.util.List;

/** What a disk tells its listener, in the order in which it happened. */
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
   * Whether a history can end behind the entry at a position: a crash does not come between the
   * micro-operations of one call, of which a profile keeps those that it keeps.
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
    /** As {@link #EVERYTHING}, and even a device that lies about syncs obeys. */
    BARRIER
  }

  /** A file without a name is closed for the last time: running programs cannot see it any more. */
  record Release(long inode) implements Entry {}

  /**
   * Data that programs see, but that never reaches the device: a sync could not write it and forgot
   * so, or the device lost it.
   *
   * @param operation the call that was to write it
   * @param from its first byte in the file
   * @param to the byte behind its last
   */
  record Unwritten(Operation operation, long inode, long from, long to) implements Entry {}

  /**
   * A sync failed, and the file system threw away what was written to the file since the last sync
   * that went well.
   */
  record Reverted(Operation operation, long inode) implements Entry {}

  /**
   * Bits of a file turned, in memory and on the device.
   *
   * @param offset the byte
   * @param mask the bits of it that turned
   */
  record Decay(long inode, long offset, int mask) implements Entry {}

  /**
   * A remark of the program's.
   *
   * @param acknowledged whether the program promised something to somebody at this point; otherwise
   *     a label
   */
  record Mark(boolean acknowledged, String text, List<StackTraceElement> stack) implements Entry {}

  /**
   * Something that the program did, or may have done, and that is not in the history.
   *
   * @param what for a reader, as the end of "not seen: "
   */
  record Unseen(String what) implements Entry {}
}

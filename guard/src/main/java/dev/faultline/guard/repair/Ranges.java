package dev.faultline.guard.repair;

import dev.faultline.guard.record.Entry;
import java.util.List;

/** What repair needs from a store. {@link EntryStore} is an implementation in memory. */
public interface Ranges {
  /** What a store did with an entry that another replica sent. */
  enum Taken {
    /** It was stored, and is durable. */
    KEPT,
    /** The store has the same entry, or a newer one. */
    KNOWN,
    /**
     * It was deleted so long ago that all replicas have dropped the tombstone: the sender has to
     * drop the entry.
     */
    WITHDRAWN
  }

  /** The digests of what {@link #sound} would give. */
  MerkleTree tree();

  /** The entries of a leaf that are not corrupt. */
  List<Entry> sound(int leaf);

  /** Applies an entry from another replica. */
  Taken take(Entry entry);

  /**
   * Removes an entry: another replica says that it was deleted, and that all have dropped its
   * tombstone.
   */
  void withdraw(Entry entry);

  /**
   * A question of another process was refused, since it is not about such a tree; for the store to
   * count. Does nothing by default.
   */
  default void refused(RepairMessage.Question question) {}
}

package dev.faultline.guard.repair;

import dev.faultline.guard.record.Entry;
import java.util.List;

/** What repair needs of a store. {@link EntryStore} is one in memory. */
public interface Ranges {
  /** What has become of an entry that another replica has sent. */
  enum Taken {
    /** It is kept, and durable. */
    KEPT,
    /** What is here is the same, or newer. */
    KNOWN,
    /**
     * It was deleted, so long ago that all have forgotten the tombstone: its sender has to, too.
     */
    WITHDRAWN
  }

  /** The digests of what {@link #sound} would give. */
  MerkleTree tree();

  /** The entries of a leaf that have not rotted. */
  List<Entry> sound(int leaf);

  /** Takes an entry from another replica. */
  Taken take(Entry entry);

  /** Another replica says that this entry was deleted, and that all have forgotten it. */
  void withdraw(Entry entry);
}

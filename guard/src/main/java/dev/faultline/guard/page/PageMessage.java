package dev.faultline.guard.page;

import java.util.List;
import java.util.Objects;

/** The messages between a walk and the nodes that hold the entries. */
public sealed interface PageMessage<V> {
  /** The request that it belongs to. */
  long number();

  /** Which node may answer a request for a page. */
  enum Consistency {
    /** Only the owner of the partition: an entry is as it was when the page was read. */
    OWNER,
    /** Any node that has a copy: an entry may be outdated, or missing. */
    ANY_COPY
  }

  /**
   * Asks for the entries of a partition that follow a key, in the order of keys.
   *
   * @param after empty for the first
   * @param size the maximum number of entries
   */
  record Ask<V>(long number, int partition, String after, int size, Consistency consistency)
      implements PageMessage<V> {}

  /** An entry. */
  record Entry<V>(String key, V value) {
    /** Creates it. */
    public Entry {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * A page.
   *
   * @param isLast whether the partition has no more
   */
  record Page<V>(long number, List<Entry<V>> entries, boolean isLast) implements PageMessage<V> {
    /** Creates it. */
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** Refused: the node does not own the partition, or no longer does. */
  record Refused<V>(long number, String why) implements PageMessage<V> {}
}

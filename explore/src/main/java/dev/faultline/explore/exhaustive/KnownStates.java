package dev.faultline.explore.exhaustive;

import dev.faultline.explore.UsageException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The states that one partition of a search keeps, by their digests, with what the search calls
 * them. Not thread-safe; a level copies that of the level before, which may be asked for again.
 */
final class KnownStates implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The table has a power of two of slots, at least twice as many. */
  private static final int MOST = (1 << 29) - 1;

  private final DigestTable table;
  private final long[] ids;

  /** Without any. */
  KnownStates() {
    this.table = new DigestTable();
    this.ids = new long[0];
  }

  /**
   * All of those, with room for so many more.
   *
   * @throws UsageException when they are more than one partition can keep
   */
  KnownStates(KnownStates others, int more) {
    int room = room(others.size(), more);
    this.table = new DigestTable(others.table, more);
    this.ids = Arrays.copyOf(others.ids, room);
  }

  static int room(int size, int more) {
    if (more > MOST - size) {
      throw new UsageException(
          "a partition of the search has to keep more than "
              + MOST
              + " states; give it more"
              + " partitions");
    }
    return size + more;
  }

  /** Adds one that is not there. */
  void add(long first, long second, long id) {
    ids[table.add(first, second)] = id;
  }

  /** The number of a state, or −1 where it is not there. */
  int find(long first, long second) {
    return table.find(first, second);
  }

  long id(int number) {
    return ids[number];
  }

  int size() {
    return table.size();
  }
}

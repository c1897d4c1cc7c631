package dev.faultline.guard.repair;

import dev.faultline.guard.record.Entry;
import dev.faultline.guard.record.Seal;
import java.util.List;

/**
 * The messages that two replicas exchange to become equal. All may be lost, duplicated and
 * reordered.
 *
 * <p>Immutable.
 */
public sealed interface RepairMessage {
  /** The number of the question; an answer repeats it. */
  long number();

  /**
   * The size in bytes of a plain encoding: 8 for the number and each digest, 4 for each node, count
   * and length, 1 for the kind, and the entries as they are sealed.
   */
  int bytes();

  /** A question; {@link RangeSync#answer} gives the answer. */
  sealed interface Question extends RepairMessage {}

  /** Asks for the digests of all children of these nodes. */
  record Compare(long number, int level, List<Integer> nodes) implements Question {
    /** Creates it. */
    public Compare {
      nodes = List.copyOf(nodes);
    }

    @Override
    public int bytes() {
      return 17 + 4 * nodes.size();
    }
  }

  /** The digests, in the order of the nodes and their children. */
  record Digests(long number, List<Long> digests) implements RepairMessage {
    /** Creates it. */
    public Digests {
      digests = List.copyOf(digests);
    }

    @Override
    public int bytes() {
      return 13 + 8 * digests.size();
    }
  }

  /** Asks for the digests of all entries of these leaves. */
  record Scan(long number, List<Integer> leaves) implements Question {
    /** Creates it. */
    public Scan {
      leaves = List.copyOf(leaves);
    }

    @Override
    public int bytes() {
      return 13 + 4 * leaves.size();
    }
  }

  /** The digests of the entries, leaf by leaf. */
  record Scanned(long number, List<List<Long>> digests) implements RepairMessage {
    /** Creates it. */
    public Scanned {
      digests = digests.stream().map(List::copyOf).toList();
    }

    @Override
    public int bytes() {
      return 13 + digests.stream().mapToInt(leaf -> 4 + 8 * leaf.size()).sum();
    }
  }

  /**
   * Sends entries, and asks for others.
   *
   * @param leaf the leaf of all these entries
   * @param wanted digests of entries that the sender lacks
   * @param withdrawn entries that were deleted so long ago that all replicas have dropped their
   *     tombstones
   */
  record Exchange(
      long number, int leaf, List<Long> wanted, List<Entry> given, List<Entry> withdrawn)
      implements Question {
    /** Creates it. */
    public Exchange {
      wanted = List.copyOf(wanted);
      given = List.copyOf(given);
      withdrawn = List.copyOf(withdrawn);
    }

    @Override
    public int bytes() {
      return 25 + 8 * wanted.size() + sealed(given) + sealed(withdrawn);
    }
  }

  /** The entries that were asked for, and those of the received ones that have to be withdrawn. */
  record Exchanged(long number, List<Entry> given, List<Entry> withdrawn) implements RepairMessage {
    /** Creates it. */
    public Exchanged {
      given = List.copyOf(given);
      withdrawn = List.copyOf(withdrawn);
    }

    @Override
    public int bytes() {
      return 17 + sealed(given) + sealed(withdrawn);
    }
  }

  private static int sealed(List<Entry> entries) {
    return entries.stream().mapToInt(entry -> 4 + Seal.seal(entry).length).sum();
  }
}

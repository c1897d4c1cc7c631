package dev.faultline.guard.record;

import dev.faultline.core.Checks;
import dev.faultline.guard.record.Seal.Opened;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One read of a key from several replicas: what comes of it, and which replicas have to be
 * repaired. An answer that has rotted counts as none, so rot never makes a read older or empty; it
 * makes it fail when too few sound answers are left.
 *
 * <p>Where a quorum of replicas that has been read meets each that was written, the entry found is
 * the newest that was acknowledged. Reads that never go back, for whoever reads next, have to wait
 * until a quorum has it: send the repairs, and wait for their acknowledgements (ABD: Attiya,
 * Bar-Noy, Dolev, JACM 1995). Other reads may go on at once.
 *
 * <p>Not thread-safe: its owner calls it, who also keeps the deadline: {@link #outcome} waits for
 * ever where answers do not come.
 */
public final class QuorumRead {
  /** What is known of a read. */
  public sealed interface Outcome {
    /** Too few have answered yet. */
    record Waiting() implements Outcome {}

    /** The newest entry of a quorum; it is no tombstone. */
    record Found(Entry entry) implements Outcome {}

    /** A quorum agrees that there is nothing, or the newest entry is a tombstone. */
    record Absent() implements Outcome {}

    /**
     * So many answers have rotted that a quorum of sound ones cannot come: an error, not an empty
     * answer.
     *
     * @param rotten what is wrong, by replica
     */
    record Unreadable(SortedMap<String, String> rotten) implements Outcome {
      /** Creates it. */
      public Unreadable {
        TreeMap<String, String> copy = new TreeMap<>();
        copy.putAll(rotten);
        rotten = Collections.unmodifiableSortedMap(copy);
      }
    }
  }

  /** An entry that a replica lacks. */
  public record Repair(String replica, Entry entry) {}

  private final String key;
  private final TreeSet<String> waitedFor;
  private final int quorum;
  private final TreeMap<String, @Nullable Entry> sound = new TreeMap<>();
  private final TreeMap<String, String> rotten = new TreeMap<>();
  private final TreeMap<String, Entry> repaired = new TreeMap<>();
  private long ignored;

  /**
   * A read that nobody has answered yet.
   *
   * @param replicas that are asked, each once
   * @param quorum how many sound answers are needed, 1 up to the number of replicas
   * @throws IllegalArgumentException if it is out of its range
   */
  public QuorumRead(String key, List<String> replicas, int quorum) {
    this.key = key;
    waitedFor = new TreeSet<>(replicas);
    this.quorum = Checks.within("quorum", quorum, 1, waitedFor.size());
  }

  /**
   * Takes the answer of a replica; only the first of each counts.
   *
   * @param sealed what it keeps under the key as it keeps it; null if it has nothing there
   */
  public void answered(String replica, byte @Nullable [] sealed) {
    if (!waitedFor.remove(replica)) {
      ignored++;
      return;
    }
    if (sealed == null) {
      sound.put(replica, null);
      return;
    }
    switch (Seal.open(key, sealed)) {
      case Opened.Sound(var entry) -> sound.put(replica, entry);
      case Opened.Rotten(var what) -> rotten.put(replica, what);
    }
  }

  /** A replica has found itself that what it keeps has rotted; only its first answer counts. */
  public void rotten(String replica, String what) {
    if (waitedFor.remove(replica)) {
      rotten.put(replica, what);
    } else {
      ignored++;
    }
  }

  /** What is known by now. It gets newer with answers that come after a quorum. */
  public Outcome outcome() {
    if (sound.size() < quorum) {
      return sound.size() + waitedFor.size() < quorum
          ? new Outcome.Unreadable(rotten)
          : new Outcome.Waiting();
    }
    Entry newest = newest();
    return newest == null || newest.isDeleted() ? new Outcome.Absent() : new Outcome.Found(newest);
  }

  /**
   * What has to be written where, each once: the newest entry, also if it is a tombstone, to all
   * that have answered with an older one, with nothing, or with what has rotted. Before a quorum
   * has answered there is none. Ask again after later answers.
   */
  public List<Repair> repairs() {
    Entry newest = newest();
    if (sound.size() < quorum || newest == null) {
      return List.of();
    }
    List<Repair> repairs = new ArrayList<>();
    for (Map.Entry<String, @Nullable Entry> each : sound.entrySet()) {
      if (!newest.equals(each.getValue())) {
        add(repairs, each.getKey(), newest);
      }
    }
    rotten.keySet().forEach(replica -> add(repairs, replica, newest));
    return repairs;
  }

  private void add(List<Repair> repairs, String replica, Entry newest) {
    if (!newest.equals(repaired.put(replica, newest))) {
      repairs.add(new Repair(replica, newest));
    }
  }

  private @Nullable Entry newest() {
    Entry newest = null;
    for (Entry entry : sound.values()) {
      if (entry != null && (newest == null || entry.isNewerThan(newest))) {
        newest = entry;
      }
    }
    return newest;
  }

  /** What has rotted, by replica. */
  public SortedMap<String, String> rotten() {
    return Collections.unmodifiableSortedMap(rotten);
  }

  /** How many answers were not asked for, or came again. */
  public long ignored() {
    return ignored;
  }
}

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
 * One read of a key from several replicas: collects answers, gives the result, and says which
 * replicas need repair. A corrupt answer is not counted. So corruption never makes a read return an
 * older entry or none; the read fails when too few sound answers are left.
 *
 * <p>If each read quorum intersects each write quorum, the read finds the newest acknowledged
 * entry. If later reads, by any client, must never return an older entry, wait until a quorum has
 * the entry: send the repairs, and wait for their acknowledgements (ABD: Attiya, Bar-Noy, Dolev,
 * JACM 1995). Otherwise return the result at once.
 *
 * <p>Not thread-safe: its owner calls it, and also enforces the deadline: without it, {@link
 * #outcome} stays undecided if answers do not come.
 */
public final class QuorumRead {
  /** The state of a read. */
  public sealed interface Outcome {
    /** Too few replicas have answered yet. */
    record Waiting() implements Outcome {}

    /** The newest entry of a quorum; not a tombstone. */
    record Found(Entry entry) implements Outcome {}

    /** A quorum has no entry, or the newest entry is a tombstone. */
    record Absent() implements Outcome {}

    /**
     * So many answers are corrupt that a quorum of sound ones is impossible: an error, not an empty
     * result.
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
   * Creates a read without answers.
   *
   * @param replicas the replicas that are asked, each once
   * @param quorum how many sound answers are needed, 1 up to the number of replicas
   * @throws IllegalArgumentException if it is out of its range
   */
  public QuorumRead(String key, List<String> replicas, int quorum) {
    this.key = key;
    waitedFor = new TreeSet<>(replicas);
    this.quorum = Checks.within("quorum", quorum, 1, waitedFor.size());
  }

  /**
   * Processes the answer of a replica; only the first from each counts.
   *
   * @param sealed the sealed bytes that it stores under the key, unchanged; null if it has none
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

  /** A replica reports that its own record is corrupt; only its first answer counts. */
  public void rotten(String replica, String what) {
    if (waitedFor.remove(replica)) {
      rotten.put(replica, what);
    } else {
      ignored++;
    }
  }

  /** The result so far. Answers that arrive after a quorum may still make it newer. */
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
   * The repairs to send, each returned once: the newest entry, even if it is a tombstone, goes to
   * every replica that answered with an older entry, with none, or with corrupt bytes. There are
   * none before a quorum has answered. Call it again after later answers.
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

  /** What is corrupt, by replica. */
  public SortedMap<String, String> rotten() {
    return Collections.unmodifiableSortedMap(rotten);
  }

  /** How many answers were unexpected or repeated. */
  public long ignored() {
    return ignored;
  }
}

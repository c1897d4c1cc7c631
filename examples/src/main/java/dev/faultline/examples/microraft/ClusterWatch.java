package dev.faultline.examples.microraft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The observer of one world: every server tells it what it does, and it compares. What it demands
 * are the guarantees of Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm"
 * (USENIX ATC 2014), figure 3. Everything is checked once, when it happens, in constant time.
 *
 * <p>Not thread-safe; it belongs to the thread of its world.
 */
public final class ClusterWatch {
  /** At most one leader can be elected in a term. */
  public static final String ELECTION_SAFETY = "election safety";

  /** If two logs have an entry with the same index and term, they are the same up to there. */
  public static final String LOG_MATCHING = "log matching";

  /** No two servers apply different commands at the same index. */
  public static final String STATE_MACHINE_SAFETY = "state machine safety";

  /** The term of an entry that a server has already thrown away. */
  public static final int UNKNOWN_TERM = -1;

  private record Logged(String server, int previousTerm, Object operation) {}

  private record Applied(String server, Object operation) {}

  private record Snapshot(String server, List<Object> chunks) {}

  private final BiConsumer<String, String> violation;
  private final Map<Integer, String> leaders = new LinkedHashMap<>();
  private final Map<Long, Logged> logged = new LinkedHashMap<>();
  private final Map<Long, Snapshot> snapshots = new LinkedHashMap<>();
  private final Map<String, Long> appliedUpTo = new LinkedHashMap<>();
  private final List<@Nullable Applied> applied = new ArrayList<>();

  private long digest = 17;
  private final Map<String, Integer> internalFailures = new TreeMap<>();
  private boolean snapshotInstalled;
  private boolean learnerPromoted;
  private boolean memberRemoved;
  private boolean memberReplaced;

  /**
   * An observer who has seen nothing yet.
   *
   * @param violation told the property and what was seen
   */
  public ClusterWatch(BiConsumer<String, String> violation) {
    this.violation = violation;
  }

  // --- what the servers tell ---

  /** {@code endpoint} leads in {@code term}. */
  public void leads(String endpoint, int term) {
    String other = leaders.putIfAbsent(term, endpoint);
    if (other != null && !other.equals(endpoint)) {
      violation.accept(
          ELECTION_SAFETY, "term " + term + " has two leaders, " + other + " and " + endpoint);
    }
  }

  /**
   * {@code server} has an entry in its log.
   *
   * @param previousTerm of the entry before it in the same log; 0 for the first, {@link
   *     #UNKNOWN_TERM} where the server cannot tell
   */
  public void logged(String server, long index, int term, int previousTerm, Object operation) {
    long key = index << 20 | term;
    Logged first = logged.get(key);
    if (first == null) {
      logged.put(key, new Logged(server, previousTerm, operation));
    } else if (!same(first.operation, operation)
        || (first.previousTerm != previousTerm
            && first.previousTerm != UNKNOWN_TERM
            && previousTerm != UNKNOWN_TERM)) {
      violation.accept(
          LOG_MATCHING,
          "entry "
              + index
              + " of term "
              + term
              + " is "
              + operation
              + " after term "
              + previousTerm
              + " at "
              + server
              + ", but "
              + first.operation
              + " after term "
              + first.previousTerm
              + " at "
              + first.server);
    }
  }

  /** {@code server} applies an operation. */
  public void applied(String server, long index, Object operation) {
    while (applied.size() <= index) {
      applied.add(null);
    }
    Applied first = applied.get((int) index);
    if (first == null) {
      applied.set((int) index, new Applied(server, operation));
      digest = 31 * digest + 31 * index + operation.toString().hashCode();
    } else if (!same(first.operation, operation)) {
      violation.accept(
          STATE_MACHINE_SAFETY,
          server
              + " applies "
              + operation
              + " at index "
              + index
              + ", where "
              + first.server
              + " applied "
              + first.operation);
    }
    reached(server, index);
  }

  /**
   * {@code server} has reached the state of {@code index} by taking or by installing a snapshot.
   */
  public void snapshot(String server, long index, List<Object> chunks, boolean installed) {
    Snapshot first = snapshots.putIfAbsent(index, new Snapshot(server, chunks));
    if (first != null && !first.chunks.equals(chunks)) {
      violation.accept(
          STATE_MACHINE_SAFETY,
          server
              + " is in state "
              + chunks
              + " at index "
              + index
              + ", where "
              + first.server
              + " was in state "
              + first.chunks);
    }
    reached(server, index);
    snapshotInstalled |= installed;
  }

  private void reached(String server, long index) {
    appliedUpTo.merge(server, index, Math::max);
  }

  /** MicroRaft logged an exception of its own that it swallowed. */
  public void internalFailure(Throwable thrown) {
    internalFailures.merge(thrown.getClass().getSimpleName(), 1, Integer::sum);
  }

  /** A server that had been learning votes from now on. */
  public void promoted() {
    learnerPromoted = true;
  }

  /** A server has learnt that it is no member any more. */
  public void removed() {
    memberRemoved = true;
  }

  /** A server starts afresh under a new name. */
  public void replaced() {
    memberReplaced = true;
  }

  // --- what the world asks ---

  /** How many terms had a leader. */
  public int terms() {
    return leaders.size();
  }

  /** Up to which index anybody has applied the log. */
  public long appliedAnywhere() {
    return applied.size() - 1;
  }

  /** Up to which index {@code server} has ever applied the log. */
  public long appliedBy(String server) {
    return appliedUpTo.getOrDefault(server, 0L);
  }

  public boolean snapshotInstalled() {
    return snapshotInstalled;
  }

  public boolean learnerPromoted() {
    return learnerPromoted;
  }

  public boolean memberRemoved() {
    return memberRemoved;
  }

  public boolean memberReplaced() {
    return memberReplaced;
  }

  /** The exceptions that MicroRaft threw and swallowed, by their names, and how often. */
  public Map<String, Integer> internalFailures() {
    return Collections.unmodifiableMap(internalFailures);
  }

  /** Tells runs apart that applied different things. */
  public String digest() {
    return Long.toHexString(digest) + " " + applied.size() + " " + leaders.size();
  }

  /** Entries travel by reference, so that comparing is nearly always free. */
  private static boolean same(Object a, Object b) {
    return a == b || a.equals(b);
  }
}

package dev.faultline.check.txn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The least commit order that a level of Biswas and Enea demands of a register history: session
 * order where the level has it, reads-from, and for each read those writers of its key that must
 * come before the one it read from. The level holds exactly if it has no cycle.
 *
 * <p>Read committed and read atomic look at the few operations of one transaction at a time. Causal
 * takes, for each read, the latest writer of each session in the causal past (AWDIT's minimal
 * saturation), by clocks over 64 sessions at a time.
 */
final class CommitOrder {

  private static final int CHUNK = 64;

  private final RegisterVersions versions;
  private final TxnHistory h;
  private final Graph.Builder builder;

  /** Stands for the writer of the initial values. */
  private final int initial;

  private final int[] session;
  private final int[] indexInSession;
  private int sessions;

  /** For each pair that a read puts in order, that read; kept for evidence only. */
  private final @Nullable Map<Long, Integer> reasons;

  CommitOrder(RegisterVersions versions) {
    this(versions, false);
  }

  private CommitOrder(RegisterVersions versions, boolean explained) {
    reasons = explained ? new HashMap<>() : null;
    this.versions = versions;
    this.h = versions.history;
    builder = new Graph.Builder(h.size);
    initial = builder.node();
    session = new int[h.size];
    indexInSession = new int[h.size];
  }

  /** One that keeps reasons, and in whose graph a step to any later one of a client is one step. */
  static CommitOrder explained(RegisterVersions versions) {
    return new CommitOrder(versions, true);
  }

  /** The node of the initial values. */
  int initial() {
    return initial;
  }

  /** A read that puts a transaction before another, or before the initial values; -1 if none. */
  int reasonFor(int earlier, int later) {
    return reasons == null ? -1 : reasons.getOrDefault((long) earlier << 32 | later, -1);
  }

  Graph build(TxnLevel level) {
    base(level);
    switch (level) {
      case READ_UNCOMMITTED, ADYA_READ_COMMITTED -> {}
      case READ_COMMITTED, MONOTONIC_ATOMIC_VIEW -> within(false);
      case READ_ATOMIC -> {
        within(true);
        ownSession();
      }
      case CAUSAL -> causal();
      default -> throw new IllegalArgumentException(level + " is not decided by saturation");
    }
    if (reasons != null) {
      sessionSteps(level);
    }
    return builder.build();
  }

  private void sessionSteps(TxnLevel level) {
    Map<Integer, Integer> after = new HashMap<>();
    for (int t = 0; level.sessions() && t < h.size; t++) {
      if (versions.happened[t]) {
        int node = builder.node();
        Integer before = after.put(h.client[t], node);
        if (before != null) {
          builder.edge(before, t, Graph.THROUGH);
          builder.edge(before, node, Graph.THROUGH);
        }
        builder.edge(t, node, Graph.SO);
      }
    }
  }

  private void base(TxnLevel level) {
    Map<Integer, Integer> number = new HashMap<>();
    Map<Integer, Integer> last = new HashMap<>();
    Arrays.fill(session, -1);
    for (int t = 0; t < h.size; t++) {
      if (!versions.happened[t]) {
        continue;
      }
      int s = number.computeIfAbsent(h.client[t], _ -> sessions++);
      session[t] = s;
      Integer before = last.put(s, t);
      if (before != null) {
        indexInSession[t] = indexInSession[before] + 1;
      }
      if (before != null && level.sessions()) {
        builder.edge(before, t, Graph.SO);
      }
      boolean reads = level != TxnLevel.READ_UNCOMMITTED;
      for (int o = h.first[t]; reads && o < h.first[t + 1]; o++) {
        if (versions.external[o] && h.version[o] >= 0) {
          builder.edge(h.writer[h.version[o]], t, Graph.WR);
        }
      }
    }
  }

  private int source(int read) {
    return h.version[read] == TxnHistory.INITIAL ? initial : h.writer[h.version[read]];
  }

  /** The writer {@code earlier} of the key of a read must come before the one it read from. */
  private void before(int earlier, int read) {
    int from = source(read);
    if (earlier != from && reasons != null) {
      reasons.putIfAbsent((long) earlier << 32 | from, read);
    }
    if (earlier != from) {
      builder.edge(earlier, from, Graph.WW);
      if (from == initial) {
        builder.edge(initial, earlier, Graph.THROUGH);
      }
    }
  }

  /** For each pair of reads of one transaction; for read committed only the earlier one counts. */
  private void within(boolean all) {
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (!versions.external[o]) {
          continue;
        }
        int end = all ? h.first[t + 1] : o;
        for (int p = h.first[t]; p < end; p++) {
          if (p != o && versions.external[p] && h.version[p] >= 0) {
            int other = h.writer[h.version[p]];
            if (versions.writes(other, h.key[o])) {
              before(other, o);
            }
          }
        }
      }
    }
  }

  private void ownSession() {
    int[] latest = new int[h.keys];
    int[] latestOf = new int[h.keys];
    Arrays.fill(latestOf, -1);
    for (int t : bySession()) {
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (versions.external[o] && latestOf[h.key[o]] == session[t]) {
          before(latest[h.key[o]], o);
        }
      }
      for (int o = h.first[t]; o < h.first[t + 1]; o++) {
        if (h.kind[o] == TxnHistory.WRITE) {
          latest[h.key[o]] = t;
          latestOf[h.key[o]] = session[t];
        }
      }
    }
  }

  /** Transactions that happened, one session after the other. */
  private int[] bySession() {
    int[] start = new int[sessions + 1];
    for (int t = 0; t < h.size; t++) {
      if (session[t] >= 0) {
        start[session[t] + 1]++;
      }
    }
    for (int s = 0; s < sessions; s++) {
      start[s + 1] += start[s];
    }
    int[] order = new int[start[sessions]];
    for (int t = 0; t < h.size; t++) {
      if (session[t] >= 0) {
        order[start[session[t]]++] = t;
      }
    }
    return order;
  }

  private void causal() {
    var known = builder.build();
    int[] order = known.topological(~0);
    if (order.length < known.nodes) {
      return; // Session order and reads-from alone have a cycle.
    }
    var writers = new WritersByKey(h, session, indexInSession);
    for (int chunk = 0; chunk < sessions; chunk += CHUNK) {
      int width = Math.min(CHUNK, sessions - chunk);
      int[] clock = new int[h.size * width];
      Arrays.fill(clock, -1);
      for (int t : order) {
        if (t != initial) {
          visit(known, t, chunk, width, clock, writers);
        }
      }
    }
  }

  /** Reads against the clock of what came before; then hands the clock on, itself included. */
  private void visit(Graph known, int t, int chunk, int width, int[] clock, WritersByKey writers) {
    for (int o = h.first[t]; o < h.first[t + 1]; o++) {
      if (!versions.external[o]) {
        continue;
      }
      int k = h.key[o];
      int from = source(o);
      for (int run = writers.firstRun(k, chunk);
          run < writers.endOfRuns(k) && writers.session(run) < chunk + width;
          run++) {
        int at = writers.session(run) - chunk;
        int upTo = clock[t * width + at];
        // What came before the write that was read need not be told to come before it.
        int earlier = from == initial ? -1 : clock[from * width + at];
        int writer = upTo <= earlier ? -1 : writers.latest(run, upTo);
        if (writer >= 0 && writer != t && indexInSession[writer] > earlier) {
          before(writer, o);
        }
      }
    }
    int own = session[t] - chunk;
    int saved = own >= 0 && own < width ? clock[t * width + own] : 0;
    if (own >= 0 && own < width) {
      clock[t * width + own] = indexInSession[t];
    }
    for (int e = known.start[t]; e < known.start[t + 1]; e++) {
      int next = known.target[e];
      for (int i = 0; next != initial && i < width; i++) {
        int mine = clock[t * width + i];
        if (mine > clock[next * width + i]) {
          clock[next * width + i] = mine;
        }
      }
    }
    if (own >= 0 && own < width) {
      clock[t * width + own] = saved;
    }
  }
}

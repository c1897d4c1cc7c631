package dev.faultline.check.engine;

import dev.faultline.check.Spec;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Depth-first search for one order of all operations that keeps the order of each client and
 * nothing else: sequential consistency (Lamport, 1979).
 *
 * <p>A configuration is the progress of each client and the state; each is visited once. A
 * read-only operation that is next for its client and fits is taken at once, as in {@link Search}.
 * An indeterminate operation is the last of its client and may be left out.
 */
public final class SequentialSearch<S, I, O> {

  private final List<List<Operation<I, O>>> clients = new ArrayList<>();
  private final int[][] kinds;
  private final boolean[][] readOnly;
  private final Transitions<S, I, O> transitions;
  private final ConfigTable seen;
  private final int words;

  private final int[] at;
  private int state;
  private int[] order = new int[64];
  private int orderLength;
  private int[] best = new int[0];
  private long visited;

  /** The history must not contain failed operations. */
  public SequentialSearch(List<Operation<I, O>> operations, Spec<S, I, O> spec) {
    transitions = new Transitions<>(spec);
    Map<Integer, List<Operation<I, O>>> byClient = new LinkedHashMap<>();
    for (var op : operations) {
      if (op.isOk() || !spec.readOnly(op.input(), op.outcome())) {
        byClient.computeIfAbsent(op.client(), _ -> new ArrayList<>()).add(op);
      }
    }
    clients.addAll(byClient.values());
    kinds = new int[clients.size()][];
    readOnly = new boolean[clients.size()][];
    var unknown = new Outcome.Indeterminate<O>("unknown");
    for (int c = 0; c < kinds.length; c++) {
      var ops = clients.get(c);
      kinds[c] = new int[ops.size()];
      readOnly[c] = new boolean[ops.size()];
      for (int i = 0; i < ops.size(); i++) {
        var op = ops.get(i);
        kinds[c][i] = transitions.kind(op.input(), op.isOk() ? op.outcome() : unknown);
        readOnly[c][i] = op.isOk() && spec.readOnly(op.input(), op.outcome());
      }
    }
    transitions.freeze();
    words = Math.max(1, (kinds.length + 1) / 2);
    seen = new ConfigTable(words, 0);
    at = new int[kinds.length];
  }

  /** Searches until the history is decided or the meter stops the search. */
  public Solver.Ending run(Meter meter) {
    var frames = new ArrayList<int[]>();
    if (absorbReads()) {
      return found();
    }
    enter(frames);
    while (!frames.isEmpty()) {
      if ((++visited & 255) == 0 && !meter.spend(256, 0) || (visited & 4095) == 0 && !fits(meter)) {
        return Solver.Ending.UNDECIDED;
      }
      int[] frame = frames.getLast();
      restore(frame);
      if (!move(frame)) {
        frames.removeLast();
      } else if (absorbReads()) {
        return found();
      } else {
        enter(frames);
      }
    }
    return Solver.Ending.INVALID;
  }

  /** The complete order may be shorter than an earlier, incomplete one. */
  private Solver.Ending found() {
    best = Arrays.copyOf(order, orderLength);
    return Solver.Ending.VALID;
  }

  private long reportedBytes;

  private boolean fits(Meter meter) {
    long bytes = seen.bytesAfterGrowth() + transitions.bytes();
    long more = bytes - reportedBytes;
    reportedBytes = bytes;
    return meter.spend(0, more);
  }

  /** The order found, or the longest order that could be explained. */
  public List<Operation<I, O>> order() {
    var result = new ArrayList<Operation<I, O>>();
    int[] taken = new int[kinds.length];
    for (int c : best) {
      result.add(clients.get(c).get(taken[c]++));
    }
    return result;
  }

  // A frame: how far each client is, then state, next client to try, choice, length of the order.
  private void enter(List<int[]> frames) {
    long[] config = new long[1 + words];
    config[0] = 1L << 32 | state;
    for (int c = 0; c < at.length; c++) {
      config[1 + (c >> 1)] |= (long) at[c] << ((c & 1) * 32);
    }
    if (orderLength > best.length) {
      best = Arrays.copyOf(order, orderLength);
    }
    if (seen.addUnlessDominated(config, 0)) {
      int[] frame = Arrays.copyOf(at, at.length + 4);
      frame[at.length] = state;
      frame[at.length + 3] = orderLength;
      frames.add(frame);
    }
  }

  private void restore(int[] frame) {
    System.arraycopy(frame, 0, at, 0, at.length);
    state = frame[at.length];
    orderLength = frame[at.length + 3];
  }

  private boolean move(int[] frame) {
    int n = at.length;
    for (int c = frame[n + 1]; c < n; c++) {
      if (at[c] < kinds[c].length) {
        int to = transitions.next(state, kinds[c][at[c]]);
        int choice = frame[n + 2];
        boolean last = true;
        if (to < Transitions.IMPOSSIBLE) {
          int[] several = transitions.choice(to);
          to = several[choice];
          last = choice + 1 == several.length;
        }
        if (to != Transitions.IMPOSSIBLE) {
          frame[n + 1] = last ? c + 1 : c;
          frame[n + 2] = last ? 0 : choice + 1;
          take(c);
          state = to;
          return true;
        }
      }
      frame[n + 1] = c + 1;
      frame[n + 2] = 0;
    }
    return false;
  }

  private void take(int c) {
    if (orderLength == order.length) {
      order = Arrays.copyOf(order, orderLength * 2);
    }
    order[orderLength++] = c;
    at[c]++;
  }

  /** Takes the operations that fit and are read-only; returns whether all are done. */
  private boolean absorbReads() {
    boolean done = true;
    for (int c = 0; c < at.length; c++) {
      while (at[c] < kinds[c].length
          && readOnly[c][at[c]]
          && transitions.next(state, kinds[c][at[c]]) == state) {
        take(c);
      }
      done &= at[c] == kinds[c].length || !clients.get(c).get(at[c]).isOk();
    }
    return done;
  }
}

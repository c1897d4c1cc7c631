package dev.faultline.check.engine;

import dev.faultline.check.Spec;
import dev.faultline.core.history.Operation;
import java.util.Arrays;

/**
 * Depth-first search for a linearization of one part, just in time: an operation is linearized when
 * its return, or that of another, demands it.
 *
 * <p>The algorithm is that of Wing and Gong ("Testing and Verifying Concurrent Objects", JPDC 1993)
 * as improved by Lowe ("Testing for linearizability", CCPE 2017), over configurations (event, mask
 * over open operations, state, set of crashed operations used up). Four rules prune it. Each is
 * sound by an exchange argument, and each is held by the differential test:
 *
 * <ul>
 *   <li>An open operation that is read-only <em>by declaration</em> and fits the state is
 *       linearized at once: wherever it stands in a completion, it may be moved here. (Not so for
 *       an operation that merely happens to leave this state as it is: a later point may be the one
 *       where it is needed.)
 *   <li>Of open operations with the same input and outcome the one that returns first is linearized
 *       first: if a completion takes them the other way round, they may change places.
 *   <li>A crashed operation that leaves the state as it is need not be linearized: nothing demands
 *       it.
 *   <li>A configuration that differs from a visited one only in having used more crashed operations
 *       is dropped; see {@link ConfigTable}.
 * </ul>
 */
final class Search<S, I, O> {

  enum Result {
    VALID,
    INVALID,
    UNDECIDED
  }

  private static final int POS = 0;
  private static final int STATE = 1;
  private static final int FIRST = 2;
  private static final int NEXT = 3;
  private static final int CHOICE = 4;
  private static final int LOG = 5;
  private static final int FRAME = 6;

  private final Part<S, I, O> part;
  private final Transitions<S, I, O> transitions;
  private final Spec.Lookahead<S> lookahead;
  private final int maskWords;
  private final int crashedWords;
  private final int stride;
  private final ConfigTable seen;
  private final OpenOperations now;
  private final long[] returns;

  private int[] frames = new int[64 * FRAME];
  private long[] frameWords;
  private int depth;
  private int[] pool = new int[256];
  private int poolSize;

  private final int[] kindLookedAt;
  private int lookedAt;

  private int pos;
  private int state;
  private final long[] mask;
  private final long[] used;
  private boolean started;
  private boolean currentIsTop;

  final Progress progress;
  long visited;

  Search(Part<S, I, O> part, Spec.Lookahead<S> lookahead) {
    this.part = part;
    this.transitions = part.transitions;
    this.lookahead = lookahead;
    maskWords = Math.max(1, (part.slots + 63) >> 6);
    crashedWords = (part.crashed + 63) >> 6;
    stride = 1 + maskWords + crashedWords;
    seen = new ConfigTable(maskWords, crashedWords);
    now = new OpenOperations(part, maskWords);
    mask = new long[maskWords];
    used = new long[crashedWords];
    frameWords = new long[64 * stride];
    kindLookedAt = new int[transitions.kinds()];
    progress = new Progress(part);
    returns = new long[part.operations.size()];
    for (int i = 0; i < returns.length; i++) {
      returns[i] = part.operations.get(i).returned();
    }
  }

  /** Goes on until decided, the limit on configurations is reached, or the meter stops it. */
  Result run(long limit, Meter meter) {
    if (!started) {
      started = true;
      if (settle()) {
        return Result.VALID;
      }
      push();
    }
    long reported = visited;
    long reportedBytes = 0;
    for (int steps = 1; depth > 0; steps++) {
      if (visited >= limit || (steps & 1023) == 0) {
        long bytes = Math.max(bytes(), seen.bytesAfterGrowth());
        boolean more = meter.spend(visited - reported, bytes - reportedBytes);
        reported = visited;
        reportedBytes = bytes;
        if (!more || visited >= limit) {
          return Result.UNDECIDED;
        }
      }
      if (!currentIsTop) {
        restore();
      }
      if (!advance()) {
        pop();
        continue;
      }
      currentIsTop = false;
      if (settle()) {
        meter.spend(visited - reported, 0);
        return Result.VALID;
      }
      S reached = transitions.state(state);
      if (lookahead.possible(reached, part.positions[pos])) {
        S canonical = lookahead.canonical(reached, part.positions[pos]);
        if (canonical != reached) {
          state = transitions.id(canonical);
        }
        if (allMayStillHappen(canonical)) {
          push();
        }
      }
    }
    meter.spend(visited - reported, 0);
    return Result.INVALID;
  }

  Operation<I, O> operation(int index) {
    return part.operations.get(index);
  }

  long bytes() {
    return seen.bytes()
        + transitions.bytes()
        + 4L * (frames.length + pool.length)
        + 8L * frameWords.length
        + progress.bytes();
  }

  /** Walks on to the next return that lacks its operation; true at the end of the history. */
  private boolean settle() {
    absorbReads();
    int[] events = part.events;
    while (pos < events.length) {
      int at = events[pos];
      if (at < 0) {
        int slot = part.slot[~at];
        long bit = 1L << slot;
        if ((mask[slot >> 6] & bit) == 0) {
          return false;
        }
        mask[slot >> 6] &= ~bit;
        now.moveTo(++pos);
      } else {
        now.moveTo(++pos);
        if (part.readOnly[at] && transitions.next(state, part.kind[at]) == state) {
          linearized(at);
        }
      }
    }
    return true;
  }

  private void absorbReads() {
    now.moveTo(pos);
    for (int w = 0; w < maskWords; w++) {
      for (long left = now.reads[w] & ~mask[w]; left != 0; left &= left - 1) {
        int op = now.inSlot[(w << 6) + Long.numberOfTrailingZeros(left)];
        if (transitions.next(state, part.kind[op]) == state) {
          linearized(op);
        }
      }
    }
  }

  private void linearized(int op) {
    if (part.group[op] >= 0) {
      int g = part.group[op];
      int bit = part.groupStart[g] + usedOf(g);
      used[bit >> 6] |= 1L << bit;
    } else {
      mask[part.slot[op] >> 6] |= 1L << part.slot[op];
    }
    progress.log(op, pos);
  }

  /**
   * Crashed operations of a group are used in the order of their calls, so bits fill up in order.
   */
  private int usedOf(int g) {
    int count = 0;
    int from = part.groupStart[g];
    int to = from + part.crashedGroups[g].length;
    while (from < to && (used[from >> 6] & 1L << from) != 0) {
      from++;
      count++;
    }
    return count;
  }

  private boolean allMayStillHappen(S reached) {
    for (int w = 0; w < maskWords; w++) {
      for (long left = now.open[w] & ~now.reads[w] & ~mask[w]; left != 0; left &= left - 1) {
        int op = now.inSlot[(w << 6) + Long.numberOfTrailingZeros(left)];
        if (!lookahead.mayStillHappen(reached, op)) {
          return false;
        }
      }
    }
    return true;
  }

  private void push() {
    if ((depth + 1) * stride > frameWords.length) {
      frameWords = Arrays.copyOf(frameWords, frameWords.length * 2);
      frames = Arrays.copyOf(frames, frameWords.length / stride * FRAME);
    }
    int words = depth * stride;
    frameWords[words] = (long) (pos + 1) << 32 | state;
    System.arraycopy(mask, 0, frameWords, words + 1, maskWords);
    System.arraycopy(used, 0, frameWords, words + 1 + maskWords, crashedWords);
    progress.reached(pos);
    if (!seen.addUnlessDominated(frameWords, words)) {
      return;
    }
    visited++;
    int frame = depth * FRAME;
    frames[frame + POS] = pos;
    frames[frame + STATE] = state;
    frames[frame + FIRST] = poolSize;
    frames[frame + NEXT] = -1;
    frames[frame + CHOICE] = 0;
    frames[frame + LOG] = progress.length();
    depth++;
    currentIsTop = true;
  }

  private void pop() {
    depth--;
    poolSize = frames[depth * FRAME + FIRST];
    currentIsTop = false;
  }

  private void restore() {
    int frame = (depth - 1) * FRAME;
    int words = (depth - 1) * stride;
    pos = frames[frame + POS];
    state = frames[frame + STATE];
    System.arraycopy(frameWords, words + 1, mask, 0, maskWords);
    System.arraycopy(frameWords, words + 1 + maskWords, used, 0, crashedWords);
    progress.backTo(frames[frame + LOG]);
    now.moveTo(pos);
    currentIsTop = true;
  }

  /** Takes the next move of the top frame; false if it has none left. */
  private boolean advance() {
    int frame = (depth - 1) * FRAME;
    while (true) {
      int next = frames[frame + NEXT];
      int op;
      if (next < 0) {
        op = ~part.events[pos];
      } else {
        if (next == frames[frame + FIRST] && poolSize == next) {
          collectOthers();
        }
        if (next >= poolSize) {
          return false;
        }
        op = pool[next];
      }
      int to = transitions.next(state, part.kind[op]);
      int choice = frames[frame + CHOICE];
      boolean lastChoice = true;
      if (to < Transitions.IMPOSSIBLE) {
        int[] several = transitions.choice(to);
        to = several[choice];
        lastChoice = choice + 1 == several.length;
      }
      frames[frame + CHOICE] = lastChoice ? 0 : choice + 1;
      if (lastChoice) {
        frames[frame + NEXT] = next < 0 ? frames[frame + FIRST] : next + 1;
      }
      if (to == Transitions.IMPOSSIBLE || (to == state && part.group[op] >= 0)) {
        continue;
      }
      linearized(op);
      state = to;
      return true;
    }
  }

  /** All other moves: the earliest return first, crashed operations last. */
  private void collectOthers() {
    int from = poolSize;
    int demanded = ~part.events[pos];
    ensurePool(part.slots + part.crashedGroups.length);
    for (int w = 0; w < maskWords; w++) {
      for (long left = now.open[w] & ~now.reads[w] & ~mask[w]; left != 0; left &= left - 1) {
        int op = now.inSlot[(w << 6) + Long.numberOfTrailingZeros(left)];
        if (op != demanded) {
          int at = poolSize++;
          while (at > from && returns[pool[at - 1]] > returns[op]) {
            pool[at] = pool[at - 1];
            at--;
          }
          pool[at] = op;
        }
      }
    }
    keepFirstOfEachKind(from, part.kind[demanded]);
    for (int g = 0; g < part.crashedGroups.length; g++) {
      int count = usedOf(g);
      if (count < now.available[g]) {
        pool[poolSize++] = part.crashedGroups[g][count];
      }
    }
  }

  private void keepFirstOfEachKind(int from, int demandedKind) {
    int kept = from;
    lookedAt++;
    kindLookedAt[demandedKind] = lookedAt;
    for (int i = from; i < poolSize; i++) {
      int kind = part.kind[pool[i]];
      if (kindLookedAt[kind] != lookedAt) {
        kindLookedAt[kind] = lookedAt;
        pool[kept++] = pool[i];
      }
    }
    poolSize = kept;
  }

  private void ensurePool(int more) {
    if (poolSize + more > pool.length) {
      pool = Arrays.copyOf(pool, Math.max(pool.length * 2, poolSize + more));
    }
  }
}

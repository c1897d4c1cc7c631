package dev.faultline.check.model;

import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which operations wrote the pieces that gets show, where several wrote the same. Those are ruled
 * out that were over before what stands in front of the piece was called, or called when what
 * stands behind it was over, or that stand elsewhere for certain.
 */
final class ShownWriters {

  /** A get, and for each piece of its value who may have written it; first the put, if one did. */
  static final class Shown {
    private final int get;
    private final boolean begun;
    private final int[][] writers;

    private Shown(int get, boolean begun, int[][] writers) {
      this.get = get;
      this.begun = begun;
      this.writers = writers;
    }

    int get() {
      return get;
    }

    boolean begun() {
      return begun;
    }

    int length() {
      return writers.length;
    }

    /** The one writer of a piece, or {@link EpochZones#NONE} if there may be several. */
    int writer(int piece) {
      return writers[piece].length == 1 ? writers[piece][0] : EpochZones.NONE;
    }

    String ops(int i) {
      return java.util.Arrays.toString(writers[i]);
    }

    boolean isClear() {
      for (int[] some : writers) {
        if (some.length != 1) {
          return false;
        }
      }
      return true;
    }
  }

  private static final int UNKNOWN = -2;

  private final long[] called;
  private final long[] returned;
  private final List<Shown> gets = new ArrayList<>();

  /** Epoch, by its put, and place in it of each append, where that is certain. */
  private final int[] epoch;

  private final int[] place;
  private boolean news;
  private boolean impossible;

  ShownWriters(List<? extends Operation<?, ?>> part) {
    called = part.stream().mapToLong(Operation::called).toArray();
    returned = part.stream().mapToLong(Operation::returned).toArray();
    epoch = new int[called.length];
    place = new int[called.length];
    Arrays.fill(epoch, UNKNOWN);
  }

  void shows(int get, boolean begun, int[] puts, List<int[]> pieces) {
    int first = begun ? 1 : 0;
    int[][] writers = new int[first + pieces.size()][];
    if (begun) {
      writers[0] = puts;
    }
    for (int i = 0; i < pieces.size(); i++) {
      writers[first + i] = pieces.get(i);
    }
    gets.add(new Shown(get, begun, writers));
  }

  /** Rules out what cannot be; false if nobody can have written some piece. */
  boolean narrow() {
    do {
      news = false;
      for (var shown : gets) {
        byTime(shown);
        byPlace(shown);
      }
    } while (news && !impossible);
    return !impossible;
  }

  List<Shown> gets() {
    return gets;
  }

  /** Appends that may stand somewhere or nowhere. */
  boolean[] unclear() {
    boolean[] unclear = new boolean[called.length];
    for (var shown : gets) {
      for (int[] some : shown.writers) {
        for (int op : some) {
          unclear[op] |= some.length > 1;
        }
      }
    }
    return unclear;
  }

  private void byTime(Shown shown) {
    long latestCall = -1;
    for (int i = 0; i < shown.writers.length; i++) {
      long first = Long.MAX_VALUE;
      for (int op : shown.writers[i]) {
        first = Math.min(first, called[op]);
      }
      long after = latestCall;
      if (shown.writers[i].length > 1) {
        keep(shown, i, op -> returned[op] > after);
      }
      latestCall = Math.max(latestCall, first);
    }
    long firstReturn = returned[shown.get];
    for (int i = shown.writers.length - 1; i >= 0; i--) {
      long last = -1;
      for (int op : shown.writers[i]) {
        last = Math.max(last, returned[op]);
      }
      long before = firstReturn;
      if (shown.writers[i].length > 1) {
        keep(shown, i, op -> called[op] < before);
      }
      firstReturn = Math.min(firstReturn, last);
    }
  }

  private void byPlace(Shown shown) {
    int first = shown.begun ? 1 : 0;
    if (impossible || shown.begun && shown.writers[0].length != 1) {
      return;
    }
    int put = shown.begun ? shown.writers[0][0] : EpochZones.NONE;
    for (int i = first; i < shown.writers.length; i++) {
      int at = i;
      if (shown.writers[i].length > 1) {
        keep(shown, i, op -> epoch[op] == UNKNOWN || epoch[op] == put && place[op] == at);
      }
      if (shown.writers[i].length == 1 && epoch[shown.writers[i][0]] == UNKNOWN) {
        epoch[shown.writers[i][0]] = put;
        place[shown.writers[i][0]] = i;
        news = true;
      }
    }
  }

  private void keep(Shown shown, int piece, java.util.function.IntPredicate possible) {
    int[] before = shown.writers[piece];
    int[] after = Arrays.stream(before).filter(possible).toArray();
    if (after.length < before.length) {
      shown.writers[piece] = after;
      news = true;
      impossible |= after.length == 0;
    }
  }
}

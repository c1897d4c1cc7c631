package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** For each key, for each session that writes it: the writers in the order of the session. */
final class WritersByKey {

  private final int[] runsOfKey;
  private final int[] sessionOfRun;
  private final int[] startOfRun;
  private final int[] writer;
  private final int[] index;

  WritersByKey(TxnHistory h, int[] session, int[] indexInSession) {
    List<Ints> byKey = new ArrayList<>();
    for (int k = 0; k < h.keys; k++) {
      byKey.add(new Ints());
    }
    for (int t = 0; t < h.size; t++) {
      for (int o = h.first[t]; session[t] >= 0 && o < h.first[t + 1]; o++) {
        var list = byKey.get(h.key[o]);
        if (h.kind[o] == TxnHistory.WRITE
            && (list.length() == 0 || list.get(list.length() - 1) != t)) {
          list.add(t);
        }
      }
    }
    runsOfKey = new int[h.keys + 1];
    var sessions = new Ints();
    var starts = new Ints();
    var writers = new Ints();
    var indices = new Ints();
    for (int k = 0; k < h.keys; k++) {
      // Writers are in the order of calls, and so of each session: sort by session and keep that.
      int[] list = byKey.get(k).toArray();
      long[] sorted = new long[list.length];
      for (int i = 0; i < list.length; i++) {
        sorted[i] = (long) session[list[i]] << 32 | i;
      }
      Arrays.sort(sorted);
      for (int i = 0; i < sorted.length; i++) {
        int t = list[(int) sorted[i]];
        if (i == 0 || sorted[i - 1] >> 32 != sorted[i] >> 32) {
          sessions.add(session[t]);
          starts.add(writers.length());
        }
        writers.add(t);
        indices.add(indexInSession[t]);
      }
      runsOfKey[k + 1] = sessions.length();
    }
    sessionOfRun = sessions.toArray();
    startOfRun = starts.toArray(writers.length());
    writer = writers.toArray();
    index = indices.toArray();
  }

  int firstRun(int key, int fromSession) {
    int run = runsOfKey[key];
    while (run < runsOfKey[key + 1] && sessionOfRun[run] < fromSession) {
      run++;
    }
    return run;
  }

  int endOfRuns(int key) {
    return runsOfKey[key + 1];
  }

  int session(int run) {
    return sessionOfRun[run];
  }

  /** The latest writer of the run at or before an index of the session, or -1. */
  int latest(int run, int upTo) {
    int low = startOfRun[run];
    int high = startOfRun[run + 1] - 1;
    int found = -1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (index[middle] <= upTo) {
        found = writer[middle];
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return found;
  }
}

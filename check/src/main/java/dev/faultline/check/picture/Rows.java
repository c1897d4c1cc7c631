package dev.faultline.check.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of a timeline: one for each client, and more where bars of one client overlap, as they
 * do if nobody knows when an operation ended.
 */
final class Rows {

  private final Map<Bar, Integer> rowOf = new HashMap<>();
  private final Map<Bar, Bar> following = new HashMap<>();

  /** The first row of each client, in their order. */
  final TreeMap<Integer, Integer> firstOfClient = new TreeMap<>();

  final int count;

  Rows(List<Bar> bars) {
    var byClient = new TreeMap<Integer, List<Bar>>();
    for (var bar : bars) {
      byClient.computeIfAbsent(bar.lane(), _ -> new ArrayList<>()).add(bar);
    }
    int row = 0;
    for (var client : byClient.entrySet()) {
      firstOfClient.put(client.getKey(), row);
      var ofClient = new ArrayList<>(client.getValue());
      ofClient.sort(Comparator.comparingLong(Bar::from));
      var last = new ArrayList<Bar>();
      for (var bar : ofClient) {
        int at = 0;
        while (at < last.size() && last.get(at).to() >= bar.from()) {
          at++;
        }
        if (at == last.size()) {
          last.add(bar);
        } else {
          following.put(last.get(at), bar);
          last.set(at, bar);
        }
        rowOf.put(bar, row + at);
      }
      row += last.size();
    }
    count = row;
  }

  int of(Bar bar) {
    return rowOf.getOrDefault(bar, 0);
  }

  /** Where the next bar of the same row begins; beyond everything if there is none. */
  long roomUntil(Bar bar) {
    var next = following.get(bar);
    return next == null ? Long.MAX_VALUE : next.from();
  }
}

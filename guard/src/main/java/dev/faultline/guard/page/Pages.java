package dev.faultline.guard.page;

import dev.faultline.guard.page.PageMessage.Ask;
import dev.faultline.guard.page.PageMessage.Entry;
import dev.faultline.guard.page.PageMessage.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Answers requests for pages at a node that holds a partition. Thread-safe: it is stateless. */
public final class Pages {
  /** The maximum page size, whatever the request asks for. */
  public static final int LONGEST = 10_000;

  private Pages() {}

  /**
   * The requested page.
   *
   * @param partition its entries, by keys in their natural order
   * @throws IllegalArgumentException if a key is empty: cursors start at the empty key, so no page
   *     would contain it
   */
  public static <V> Page<V> answer(NavigableMap<String, V> partition, Ask<V> ask) {
    if (partition.containsKey("")) {
      throw new IllegalArgumentException("a key is empty, expected at least one character");
    }
    int size = Math.clamp(ask.size(), 1, LONGEST);
    List<Entry<V>> entries = new ArrayList<>();
    boolean isLast = true;
    for (Map.Entry<String, V> each : partition.tailMap(ask.after(), false).entrySet()) {
      if (entries.size() == size) {
        isLast = false;
        break;
      }
      entries.add(new Entry<>(each.getKey(), each.getValue()));
    }
    return new Page<>(ask.number(), entries, isLast);
  }
}

package dev.faultline.guard.page;

import dev.faultline.guard.page.PageMessage.Ask;
import dev.faultline.guard.page.PageMessage.Entry;
import dev.faultline.guard.page.PageMessage.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** How a node that holds a partition answers. Thread-safe: it keeps nothing. */
public final class Pages {
  /** The longest page, whatever is asked for. */
  public static final int LONGEST = 10_000;

  private Pages() {}

  /**
   * The page that was asked for.
   *
   * @param partition its entries, by keys in their natural order
   * @throws IllegalArgumentException if a key is empty: that is where cursors begin, so no page
   *     would have it
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

package dev.faultline.explore.campaign;

import dev.faultline.explore.CampaignResult.ChanceCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often chances were taken that programs offered. Guarded by its campaign. */
final class ChanceTally {
  private record Count(long times, int worlds) {
    Count plus(Count more) {
      return new Count(times + more.times, worlds + more.worlds);
    }
  }

  private final SortedMap<String, Count> counts = new TreeMap<>();

  /** Takes what a world did. */
  void add(Map<String, Integer> taken) {
    taken.forEach(
        (name, times) -> counts.merge(name, new Count(times, times > 0 ? 1 : 0), Count::plus));
  }

  void append(ChanceTally next) {
    next.counts.forEach((name, count) -> counts.merge(name, count, Count::plus));
  }

  void write(PartCodec.Out out) throws IOException {
    out.number(counts.size());
    for (Map.Entry<String, Count> each : counts.entrySet()) {
      out.text(each.getKey());
      out.wide(each.getValue().times);
      out.number(each.getValue().worlds);
    }
  }

  /** Reads what was written, into a tally that is empty. */
  void read(PartCodec.In in) throws IOException {
    for (int left = in.number(); left > 0; left--) {
      String name = in.text();
      long times = in.wide();
      counts.put(name, new Count(times, in.number()));
    }
  }

  /** The one that was taken most often first. */
  List<ChanceCount> counts() {
    List<ChanceCount> list = new ArrayList<>();
    counts.forEach((name, count) -> list.add(new ChanceCount(name, count.times, count.worlds)));
    list.sort(Comparator.comparingLong(ChanceCount::times).reversed());
    return list;
  }
}

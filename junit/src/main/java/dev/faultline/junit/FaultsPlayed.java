package dev.faultline.junit;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.CampaignResult.FaultCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often each kind of fault struck in the worlds of one test. Safe for threads. */
final class FaultsPlayed {
  private final Map<String, FaultCount> counts = new TreeMap<>();

  synchronized void add(CampaignResult result) {
    for (FaultCount count : result.faults()) {
      counts.merge(
          count.kind(),
          count,
          (a, b) -> new FaultCount(a.kind(), a.times() + b.times(), a.worlds() + b.worlds()));
    }
  }

  /** One line, what struck most often first. */
  synchronized String text() {
    List<FaultCount> list = new ArrayList<>(counts.values());
    list.sort(
        Comparator.comparingLong(FaultCount::times).reversed().thenComparing(FaultCount::kind));
    return list.isEmpty()
        ? "none"
        : list.stream()
            .map(count ->
                count.kind()
                    + " "
                    + count.times()
                    + " in "
                    + count.worlds()
                    + (count.worlds() == 1 ? " world" : " worlds"))
            .collect(Collectors.joining(", "));
  }
}

package dev.faultline.junit;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.CampaignResult.FaultCount;
import dev.faultline.explore.CampaignSurvey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often each kind of fault struck in the worlds of one test, and what should have happened in
 * one of them. Safe for threads.
 */
final class FaultsPlayed {
  private final Map<String, FaultCount> counts = new TreeMap<>();
  private final Map<String, Integer> reached = new LinkedHashMap<>();

  synchronized void add(CampaignResult result) {
    for (FaultCount count : result.faults()) {
      counts.merge(
          count.kind(),
          count,
          (a, b) -> new FaultCount(a.kind(), a.times() + b.times(), a.worlds() + b.worlds()));
    }
    for (CampaignSurvey.Reached each : result.survey().reached()) {
      reached.merge(each.name(), each.worlds(), Integer::sum);
    }
  }

  /** Each {@code sometimes} and {@code reachable} that happened in no world. */
  synchronized List<String> neverReached() {
    return reached.entrySet().stream()
        .filter(each -> each.getValue() == 0)
        .map(Map.Entry::getKey)
        .toList();
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

package dev.faultline.cli;

import dev.faultline.explore.CampaignResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many worlds violated a property, and how many of them were kept as findings: of a property
 * that is violated often only the first ones are.
 */
record Violated(String property, int worlds, int kept) {
  /** All properties that were violated, in the order in which they were seen. */
  static List<Violated> of(CampaignResult result, List<Reported> findings) {
    Map<String, Integer> worlds = new LinkedHashMap<>(result.survey().violations());
    Map<String, Integer> kept = new LinkedHashMap<>();
    findings.forEach(each -> kept.merge(each.finding().violation().property(), 1, Integer::sum));
    kept.forEach((property, count) -> worlds.merge(property, count, Math::max));
    List<Violated> all = new ArrayList<>();
    worlds.forEach((property, count) ->
        all.add(new Violated(property, count, kept.getOrDefault(property, 0))));
    return all;
  }

  /** Whether nothing is known of some of these worlds but that they violate the property. */
  boolean cut() {
    return kept < worlds;
  }

  /** How many have the same cause, in words that claim nothing of the worlds not kept. */
  String text(int findings) {
    return cut()
        ? HumanText.count(findings)
            + " of the first "
            + HumanText.count(kept)
            + " of "
            + HumanText.count(worlds)
            + " worlds that violate it"
        : HumanText.count(findings, "finding");
  }
}

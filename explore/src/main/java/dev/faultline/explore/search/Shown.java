package dev.faultline.explore.search;

import dev.faultline.explore.campaign.Coverage;
import java.util.Map;

/**
 * What a guided world showed that may guide later ones.
 *
 * @param signalled whether it is what the program signalled; else what happened at its nodes, a
 *     guess that counts only while no program has signalled anything
 * @param when after how many decisions each was shown first, in the order in which they were
 */
record Shown(boolean signalled, Map<Long, Long> when) {
  static Shown of(Coverage coverage) {
    boolean signalled = !coverage.signals().isEmpty();
    return new Shown(signalled, signalled ? coverage.signals() : coverage.grams());
  }
}

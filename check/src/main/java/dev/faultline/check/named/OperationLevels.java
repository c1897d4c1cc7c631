package dev.faultline.check.named;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which level for single operations includes which: what has the one has the other.
 *
 * <p>An order that respects all clients has no pattern that causal levels forbid, and it is the
 * order that each client may see. The eventual levels ask what is read after the last update, which
 * an update of unknown outcome may still change; no other level includes them.
 */
final class OperationLevels {

  private static final Map<String, List<String>> NEXT =
      Map.of(
          "linearizable", List.of("sequential"),
          "sequential", List.of("causal-memory", "causal-convergence"),
          "causal-memory", List.of("causal", "pram", "writes-follow-reads"),
          "causal-convergence", List.of("causal"),
          "pram", List.of("read-your-writes", "monotonic-reads", "monotonic-writes"),
          "strong-eventual", List.of("eventual"));

  private static final Map<String, Set<String>> INCLUDED = new HashMap<>();

  static {
    NEXT.keySet().forEach(level -> INCLUDED.put(level, below(level)));
  }

  private OperationLevels() {}

  private static Set<String> below(String level) {
    var all = new HashSet<String>();
    for (String next : NEXT.getOrDefault(level, List.of())) {
      all.add(next);
      all.addAll(below(next));
    }
    return all;
  }

  /** Whether one level is another and something more. */
  static boolean includes(String stronger, String weaker) {
    return INCLUDED.getOrDefault(stronger, Set.of()).contains(weaker);
  }
}

package dev.faultline.explore;

import dev.faultline.explore.CampaignResult.Inconclusive;
import dev.faultline.sim.KeyedHash;
import dev.faultline.sim.WorldResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adds worlds up in the order of their seeds, in whatever order they are done, so that the sum does
 * not depend on the number of jobs. Guarded by its campaign.
 */
final class Tally {
  private final SortedMap<Integer, WorldRun> waiting = new TreeMap<>();
  private final Map<String, Boolean> reached = new LinkedHashMap<>();
  private final SortedMap<String, Integer> outcomes = new TreeMap<>();
  private final SortedMap<String, WorldRun> firstWith = new TreeMap<>();
  private final List<WorldRun> violating = new ArrayList<>();
  private final List<Inconclusive> inconclusive = new ArrayList<>();
  private final Notices notices = new Notices();
  private final boolean all;
  private int next;
  private boolean closed;
  private int violatingWorlds;
  private int inconclusiveWorlds;
  private long hash;
  private long simulatedNanos;
  private long events;

  Tally(boolean all) {
    this.all = all;
  }

  /** Takes the world with that number. */
  void add(int index, WorldRun run) {
    waiting.put(index, run);
    for (WorldRun ready = waiting.remove(next);
        ready != null && !closed;
        ready = waiting.remove(next)) {
      count(ready);
      next++;
    }
  }

  private void count(WorldRun run) {
    WorldResult result = run.result();
    hash = KeyedHash.mix(hash + result.traceHash());
    simulatedNanos += result.nanos();
    events += result.events();
    notices.add(result);
    result.reached().forEach((name, hit) -> reached.merge(name, hit, Boolean::logicalOr));
    for (String outcome : result.outcomes()) {
      outcomes.merge(outcome, 1, Integer::sum);
      firstWith.putIfAbsent(outcome, run);
    }
    if (result.inconclusive() != null) {
      inconclusiveWorlds++;
      if (inconclusive.size() < CampaignResult.MAX_FINDINGS) {
        inconclusive.add(new Inconclusive(run.seed(), result.inconclusive()));
      }
    }
    if (result.violation() != null) {
      violating(run);
      closed = !all;
    }
  }

  /**
   * Takes the violations of worlds beyond the first one that is missing, for a campaign that ends
   * early: what was found is not thrown away.
   */
  void endEarly() {
    if (!closed) {
      for (WorldRun run : waiting.values()) {
        if (run.result().violation() != null) {
          violating(run);
        }
      }
      closed = true;
    }
  }

  private void violating(WorldRun run) {
    violatingWorlds++;
    if (violating.size() < CampaignResult.MAX_FINDINGS) {
      violating.add(run);
    }
  }

  int worlds() {
    return next;
  }

  long hash() {
    return hash;
  }

  long simulatedNanos() {
    return simulatedNanos;
  }

  long events() {
    return events;
  }

  int violatingWorlds() {
    return violatingWorlds;
  }

  int inconclusiveWorlds() {
    return inconclusiveWorlds;
  }

  List<WorldRun> violating() {
    return violating;
  }

  List<Inconclusive> inconclusive() {
    return inconclusive;
  }

  SortedMap<String, Integer> outcomes() {
    return outcomes;
  }

  /** The first world that had each outcome. */
  SortedMap<String, WorldRun> firstWith() {
    return firstWith;
  }

  List<String> notices() {
    return notices.all();
  }

  List<String> neverReached() {
    return reached.entrySet().stream().filter(e -> !e.getValue()).map(Map.Entry::getKey).toList();
  }
}

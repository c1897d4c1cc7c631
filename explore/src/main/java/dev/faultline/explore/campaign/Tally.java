package dev.faultline.explore.campaign;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.CampaignResult.Inconclusive;
import dev.faultline.explore.Leak;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.base.KeyedHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds worlds up in the order of their seeds, in whatever order they are done, so that the sum does
 * not depend on the number of jobs. Guarded by its campaign.
 */
public final class Tally {
  /** A world that counts, and its number. */
  public record Counted(int index, WorldRun run) {}

  private final SortedMap<Integer, Ending> waiting = new TreeMap<>();
  private final Map<String, Boolean> reached = new LinkedHashMap<>();
  private final SortedMap<String, Integer> outcomes = new TreeMap<>();
  private final SortedMap<String, WorldRun> firstWith = new TreeMap<>();
  private final List<Counted> violating = new ArrayList<>();
  private final List<Inconclusive> inconclusive = new ArrayList<>();
  private final Notices notices = new Notices();
  private final FaultTally faults = new FaultTally();
  private final boolean all;

  /** Endings from this one on do not count, whatever they are. */
  private int limit;

  private int next;
  private boolean closed;
  private int worlds;
  private int worldsRunTwice;
  private int violatingWorlds;
  private int inconclusiveWorlds;
  private long hash;
  private long simulatedNanos;
  private long events;
  private @Nullable Leak leak;
  private int leakIndex = Integer.MAX_VALUE;
  private @Nullable RuntimeException failure;
  private @Nullable String stuck;

  /**
   * For a campaign of at most {@code limit} worlds.
   *
   * @param all whether it goes on after a violation
   */
  public Tally(int limit, boolean all) {
    this.limit = limit;
    this.all = all;
  }

  /**
   * Worlds from this one on do not count. It only falls, and never below a world that counts: so
   * all worlds before the one that ends the campaign are run, whatever ended meanwhile.
   */
  public int limit() {
    return limit;
  }

  /** Takes how the world with that number ended; only the first time counts. */
  public void add(int index, Ending ending) {
    if (closed || index < next || index >= limit || waiting.putIfAbsent(index, ending) != null) {
      return;
    }
    if (ending.isLast(all)) {
      limit = index + 1;
    }
    for (Ending ready = waiting.remove(next);
        ready != null && !closed;
        ready = waiting.remove(next)) {
      take(next, ready);
      closed = ready.isLast(all);
      next++;
    }
  }

  private void take(int index, Ending ending) {
    switch (ending) {
      case Ending.Ran(var run, var again, var leaked) -> {
        worlds++;
        worldsRunTwice += again ? 1 : 0;
        count(index, run);
        if (leaked != null) {
          leak = leaked;
          leakIndex = index;
        }
      }
      case Ending.Failed(var thrown) -> failure = thrown;
      case Ending.Stuck(var where) -> stuck = where;
      case Ending.Nothing nothing -> {}
    }
  }

  private void count(int index, WorldRun run) {
    WorldResult result = run.result();
    faults.add(run);
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
      violating(index, run);
    }
  }

  /**
   * Takes the violations of worlds beyond the first one that is missing, for a campaign that is
   * interrupted: what was found is not thrown away.
   */
  public void endEarly() {
    if (!closed) {
      waiting.forEach((index, ending) -> {
        if (ending instanceof Ending.Ran(var run, var again, var leaked)
            && run.result().violation() != null) {
          violating(index, run);
        }
      });
      closed = true;
    }
  }

  private void violating(int index, WorldRun run) {
    violatingWorlds++;
    if (violating.size() < CampaignResult.MAX_FINDINGS) {
      violating.add(new Counted(index, run));
    }
  }

  public int worlds() {
    return worlds;
  }

  public int worldsRunTwice() {
    return worldsRunTwice;
  }

  /** The leak that ended the campaign, or null. */
  public @Nullable Leak leak() {
    return leak;
  }

  /** The number of the world that leaked; above all others where none did. */
  public int leakIndex() {
    return leakIndex;
  }

  /** The failure that ended the campaign, or null. */
  public @Nullable RuntimeException failure() {
    return failure;
  }

  /** Where the world stands that ended the campaign, or null. */
  public @Nullable String stuck() {
    return stuck;
  }

  public FaultTally faults() {
    return faults;
  }

  public long hash() {
    return hash;
  }

  public long simulatedNanos() {
    return simulatedNanos;
  }

  public long events() {
    return events;
  }

  public int violatingWorlds() {
    return violatingWorlds;
  }

  public int inconclusiveWorlds() {
    return inconclusiveWorlds;
  }

  public List<Counted> violating() {
    return violating;
  }

  public List<Inconclusive> inconclusive() {
    return inconclusive;
  }

  public SortedMap<String, Integer> outcomes() {
    return outcomes;
  }

  /** The first world that had each outcome. */
  public SortedMap<String, WorldRun> firstWith() {
    return firstWith;
  }

  public List<String> notices() {
    return notices.all();
  }

  public List<String> neverReached() {
    return reached.entrySet().stream().filter(e -> !e.getValue()).map(Map.Entry::getKey).toList();
  }
}

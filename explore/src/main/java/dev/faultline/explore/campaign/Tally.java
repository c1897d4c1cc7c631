package dev.faultline.explore.campaign;

import dev.faultline.explore.CampaignResult.ChanceCount;
import dev.faultline.explore.CampaignResult.Inconclusive;
import dev.faultline.explore.Leak;
import dev.faultline.sim.base.KeyedHash;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds parts up in the order of their worlds, in whatever order they come, so that the sum depends
 * neither on the number of jobs nor on where the ranges ran. Guarded by its campaign.
 */
public final class Tally {
  private final SortedMap<Integer, Part> waiting = new TreeMap<>();

  /** All worlds before the first one that is missing; their hashes are in {@link #hash}. */
  private final Part total;

  /** Worlds from this one on do not count, however they ended. */
  private int limit;

  private boolean ended;
  private long hash;

  /** For a campaign of at most {@code limit} worlds. */
  public Tally(int limit) {
    this(limit, new Part(0), 0);
  }

  /**
   * For a campaign that goes on.
   *
   * @param total what its first worlds came to
   * @param hash of their hashes
   */
  public Tally(int limit, Part total, long hash) {
    this.total = total;
    this.hash = hash;
    this.limit = total.closed ? total.to : limit;
  }

  /**
   * Worlds from this one on do not count. It only falls, and never below a world that counts: so
   * all worlds before the one that ends the campaign are run, whatever ended meanwhile.
   */
  public int limit() {
    return limit;
  }

  /** The first world that is missing. */
  public int next() {
    return total.to;
  }

  /** Takes what a range came to; only the first that begins at its first world counts. */
  public void add(Part part) {
    if (ended
        || total.closed
        || part.from < total.to
        || part.from >= limit
        || part.from == part.to
        || waiting.putIfAbsent(part.from, part) != null) {
      return;
    }
    if (part.closed) {
      limit = Math.min(limit, part.to);
    }
    for (Part ready = waiting.remove(total.to);
        ready != null;
        ready = total.closed ? null : waiting.remove(total.to)) {
      for (int i = 0; i < ready.hashCount; i++) {
        hash = KeyedHash.mix(hash + ready.hashes[i]);
      }
      ready.forgetHashes();
      total.append(ready);
    }
  }

  /**
   * Two JVMs do not agree about a world, which may have been counted already: nothing more counts.
   */
  public void contradict(int index, Leak leak) {
    if (ended || index >= limit || total.leak != null) {
      return;
    }
    waiting.clear();
    total.closed = true;
    total.leak = leak;
    limit = total.to;
  }

  /**
   * Takes the violations of worlds beyond the first one that is missing, for a campaign that is
   * interrupted: what was found is not thrown away.
   *
   * @param more that was found and whose turn has not come either
   */
  public void endEarly(List<Part> more) {
    if (!ended && !total.closed) {
      waiting.values().forEach(total::appendViolations);
      more.forEach(total::appendViolations);
    }
    ended = true;
  }

  /** All worlds before the first one that is missing, without the hashes of their runs. */
  public Part total() {
    return total;
  }

  public int worlds() {
    return total.worlds;
  }

  public int worldsRunTwice() {
    return total.worldsRunTwice;
  }

  /** The leak that ended the campaign, or null. */
  public @Nullable Leak leak() {
    return total.leak;
  }

  /** The number of the world that leaked; above all others where none did. */
  public int leakIndex() {
    return total.leak == null ? Integer.MAX_VALUE : total.to - 1;
  }

  /** The failure that ended the campaign, or null. */
  public @Nullable RuntimeException failure() {
    return total.failure;
  }

  /** Where the world stands that ended the campaign, or null. */
  public @Nullable String stuck() {
    return total.stuck;
  }

  public FaultTally faults() {
    return total.faults;
  }

  /** How often chances were taken that programs offered. */
  public List<ChanceCount> chances() {
    return total.chances.counts();
  }

  /** Of the trace hashes of all worlds that count, in their order. */
  public long hash() {
    return hash;
  }

  public long simulatedNanos() {
    return total.simulatedNanos;
  }

  public long events() {
    return total.events;
  }

  public int violatingWorlds() {
    return total.violatingWorlds;
  }

  public int inconclusiveWorlds() {
    return total.inconclusiveWorlds;
  }

  public List<Part.Kept> violating() {
    return total.violating;
  }

  public List<Inconclusive> inconclusive() {
    return total.inconclusive;
  }

  public SortedMap<String, Integer> outcomes() {
    return total.outcomes;
  }

  /** The first world that had each outcome. */
  public SortedMap<String, Part.Kept> firstWith() {
    return total.firstWith;
  }

  /** A world with that outcome could not be run again, to tell how it came about. */
  void notAgain(String outcome, Part.Kept world, Throwable thrown) {
    total.notices.notAgain(outcome, world.index(), thrown);
  }

  public List<String> notices() {
    return total.notices.all();
  }

  public List<String> neverReached() {
    return total.survey.neverReached();
  }

  public Survey survey() {
    return total.survey;
  }
}

package dev.faultline.explore.campaign;

import dev.faultline.explore.CampaignFailure;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.CampaignResult.Inconclusive;
import dev.faultline.explore.Leak;
import dev.faultline.sim.WorldResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the worlds of one range came to: numbers {@link #from} up to {@link #to}, without a gap.
 * Parts that follow each other can be appended, and appending is associative: however a campaign is
 * cut into ranges, its parts appended in the order of the worlds come to the same. {@link
 * PartCodec} writes them down. Not thread-safe.
 */
public final class Part {
  /**
   * A world that will be told of.
   *
   * @param index its number
   * @param traceHash of its run
   * @param property that it violated; empty where it is told for something else
   * @param run where it was run in this JVM; null where it has to be run again to be told of
   */
  public record Kept(int index, long traceHash, String property, @Nullable WorldRun run) {
    private Kept shifted(int by) {
      return new Kept(index + by, traceHash, property, run);
    }
  }

  int from;
  int to;
  int worlds;

  /** Of the worlds, in order. */
  long[] hashes = new long[4];

  int hashCount;
  int worldsRunTwice;
  long simulatedNanos;
  long events;
  final FaultTally faults = new FaultTally();
  final ChanceTally chances = new ChanceTally();
  final Notices notices = new Notices();

  final Survey survey = new Survey();

  final SortedMap<String, Integer> outcomes = new TreeMap<>();
  final SortedMap<String, Kept> firstWith = new TreeMap<>();
  final List<Kept> violating = new ArrayList<>();
  private final Map<String, Integer> keptOf = new LinkedHashMap<>();
  int violatingWorlds;
  final List<Inconclusive> inconclusive = new ArrayList<>();
  int inconclusiveWorlds;

  /** Whether no world after these counts. */
  boolean closed;

  @Nullable Leak leak;
  @Nullable RuntimeException failure;
  @Nullable String stuck;

  /** A part without worlds, which begins at that number. */
  public Part(int from) {
    this.from = from;
    this.to = from;
  }

  /** The number of the first world. */
  public int from() {
    return from;
  }

  /** One more than the number of the last world. */
  public int to() {
    return to;
  }

  /** How many worlds ran; the one that ends a campaign may not have. */
  public int worlds() {
    return worlds;
  }

  public int violatingWorlds() {
    return violatingWorlds;
  }

  public long simulatedNanos() {
    return simulatedNanos;
  }

  /** The leak that ended the campaign, or null. */
  public @Nullable Leak leak() {
    return leak;
  }

  /** Whether no world after these counts: after a violation, a leak or a failure. */
  public boolean closed() {
    return closed;
  }

  /** The numbers of worlds that will be told of, as far as they are known, in no special order. */
  public List<Integer> told() {
    List<Integer> told = new ArrayList<>();
    violating.forEach(kept -> told.add(kept.index()));
    firstWith.values().forEach(kept -> told.add(kept.index()));
    return told;
  }

  /** The hashes of all runs, in the order of the worlds; empty where they have been taken. */
  public long[] traceHashes() {
    return Arrays.copyOf(hashes, hashCount);
  }

  /**
   * Adds how the next world ended; nothing is added to a part that is closed.
   *
   * @param all whether the campaign goes on after a violation
   */
  public void add(Ending ending, boolean all) {
    if (closed) {
      return;
    }
    int index = to++;
    closed = ending.isLast(all);
    switch (ending) {
      case Ending.Ran(var run, var again, var leaked, var shown) -> {
        worldsRunTwice += again ? 1 : 0;
        count(index, run);
        survey.add(run, shown);
        leak = leaked;
      }
      case Ending.Failed(var thrown) -> failure = thrown;
      case Ending.Stuck(var where) -> stuck = where;
      case Ending.Nothing nothing -> {}
    }
  }

  private void count(int index, WorldRun run) {
    WorldResult result = run.result();
    worlds++;
    hash(result.traceHash());
    faults.add(run);
    chances.add(result.chances());
    simulatedNanos += result.nanos();
    events += result.events();
    notices.add(index, run.seed(), result);
    for (String outcome : result.outcomes()) {
      outcomes.merge(outcome, 1, Integer::sum);
      firstWith.putIfAbsent(outcome, new Kept(index, result.traceHash(), "", run));
    }
    if (result.inconclusive() != null) {
      inconclusiveWorlds++;
      if (inconclusive.size() < CampaignResult.MAX_FINDINGS) {
        inconclusive.add(new Inconclusive(run.seed(), result.inconclusive()));
      }
    }
    if (result.violation() != null) {
      violatingWorlds++;
      keep(new Kept(index, result.traceHash(), result.violation().property(), run));
    }
  }

  private void hash(long hash) {
    if (hashCount == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * hashCount);
    }
    hashes[hashCount++] = hash;
  }

  /** Forgets the hashes of runs, for a part that has been counted. */
  void forgetHashes() {
    hashes = new long[4];
    hashCount = 0;
  }

  /** Whether a world could not be run, or stands still. */
  public boolean failed() {
    return failure != null || stuck != null;
  }

  /** Forgets that nothing was left to run, where the part is closed for no other reason. */
  public void forgetNothing() {
    if (closed && leak == null && !failed() && to - from > worlds) {
      closed = false;
      to--;
    }
  }

  /** Its worlds turn out to have other numbers, higher by so many. */
  public void shift(int by) {
    if (by == 0) {
      return;
    }
    from += by;
    to += by;
    violating.replaceAll(kept -> kept.shifted(by));
    firstWith.replaceAll((outcome, kept) -> kept.shifted(by));
    notices.shift(by);
  }

  /** The world that could not be run, or stands still, turns out to have another name. */
  public void rename(String was, String is) {
    if (stuck != null && stuck.startsWith(was)) {
      stuck = is + stuck.substring(was.length());
    }
    if (failure instanceof CampaignFailure failed) {
      failure = failed.renamed(was, is);
    }
  }

  /** Has the world run again that failed or stood still, for a campaign that is tried again. */
  void reopen() {
    if (failure != null || stuck != null) {
      failure = null;
      stuck = null;
      closed = false;
      to--;
    }
  }

  /**
   * Appends the worlds that follow; the other part must not be used any more.
   *
   * @throws IllegalArgumentException when they do not follow, or nothing may follow
   */
  public void append(Part next) {
    if (closed || next.from != to) {
      throw new IllegalArgumentException(
          "worlds from " + next.from + " cannot follow worlds up to " + to);
    }
    to = next.to;
    worlds += next.worlds;
    for (int i = 0; i < next.hashCount; i++) {
      hash(next.hashes[i]);
    }
    worldsRunTwice += next.worldsRunTwice;
    simulatedNanos += next.simulatedNanos;
    events += next.events;
    faults.append(next.faults);
    chances.append(next.chances);
    notices.append(next.notices);
    survey.append(next.survey);
    next.outcomes.forEach((name, count) -> outcomes.merge(name, count, Integer::sum));
    next.firstWith.forEach(firstWith::putIfAbsent);
    inconclusiveWorlds += next.inconclusiveWorlds;
    addUpTo(CampaignResult.MAX_FINDINGS, inconclusive, next.inconclusive);
    takeViolations(next);
    closed = next.closed;
    leak = next.leak;
    failure = next.failure;
    stuck = next.stuck;
  }

  /** Takes nothing but the violations of worlds that do not follow. */
  void appendViolations(Part later) {
    takeViolations(later);
    survey.appendViolations(later.survey);
  }

  private void takeViolations(Part later) {
    violatingWorlds += later.violatingWorlds;
    later.violating.forEach(this::keep);
  }

  /** A property that is violated often does not displace one that is violated once. */
  void keep(Kept world) {
    int before = keptOf.getOrDefault(world.property(), 0);
    if (before < CampaignResult.MAX_FINDINGS
        && violating.size() < CampaignResult.MAX_FINDINGS_IN_ALL) {
      keptOf.put(world.property(), before + 1);
      violating.add(world);
    }
  }

  private static <T> void addUpTo(int most, List<T> list, List<T> more) {
    list.addAll(more.subList(0, Math.min(more.size(), most - list.size())));
  }
}

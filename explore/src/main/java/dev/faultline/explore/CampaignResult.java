package dev.faultline.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a campaign. Everything but {@code realNanos} and the pace is the same for every
 * number of jobs, unless the campaign was interrupted.
 *
 * @param worlds the number of worlds that count: all up to the first violation, unless the plan
 *     says to go on; an interrupted campaign continues with the seed after them
 * @param worldsRunTwice how many of them were run once more, to see that both runs are equal
 * @param campaignHash of the trace hashes of these worlds, in the order of their seeds
 * @param findings in the order of their seeds; of each property at most {@link #MAX_FINDINGS}, and
 *     at most {@link #MAX_FINDINGS_IN_ALL}
 * @param violatingWorlds how many worlds violated a property
 * @param faults how often each kind of fault struck, and in how many worlds, most often first; only
 *     what the adversary played, not what the program's script did
 * @param neverStruck kinds of faults that the plan and the system model allow, and that struck in
 *     no world: the campaign says nothing about them
 * @param chances that programs offered, and how often each was taken, most often first
 * @param neverReached what never happened in any world: the names of each {@code sometimes}, and a
 *     successful answer to clients
 * @param notices what worlds could not see, and what may be a mistake in the program: a sentence
 *     each
 * @param outcomes that worlds declared, with the number of worlds that did
 * @param schedules how each outcome came about in the first world that had it, a line an event
 * @param exploration how far the search came and whether it is a proof, for exhaustive strategies
 * @param bound what the strategy can promise, for people; empty when it promises nothing
 * @param inconclusive worlds without a verdict, at most {@link #MAX_FINDINGS}
 * @param inconclusiveWorlds how many
 * @param leak of nondeterminism, if one was noticed; it ends the campaign
 * @param stuck what was running in a world that stood still in real time, or null; it ends the
 *     campaign
 * @param failure why a world after the findings could not be run, or null; it ends the campaign
 * @param interrupted whether the campaign was ended from outside
 * @param simulatedNanos in all worlds together
 * @param events in all worlds together
 * @param realNanos that the campaign took
 * @param survey what it saw on its way
 */
public record CampaignResult(
    int worlds,
    int worldsRunTwice,
    long campaignHash,
    List<Finding> findings,
    int violatingWorlds,
    List<FaultCount> faults,
    List<String> neverStruck,
    List<ChanceCount> chances,
    List<String> neverReached,
    List<String> notices,
    SortedMap<String, Integer> outcomes,
    SortedMap<String, List<String>> schedules,
    @Nullable Exploration exploration,
    String bound,
    List<Inconclusive> inconclusive,
    int inconclusiveWorlds,
    @Nullable Leak leak,
    @Nullable String stuck,
    @Nullable RuntimeException failure,
    boolean interrupted,
    long simulatedNanos,
    long events,
    long realNanos,
    CampaignSurvey survey) {
  /** More findings of one property than this are counted, but not kept. */
  public static final int MAX_FINDINGS = 100;

  /** More findings than this are counted, but not kept. */
  public static final int MAX_FINDINGS_IN_ALL = 1_000;

  /**
   * How often a kind of fault struck.
   *
   * @param kind for people: {@code partition}, {@code loss}
   * @param times in all worlds together
   * @param worlds in which it struck at least once
   */
  public record FaultCount(String kind, long times, int worlds) {}

  /**
   * How often a chance was taken that programs offer by {@link dev.faultline.core.Env#chance}.
   *
   * @param name that the program gave it
   * @param times in all worlds together; zero where none took it
   * @param worlds in which it was taken at least once
   */
  public record ChanceCount(String name, long times, int worlds) {}

  /** A world without a verdict. */
  public record Inconclusive(long seed, String reason) {}

  /**
   * Why this campaign did not search so many worlds without finding anything wrong, one sentence
   * for each reason; empty if it did. A campaign may have no finding because it ran fewer worlds
   * than it was asked for, stood still, or failed: tests that conclude that a program is sound look
   * here, and not at {@link #findings} alone.
   *
   * @param asked how many worlds were to be run
   */
  public List<String> notClean(int asked) {
    List<String> reasons = new ArrayList<>(broken());
    if (worlds < asked) {
      reasons.add(worlds + " worlds were run, but " + asked + " were asked for");
    }
    if (violatingWorlds > 0) {
      reasons.add(
          violatingWorlds
              + " worlds violated a property"
              + (findings.isEmpty() ? "" : ", the first: " + findings.getFirst().violation()));
    }
    if (inconclusiveWorlds > 0) {
      reasons.add(
          inconclusiveWorlds
              + " worlds were inconclusive"
              + (inconclusive.isEmpty() ? "" : ", the first: " + inconclusive.getFirst()));
    }
    return reasons;
  }

  /**
   * What ended this campaign other than its plan and a violation, in words; empty if nothing did.
   * Its findings are valid, but the absence of findings means little.
   */
  public List<String> broken() {
    List<String> reasons = new ArrayList<>();
    if (stuck != null) {
      reasons.add("a world got stuck: " + stuck);
    }
    if (leak != null) {
      reasons.add(leak.summary());
    }
    if (failure != null) {
      reasons.add("a world could not be run: " + failure);
    }
    if (interrupted) {
      reasons.add("the campaign was interrupted");
    }
    return reasons;
  }
}

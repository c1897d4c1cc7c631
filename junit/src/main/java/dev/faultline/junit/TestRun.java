package dev.faultline.junit;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.InterleaveSetting;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the invocations of one test share.
 *
 * @param name of the test, for files
 * @param selector of the test, for Maven
 * @param searched how many new worlds were run so far, those that failed before not counted
 * @param hasFailed whether one of them has failed
 * @param faults that struck so far
 * @param noticed what was said so far that worlds could not see, or saw that may be a mistake
 * @param batches in which its worlds are run
 */
record TestRun(
    String name,
    String selector,
    WorldTest annotation,
    Effective settings,
    FailingSeeds failing,
    AtomicInteger searched,
    AtomicBoolean hasFailed,
    FaultsPlayed faults,
    Set<String> noticed,
    Batches batches) {
  TestRun(
      String name,
      String selector,
      WorldTest annotation,
      Effective settings,
      FailingSeeds failing) {
    this(name, selector, annotation, settings, failing, new FaultsPlayed());
  }

  private TestRun(
      String name,
      String selector,
      WorldTest annotation,
      Effective settings,
      FailingSeeds failing,
      FaultsPlayed faults) {
    this(
        name,
        selector,
        annotation,
        settings,
        failing,
        new AtomicInteger(),
        new AtomicBoolean(),
        faults,
        Collections.synchronizedSet(new LinkedHashSet<>()),
        new Batches(settings, faults));
  }

  /**
   * Whether no further world should be run: one has failed, or the time for all tests is spent. But
   * what a batch came to in time is told: the invocations up to that world cost nothing.
   */
  boolean over() {
    if (hasFailed.get()) {
      return true;
    }
    boolean spent = SuiteBudget.spent(settings.budget()) && !batches.haveToTell();
    if (spent) {
      say("the time for all world tests has run out; worlds searched: " + searched.get());
    }
    return spent;
  }

  /** Whether the time was spent before any new world, and nothing has failed. */
  boolean searchedNothing() {
    return searched.get() == 0 && !hasFailed.get() && SuiteBudget.spent(settings.budget());
  }

  /** Whether a search without a proof fails: not where the world of one seed alone is meant. */
  boolean mustProve() {
    return settings.proof() && !settings.onlySeed();
  }

  /** Tells people who read the output of the tests. */
  void say(String text) {
    System.out.println("faultline: " + name + ": " + text);
  }

  /** Says what worlds could not see, or saw that may be a mistake, unless it was said before. */
  void notices(CampaignResult result) {
    result.notices().stream().filter(noticed::add).forEach(this::say);
  }

  /** All worlds of the test have been searched: says what should have happened and never did. */
  void searchedAll() {
    for (String name : faults.neverReached()) {
      say("never reached in " + searched.get() + " worlds: " + name);
    }
  }

  /**
   * A world failed; the test's other worlds need not run any more.
   *
   * @return whether it is the first: a test that runs in parallel fails once
   */
  boolean failed() {
    return hasFailed.compareAndSet(false, true);
  }

  Scenario scenario(Method method, Object instance) {
    Scenario scenario = scenario(annotation);
    return scenario == null ? Scenarios.of(method, instance) : scenario;
  }

  /** The scenario that stands in the annotation, or null. */
  static @Nullable Scenario scenario(WorldTest annotation) {
    if (annotation.scenario() == Scenario.class) {
      return null;
    }
    try {
      return annotation.scenario().getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new UsageException(
          annotation.scenario().getName() + " needs a public constructor without parameters", e);
    }
  }

  /** A plan for some worlds of this test. */
  CampaignPlan plan(Scenario scenario, long seed, int worlds) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String setting : annotation.set()) {
      int equals = setting.indexOf('=');
      if (equals < 0) {
        throw new UsageException("set = \"" + setting + "\", expected key=value");
      }
      given.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    if (!annotation.interleave().isEmpty()) {
      given.put(InterleaveSetting.NAME, annotation.interleave());
    }
    CampaignPlan plan =
        CampaignPlan.of(scenario, new Settings(scenario.settings(), given), seed)
            .withWorlds(worlds)
            .withDuration(settings.time())
            .withStrategy(settings.strategy())
            .withMaxEvents(settings.maxEvents())
            .withJobs(settings.jobs());
    return settings.mix().isEmpty() ? plan : plan.withMix(plan.mix().changed(settings.mix()));
  }
}

package dev.faultline.junit;

import dev.faultline.explore.CampaignPlan;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the invocations of one test share.
 *
 * @param name of the test, for files
 * @param selector of the test, for Maven
 * @param searched how many worlds were run so far; negative once one has failed
 */
record TestRun(
    String name,
    String selector,
    WorldTest annotation,
    Effective settings,
    FailingSeeds failing,
    AtomicInteger searched) {
  private static final int FAILED = Integer.MIN_VALUE;

  /** Whether no further world should be run: one has failed, or the time for all tests is spent. */
  boolean over() {
    return searched.get() < 0 || SuiteBudget.spent(settings.budget());
  }

  void failed() {
    searched.set(FAILED);
  }

  Scenario scenario(Method method, Object instance) {
    if (annotation.scenario() == Scenario.class) {
      return new MethodScenario(method, instance);
    }
    try {
      return annotation.scenario().getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new UsageException(
          annotation.scenario().getName() + " needs a public constructor without parameters", e);
    }
  }

  /** A plan for some worlds of this test. A method's body runs on one thread at a time. */
  CampaignPlan plan(Scenario scenario, long seed, int worlds) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String setting : annotation.set()) {
      int equals = setting.indexOf('=');
      if (equals < 0) {
        throw new UsageException("set = \"" + setting + "\", expected key=value");
      }
      given.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    CampaignPlan plan =
        CampaignPlan.of(scenario, new Settings(scenario.settings(), given), seed)
            .withWorlds(worlds)
            .withDuration(settings.time())
            .withStrategy(settings.strategy());
    return scenario instanceof MethodScenario ? plan.withJobs(1) : plan;
  }
}

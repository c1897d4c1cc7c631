package dev.faultline.stories.fallacies;

import dev.faultline.guard.retry.RetryBudget;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Mark;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Series;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.util.List;
import java.util.SplittableRandom;

/** Three layers that each try three times ask a database 27 times. */
public final class ThreeLayers extends ShortStory {
  private static final int LASTS = 240;
  private static final int TICKS = 10;
  private static final int FAILS_AT = 30;

  public ThreeLayers() {
    super(
        new Words(
            "three-layers",
            "Three layers that try three times",
            "Each service tries three times: that is prudent, and three times the load at most.",
            "Services in a chain that all retry multiply the load on the last one; Amazon retries"
                + " at a single layer for that reason.",
            "M. Brooker, Timeouts, retries and backoff with jitter, Amazon Builders' Library",
            "The database is back. When do requests succeed again?",
            List.of("within ten seconds", "later", "never"),
            "Tries multiply: three layers with three tries each are 27 calls for one request. To"
                + " refuse a call costs the database a third of an answer, so what it refuses"
                + " leaves no time for what it could answer.",
            List.of(
                "  // in the two inner layers",
                "- call = retry(3, database::ask);",
                "+ call = database::ask;",
                "  // at the edge",
                "+ if (!budget.tryRetry(now)) return failed;"),
            "Retry in one layer, best at the edge, which knows what the user wants; and within a"
                + " budget, which bounds the load at 1.1 times.",
            "a fault that one more try would have hidden is sometimes seen",
            "dev.faultline.guard.retry.RetryBudget",
            "--set tries=1"),
        List.of(
            new Parameter("tries", "", 3, 1, 5, "tries in each layer"),
            new Parameter("requests", "/s", 200, 1, 290, "requests of users"),
            new Parameter("fault", " s", 5, 0.1, 60, "how long the database is away")),
        List.of(
            new Guard(
                "none",
                "all three",
                values -> text("%.0f calls a request", StrictMath.pow(values.count("tries"), 3))),
            new Guard(
                "edge", "only the edge", values -> values.count("tries") + " calls a request"),
            Guard.of("budget", "edge, budget", "1.1 calls a request")),
        "budget",
        List.of("peak", "well after"),
        new Atlas(
            "requests",
            Atlas.range(20, 280, 14),
            "fault",
            List.of(0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)));
  }

  @Override
  public String system(Values values) {
    return "%s requests/s pass three services; each tries %s times, 100 ms apart. The database can answer 300/s; to refuse a call costs it a third of that. After 30 s it is away for %s."
        .formatted(
            Parameter.number(values.get("requests")), values.text("tries"), values.text("fault"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    RetryBudget budget = new RetryBudget(0.1, 10, 0, 0);
    int tries = scene.values().count("tries");
    int most = scene.guard().equals("none") ? tries * tries * tries : tries;
    double[] offered = new double[LASTS];
    double[] good = new double[LASTS];
    int[] attempts = new int[most];
    double healed = FAILS_AT + scene.values().get("fault");
    double requests = scene.values().get("requests") / TICKS;
    for (int tick = 0; tick < LASTS * TICKS; tick++) {
      double at = (double) tick / TICKS;
      long nanos = tick * 100_000_000L;
      attempts[0] = (int) requests + (random.nextDouble() < requests - (int) requests ? 1 : 0);
      int all = 0;
      for (int attempt = 0; attempt < most; attempt++) {
        all += attempts[attempt];
      }
      double answered = answered(all, at >= FAILS_AT && at < healed ? 0 : 300.0 / TICKS);
      offered[tick / TICKS] += all;
      int[] again = new int[most];
      for (int attempt = 0; attempt < most; attempt++) {
        for (int i = 0; i < attempts[attempt]; i++) {
          if (attempt == 0) {
            budget.request(nanos);
          }
          if (random.nextDouble() * all < answered) {
            good[tick / TICKS]++;
          } else if (attempt + 1 < most
              && (!scene.guard().equals("budget") || budget.tryRetry(nanos))) {
            again[attempt + 1]++;
          }
        }
      }
      attempts = again;
    }
    int from = (int) Math.ceil(healed);
    int after = recovery(good, from, scene.values().get("requests"));
    double peak = new Series("", "", offered, "").most();
    String when = after < 0 ? "never" : after + " s";
    return new Run(
        1,
        List.of(
            new Series("calls", "/s", offered, text("peak %,.0f/s", peak)),
            new Series("good", "/s", good, after < 0 ? "never again" : "")),
        List.of(new Mark(FAILS_AT, healed, "the database is away")),
        10,
        Math.min(LASTS, healed + 40),
        after >= 0 && after <= 10,
        after < 0 ? 2 : after <= 10 ? 0 : 1,
        after < 0
            ? text("Never: %,.0f calls a second keep the database busy with refusing.", peak)
            : "Well again " + when + " after the fault.",
        List.of(text("%,.0f/s", peak), when),
        after <= 10 ? after : -1);
  }

  /** How many calls a database answers that has so much time, when to refuse costs a third. */
  private static double answered(int calls, double capacity) {
    return calls <= capacity ? calls : Math.max(0, (capacity - calls / 3.0) * 1.5);
  }

  private static int recovery(double[] good, int from, double requests) {
    for (int second = from; second + 5 <= LASTS; second++) {
      double sum = 0;
      for (int i = second; i < second + 5; i++) {
        sum += good[i];
      }
      if (sum >= 0.9 * 5 * requests) {
        return second - from;
      }
    }
    return -1;
  }
}

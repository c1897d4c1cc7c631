package dev.faultline.stories.tail;

import dev.faultline.stories.Atlas;
import dev.faultline.stories.Check;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Mark;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Series;
import dev.faultline.stories.Story;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import java.util.List;
import java.util.Locale;

/** One slow answer in a hundred makes most requests slow that need a hundred answers. */
public final class TailStory implements Story {
  @Override
  public Words words() {
    return new Words(
        "tail-at-scale",
        "The tail at scale",
        "If one answer in a hundred is slow, one user in a hundred waits.",
        "At Google a request that waits for all of its servers took 140 ms at the 99th percentile,"
            + " where a single server took 10 ms.",
        "Dean, Barroso, The Tail at Scale, CACM 56(2), 2013",
        "A page needs an answer of each server. How many pages are slow?",
        List.of("1 to 5 of 100", "5 to 40 of 100", "most of them"),
        "A page is as slow as its slowest answer. With n servers of which each is slow with"
            + " probability p, 1 - (1 - p)^n of all pages are slow: 63 of 100 for n = 100 and p = 1"
            + " %.",
        List.of(
            "  answer = ask(replica1);",
            "+ if (!answer.within(hedge) && budget.tryRetry(now)) {",
            "+   answer = firstOf(answer, ask(replica2));",
            "+ }"),
        "Whoever has not been answered when nearly all are asks another replica. Slow twice is one"
            + " in ten thousand. A budget keeps a general slowness from doubling the load.",
        "as many more questions as there are slow answers, and no more than the budget",
        "dev.faultline.guard.retry.RetryBudget",
        "--set servers=10");
  }

  @Override
  public String system(Values values) {
    return "A page asks %s servers at once and waits for all. A server answers within 5 to 10 ms; from 20 s on, %s of all answers take %s. Hedged, another replica is asked after %s."
        .formatted(
            values.text("servers"),
            values.text("slow"),
            values.text("pause"),
            values.text("hedge"));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("servers", "", 100, 1, 1_000, "servers that each page needs"),
        new Parameter("slow", " %", 1, 0, 100, "answers that are slow"),
        new Parameter("pause", " ms", 1_000, 50, 10_000, "how long a slow answer takes"),
        new Parameter("hedge", " ms", 12, 1, 1_000, "after which another replica is asked"));
  }

  @Override
  public List<Guard> guards() {
    return List.of(
        new Guard("none", "as it is", TailStory::law),
        Guard.of("hedged", "hedged", "asks as often as it is slow"),
        Guard.of("budgeted", "hedged, 5 %", "and never much more"));
  }

  private static String law(Values values) {
    double pages = 1 - StrictMath.pow(1 - values.get("slow") / 100, values.count("servers"));
    return String.format(Locale.ROOT, "law: %.1f %%", 100 * pages);
  }

  @Override
  public String cure() {
    return "budgeted";
  }

  @Override
  public List<String> columns() {
    return List.of("slow pages", "more asked");
  }

  @Override
  public Run run(Scene scene) {
    Values values = scene.values();
    FanOut fanOut =
        new FanOut(
                scene.seed(),
                values.count("servers"),
                values.get("slow") / 100,
                values.get("pause"),
                scene.guard().equals("none") ? -1 : values.get("hedge"),
                scene.guard().equals("budgeted") ? 0.05 : 1)
            .run();
    double slow = fanOut.slowRequests();
    boolean holds = slow <= 0.05;
    return new Run(
        1,
        List.of(
            new Series("median", " ms", fanOut.median(), ""),
            new Series("slowest", " ms", fanOut.high(), ""),
            new Series(
                "slow pages",
                " %",
                fanOut.slow(),
                String.format(Locale.ROOT, "%.1f %% of pages", 100 * slow))),
        List.of(new Mark(FanOut.SLOW_FROM, FanOut.LASTS, "some answers are slow")),
        0,
        60,
        holds,
        slow <= 0.05 ? 0 : slow <= 0.4 ? 1 : 2,
        String.format(
            Locale.ROOT,
            "%.1f of 100 pages take %s or more; %.1f %% more questions are asked.",
            100 * slow,
            Parameter.number(values.get("pause") / 2) + " ms",
            100 * fanOut.extra()),
        List.of(
            String.format(Locale.ROOT, "%.1f %%", 100 * slow),
            String.format(Locale.ROOT, "%.1f %%", 100 * fanOut.extra())),
        holds ? 100 * slow : -1);
  }

  @Override
  public Atlas atlas() {
    return new Atlas(
        "servers",
        List.of(
            1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 70.0, 100.0, 150.0, 200.0),
        "slow",
        List.of(0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0));
  }

  @Override
  public List<Check> moreChecks(long seed) {
    Run bare = run(scene(seed));
    Run hedged = run(scene(seed).with("budgeted"));
    double slow = slowPages(scene(seed));
    return List.of(
        new Check(
            "100 servers, 1 %: 63 of 100 pages", bare.verdict(), Math.abs(slow - 0.634) < 0.05),
        new Check(
            "hedged: at most 2 of 100 pages, 2 % more questions",
            hedged.verdict(), hedged.holds() && hedged.score() <= 2));
  }

  private static double slowPages(Scene scene) {
    return new FanOut(scene.seed(), 100, 0.01, 1_000, -1, 1).run().slowRequests();
  }
}

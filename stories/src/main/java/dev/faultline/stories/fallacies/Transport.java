package dev.faultline.stories.fallacies;

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

/** Transport cost is zero: a message for each item keeps a server busy with messages. */
public final class Transport extends ShortStory {
  private static final int LASTS = 120;
  private static final int GROWS_AT = 30;
  private static final int STEPS = 100;

  public Transport() {
    super(
        new Words(
            "transport",
            "Fallacy 7: transport costs nothing",
            "A server that does an item in 5 microseconds can do far more than 30,000 a second.",
            "Kafka's producers have linger.ms and batches, so that records share requests.",
            "P. Deutsch, The Eight Fallacies; Kafka documentation, linger.ms",
            "10,000 items a second become 30,000. How long do they wait?",
            List.of("under 50 ms", "50 ms to a second", "ever longer"),
            "Each message costs the kernel, the encoding and the wake-up 50 microseconds, ten times"
                + " what the item costs. At 30,000 a second the server needs a second and a half of"
                + " time in each second.",
            List.of(
                "- send(item);",
                "+ batch.add(item);",
                "+ if (batch.size() == 100 || now - first >= millis(10)) {",
                "+   send(batch); batch = new Batch();",
                "+ }"),
            "Items that wait for each other for ten milliseconds share a message, and its price."
                + " The busier it is, the fuller the messages are: it costs most when it matters"
                + " least.",
            "up to 10 ms more when there is little to do",
            "none is needed",
            "--set message=20"),
        List.of(
            new Parameter("items", "/s", 30_000, 1_000, 200_000, "items after half a minute"),
            new Parameter("message", " us", 50, 0, 1_000, "what a message costs the server"),
            new Parameter("linger", " ms", 10, 1, 500, "how long items wait for each other")),
        List.of(
            Guard.of("none", "one by one", "a message each"),
            Guard.of("batch", "batches", "share its price")),
        "batch",
        List.of("server busy", "wait"),
        new Atlas(
            "items",
            List.of(
                5_000.0, 10_000.0, 15_000.0, 20_000.0, 25_000.0, 30_000.0, 40_000.0, 50_000.0,
                70_000.0, 100_000.0, 150_000.0, 200_000.0),
            "message",
            List.of(1.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)));
  }

  @Override
  public String system(Values values) {
    return "10,000 items a second reach a server, and %s from half a minute on. An item costs it 5 us, a message %s."
        .formatted(Parameter.number(values.get("items")), values.text("message"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    boolean batches = scene.guard().equals("batch");
    double linger = batches ? scene.values().get("linger") / 1e3 : 0;
    double[] busy = new double[LASTS];
    double[] wait = new double[LASTS];
    double backlog = 0;
    double longest = 0;
    for (int step = 0; step < LASTS * STEPS; step++) {
      int second = step / STEPS;
      double rate = second < GROWS_AT ? 10_000 : scene.values().get("items");
      double items = rate / STEPS * (0.8 + 0.4 * random.nextDouble());
      double messages =
          batches ? Math.min(items, Math.max(1 / (linger * STEPS), items / 100)) : items;
      double work = items * 5e-6 + messages * scene.values().get("message") * 1e-6;
      backlog = Math.max(0, backlog + work - 1.0 / STEPS);
      busy[second] += 100 * Math.min(1.0 / STEPS, work);
      wait[second] = Math.max(wait[second], backlog + linger);
      longest = Math.max(longest, backlog + linger);
    }
    boolean holds = longest < 0.05 + linger;
    double load = busy[LASTS - 1];
    return new Run(
        1,
        List.of(
            new Series("busy", " %", busy, ""),
            new Series("wait", " s", wait, text("%.2f s at most", longest))),
        List.of(new Mark(GROWS_AT, LASTS, "more items")),
        0,
        90,
        holds,
        longest < 0.05 ? 0 : longest < 1 ? 1 : 2,
        holds
            ? text(
                "Items wait for %.0f ms at most; the server is busy for %.0f %% of the time.",
                1e3 * longest, load)
            : text("After a minute and a half items wait for %.1f s, and ever longer.", longest),
        List.of(text("%.0f %%", load), text("%.3f s", longest)),
        holds ? 1e3 * longest : -1);
  }
}

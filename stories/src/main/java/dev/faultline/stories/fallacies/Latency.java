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

/** Latency is zero: fifty questions one after the other, across a region. */
public final class Latency extends ShortStory {
  private static final int LASTS = 120;
  private static final int MOVES_AT = 30;

  public Latency() {
    super(
        new Words(
            "latency",
            "Fallacy 2: latency is zero",
            "The database moves to another region; a question takes 40 ms now, nobody will notice.",
            "Object-relational mappers that ask once for each row are the classic case: n + 1"
                + " queries.",
            "P. Deutsch, The Eight Fallacies; Rotem-Gal-Oz, Fallacies Explained, 2006",
            "A page took 25 ms. How long does it take now?",
            List.of("under 200 ms", "200 ms to a second", "more than a second"),
            "The page asks its questions one after the other, so it pays for each of them. In one"
                + " rack that was hidden: fifty times half a millisecond.",
            List.of(
                "- for (Id id : ids) rows.add(database.get(id));",
                "+ rows = database.getAll(ids);"),
            "Ask for all at once, and the way is paid once. Questions that do not depend on each"
                + " other can also go side by side.",
            "an interface that takes many at a time",
            "none is needed",
            "--set questions=5"),
        List.of(
            new Parameter("questions", "", 50, 1, 500, "questions for each page"),
            new Parameter("trip", " ms", 40, 0.1, 500, "there and back, after the move")),
        List.of(
            Guard.of("none", "one by one", "each way is paid"),
            Guard.of("parallel", "10 at a time", "a tenth of the ways"),
            Guard.of("batch", "all at once", "one way")),
        "batch",
        List.of("page before", "page after"),
        new Atlas(
            "questions",
            List.of(1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 70.0, 100.0, 200.0),
            "trip",
            List.of(0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 150.0)));
  }

  @Override
  public String system(Values values) {
    return "A page asks a database %s questions, one after the other. There and back takes 0.5 ms, and %s once the database has moved, after 30 s."
        .formatted(values.text("questions"), values.text("trip"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    int questions = scene.values().count("questions");
    int ways =
        switch (scene.guard()) {
          case "batch" -> 1;
          case "parallel" -> Math.ceilDiv(questions, 10);
          default -> questions;
        };
    double[] page = new double[LASTS];
    double before = 0;
    double after = 0;
    for (int second = 0; second < LASTS; second++) {
      double trip = second < MOVES_AT ? 0.5 : scene.values().get("trip");
      for (int way = 0; way < ways; way++) {
        page[second] += trip * (0.95 + 0.1 * random.nextDouble());
      }
      if (second < MOVES_AT) {
        before += page[second] / MOVES_AT;
      } else {
        after += page[second] / (LASTS - MOVES_AT);
      }
    }
    boolean holds = after < 200;
    return new Run(
        1,
        List.of(new Series("page", " ms", page, "")),
        List.of(new Mark(MOVES_AT, MOVES_AT, "the database moves")),
        0,
        80,
        holds,
        holds ? 0 : after <= 1_000 ? 1 : 2,
        text("A page takes %,.0f ms, where it took %,.0f ms.", after, before),
        List.of(text("%.1f ms", before), text("%,.0f ms", after)),
        holds ? after : -1);
  }
}

package dev.faultline.stories.fallacies;

import dev.faultline.guard.plan.TwoChoices;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** The network is homogeneous: round robin gives a small machine as much as the others. */
public final class Homogeneous extends ShortStory {
  private static final int LASTS = 180;
  private static final int CHANGES_AT = 30;
  private static final double CAPACITY = 100;

  public Homogeneous() {
    super(
        new Words(
            "homogeneous",
            "Fallacy 8: the network is homogeneous",
            "Four machines get a quarter of the requests each: that is fair.",
            "Machines of one kind in the cloud can differ, by their generation and by their"
                + " neighbours.",
            "J. Gosling added this eighth fallacy; M. Mitzenmacher, The Power of Two Choices, 2001",
            "One of four machines has 40 % of the speed of the others. How many requests are late?",
            List.of("hardly any", "a tenth or so", "a fifth or more"),
            "The slow machine gets more than it can do. Its queue grows without end, and a quarter"
                + " of all requests waits in it, while the others have time to spare.",
            List.of(
                "- node = next++ % nodes;", "+ node = TwoChoices.pick(nodes, open::get, random);"),
            "Ask two machines at random and take the one with less to do. It needs no speeds and no"
                + " fresh view of all, and does not send everybody to the same one.",
            "a count of open requests for each machine",
            "dev.faultline.guard.plan.TwoChoices",
            "--set speed=80"),
        List.of(
            new Parameter("speed", " %", 40, 5, 100, "of the slow machine"),
            new Parameter("requests", "/s", 260, 10, 340, "requests")),
        List.of(
            Guard.of("none", "round robin", "a quarter each"),
            Guard.of("random", "at random", "the same, uneven"),
            Guard.of("two", "two choices", "less where more waits")),
        "two",
        List.of("late", "longest wait"),
        new Atlas("speed", Atlas.range(10, 100, 10), "requests", Atlas.range(100, 310, 8)));
  }

  @Override
  public String system(Values values) {
    return "%s requests/s go to four machines that do 100/s each; from 30 s on one of them does %s of that. Who waits longer than 1 s is late."
        .formatted(Parameter.number(values.get("requests")), values.text("speed"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    List<Deque<Double>> open = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      open.add(new ArrayDeque<>());
    }
    double[] late = new double[LASTS];
    double[] queue = new double[LASTS];
    int all = 0;
    int lateOnes = 0;
    double longest = 0;
    int next = 0;
    double at = 0;
    while (true) {
      at += -StrictMath.log(1 - random.nextDouble()) / scene.values().get("requests");
      if (at >= LASTS) {
        break;
      }
      for (Deque<Double> done : open) {
        while (!done.isEmpty() && done.element() <= at) {
          done.remove();
        }
      }
      int node =
          switch (scene.guard()) {
            case "two" -> TwoChoices.pick(4, of -> open.get(of).size(), random);
            case "random" -> random.nextInt(4);
            default -> next++ % 4;
          };
      double speed = node == 0 && at >= CHANGES_AT ? scene.values().get("speed") / 100 : 1;
      double start = open.get(node).isEmpty() ? at : Math.max(at, open.get(node).peekLast());
      open.get(node).add(start + 1 / (CAPACITY * speed));
      queue[(int) at] = Math.max(queue[(int) at], open.get(0).size());
      if (at >= CHANGES_AT) {
        all++;
        longest = Math.max(longest, start - at);
        if (start - at > 1) {
          late[(int) at]++;
          lateOnes++;
        }
      }
    }
    double share = (double) lateOnes / Math.max(1, all);
    boolean holds = share < 0.01;
    return new Run(
        1,
        List.of(
            new Series("its queue", "", queue, ""),
            new Series("late", "/s", late, text("%.0f %% of all", 100 * share))),
        List.of(new Mark(CHANGES_AT, LASTS, "one machine is slower")),
        0,
        LASTS,
        holds,
        share < 0.01 ? 0 : share < 0.15 ? 1 : 2,
        text(
            "%.1f %% of the requests are late; the longest waits for %.1f s.",
            100 * share, longest),
        List.of(text("%.1f %%", 100 * share), text("%.1f s", longest)),
        holds ? 100 * share : -1);
  }
}

package dev.faultline.stories.fallacies;

import dev.faultline.guard.plan.Assignment;
import dev.faultline.guard.plan.CostBook;
import dev.faultline.guard.plan.Planner;
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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Shards become hot, and a coordinator moves them, or nobody does. */
public final class HelpfulPlanner extends ShortStory {
  private static final int LASTS = 300;
  private static final int HOT_AT = 60;
  private static final int SHARDS = 64;
  private static final int NODES = 8;
  private static final double CAPACITY = 100;

  /** What moving a shard costs each of the two nodes: half a second of all that it can do. */
  private static final double MOVE = 50;

  public HelpfulPlanner() {
    super(
        new Words(
            "planner",
            "The helpful planner",
            "Shards are spread by their hash, so that all nodes have as much to do.",
            "Google's Slicer watches for hot spots and moves shards; its median workload needs 63 %"
                + " fewer resources than with fixed ones.",
            "Adya et al., Slicer, OSDI 2016; A. Petrov, Database Internals, chapter 8",
            "Some shards become hot. How long is the longest queue in the end?",
            List.of("under 5 s", "5 to 30 s", "more than 30 s"),
            "A hash spreads shards, not work. The node with the hot ones has more than it can do"
                + " for as long as they are hot, while its neighbours are idle.",
            List.of(
                "+ book.finished(shard, cost);",
                "  // every ten seconds",
                "+ plan = Planner.rebalance(plan, predicted, capacities, 4);",
                "+ move(plan);"),
            "The planner knows what shards have cost and what nodes can do, and moves a few at a"
                + " time. A plan that is made anew each time moves nearly all each time, and moving"
                + " is work, too.",
            "a move costs both nodes half a second; four are made at once",
            "dev.faultline.guard.plan.Planner",
            "--set hot=1"),
        List.of(
            new Parameter("hot", "", 6, 0, 64, "shards that become hot"),
            new Parameter("times", " x", 5, 1, 20, "how much hotter they become"),
            new Parameter("load", " %", 55, 5, 90, "of what all nodes can do, before")),
        List.of(
            Guard.of("none", "by hash", "nobody moves them"),
            Guard.of("anew", "planned anew", "moves nearly all"),
            Guard.of("few", "4 moves", "only what helps")),
        "few",
        List.of("longest wait", "moves"),
        new Atlas("hot", Atlas.range(0, 10, 11), "times", List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0)));
  }

  @Override
  public String system(Values values) {
    return "64 shards are on 8 nodes, which are busy to %s. At 60 s %s shards of two nodes become %s times as hot. A coordinator may look every ten seconds."
        .formatted(values.text("load"), values.text("hot"), Parameter.number(values.get("times")));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double[] demands = new double[SHARDS];
    double sum = 0;
    for (int i = 0; i < SHARDS; i++) {
      demands[i] = 0.5 + random.nextDouble();
      sum += demands[i];
    }
    for (int i = 0; i < SHARDS; i++) {
      demands[i] *= scene.values().get("load") / 100 * NODES * CAPACITY / sum;
    }
    double[] capacities = new double[NODES];
    Arrays.fill(capacities, CAPACITY);
    CostBook<Integer> book = new CostBook<>(SHARDS);
    Assignment plan = Planner.rebalance(Planner.plan(demands, capacities), demands, capacities, 0);
    int[] hot = hottestTogether(plan, scene.values().count("hot"));
    double[] backlog = new double[NODES];
    double[] worst = new double[LASTS];
    double[] moved = new double[LASTS];
    int moves = 0;
    for (int second = 0; second < LASTS; second++) {
      if (second == HOT_AT) {
        for (int shard : hot) {
          demands[shard] *= scene.values().get("times");
        }
      }
      for (int shard = 0; shard < SHARDS; shard++) {
        book.finished(shard, demands[shard] * (0.9 + 0.2 * random.nextDouble()));
        backlog[plan.node(shard)] += demands[shard];
      }
      if (second % 10 == 9 && !scene.guard().equals("none")) {
        double[] predicted = new double[SHARDS];
        Arrays.setAll(predicted, book::predicted);
        Assignment next =
            scene.guard().equals("anew")
                ? Planner.plan(predicted, capacities)
                : Planner.rebalance(
                    plan, predicted, capacities, isUneven(plan, predicted, capacities) ? 4 : 0);
        for (int shard = 0; shard < SHARDS; shard++) {
          if (next.node(shard) != plan.node(shard)) {
            backlog[next.node(shard)] += MOVE;
            backlog[plan.node(shard)] += MOVE;
            moves++;
            moved[second]++;
          }
        }
        plan = next;
      }
      for (int node = 0; node < NODES; node++) {
        backlog[node] = Math.max(0, backlog[node] - CAPACITY);
        worst[second] = Math.max(worst[second], backlog[node] / CAPACITY);
      }
    }
    double end = worst[LASTS - 1];
    boolean holds = end < 5;
    return new Run(
        1,
        List.of(
            new Series("moves", "", moved, text("%,d in all", moves)),
            new Series("wait", " s", worst, text("%.0f s at the end", end))),
        List.of(new Mark(HOT_AT, LASTS, "shards are hot")),
        0,
        LASTS,
        holds,
        holds ? 0 : end <= 30 ? 1 : 2,
        text("At the end the longest queue is %.1f s long; %,d shards were moved.", end, moves),
        List.of(text("%.1f s", end), text("%,d", moves)),
        holds ? end : -1);
  }

  /** The first shards of the first two nodes: those that the hash has put together. */
  private static int[] hottestTogether(Assignment plan, int count) {
    int[] order = new int[SHARDS];
    int filled = 0;
    for (int node = 0; node < NODES; node++) {
      for (int shard = 0; shard < SHARDS; shard++) {
        if (plan.node(shard) == node) {
          order[filled++] = shard;
        }
      }
    }
    return Arrays.copyOf(order, Math.min(count, SHARDS));
  }

  /** Whether the fullest node has a tenth more to do than the mean: less is not worth a move. */
  private static boolean isUneven(Assignment plan, double[] costs, double[] capacities) {
    Assignment now = Planner.rebalance(plan, costs, capacities, 0);
    double mean = Arrays.stream(costs).sum() / Arrays.stream(capacities).sum();
    return now.makespan() > 1.1 * mean;
  }
}

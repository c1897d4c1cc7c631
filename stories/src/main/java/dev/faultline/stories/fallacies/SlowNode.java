package dev.faultline.stories.fallacies;

import dev.faultline.guard.breaker.Ejection;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Check;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Mark;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Series;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.time.Duration;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One slow node drags all: it is not dead, so nobody leaves it out. */
public final class SlowNode extends ShortStory {
  private static final int LASTS = 330;
  private static final int SLOW_AT = 30;
  private static final double JOB = 0.1;
  private static final int CLIENTS = 10;

  /** How long a job may take where slow nodes are left out; then it is begun anew elsewhere. */
  private static final double GIVEN_UP = 10 * JOB;

  /** A job that a client has under way: when it is done, and which nodes do it. */
  private record Job(double done, double took, long order, int[] nodes) {}

  public SlowNode() {
    super(
        new Words(
            "slow-node",
            "One slow node that drags all",
            "A cluster of thirty nodes does not notice when one of them becomes slow.",
            "One limping disk or network card slowed whole clusters of Hadoop, HDFS, ZooKeeper,"
                + " Cassandra and HBase down in experiments, and they did not fail over.",
            "Do et al., Limplock, SoCC 2013",
            "One of thirty nodes becomes a hundred times slower. What is left of the throughput?",
            List.of("more than 90 %", "20 to 90 %", "less than 20 %"),
            "One job in ten has the slow node among its three, and is a hundred times as long. The"
                + " clients wait for those jobs most of their time. The node answers, so heartbeats"
                + " find nothing.",
            List.of(
                "- Outcome outcome = run(job, nodes);",
                "+ Outcome outcome = run(job, nodes, 10 * usual);   // or TIMEOUT",
                "+ for (int node : nodes) ejection.report(node, outcome, now);",
                "  ...",
                "+ nodes = three(node -> ejection.isUsed(node, now));"),
            "Who was part of three slow jobs in a row is left out for a while, and never more than"
                + " a tenth of all. Being slow counts as being down.",
            "a few slow jobs each time that the node is tried again",
            "dev.faultline.guard.breaker.Ejection",
            "--set slower=3"),
        List.of(
            new Parameter("slower", " x", 100, 1, 1_000, "how much slower the node becomes"),
            new Parameter("nodes", "", 30, 4, 300, "nodes of the cluster")),
        List.of(
            new Guard("none", "as it is", SlowNode::law),
            Guard.of("ejection", "ejection", "at most a tenth is out")),
        "ejection",
        List.of("throughput"),
        new Atlas(
            "slower",
            List.of(1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 70.0, 100.0, 200.0),
            "nodes",
            List.of(10.0, 20.0, 30.0, 50.0, 70.0, 100.0, 150.0, 200.0, 300.0)));
  }

  private static String law(Values values) {
    double share = 3.0 / values.count("nodes");
    return text("law: %.1f %%", 100 / (1 - share + share * values.get("slower")));
  }

  @Override
  public String system(Values values) {
    return "Ten clients run one job after the other, each on 3 of %s nodes at random. A job takes 100 ms and is as slow as its slowest node. From 30 s on one node is %s times slower."
        .formatted(values.text("nodes"), Parameter.number(values.get("slower")));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    int nodes = scene.values().count("nodes");
    double slower = scene.values().get("slower");
    boolean ejects = scene.guard().equals("ejection");
    Ejection ejection = new Ejection(nodes, Math.max(0.1, 1.0 / nodes), 3, Duration.ofSeconds(30));
    double[] done = new double[LASTS];
    PriorityQueue<Job> jobs =
        new PriorityQueue<>((a, b) ->
            a.done != b.done ? Double.compare(a.done, b.done) : Long.compare(a.order, b.order));
    long order = 0;
    for (int client = 0; client < CLIENTS; client++) {
      jobs.add(new Job(client * JOB / CLIENTS, 0, order++, new int[0]));
    }
    while (jobs.element().done < LASTS) {
      Job job = jobs.remove();
      double now = job.done;
      long nanos = (long) (now * 1e9);
      if (job.nodes.length > 0) {
        boolean isGivenUp = ejects && job.took >= GIVEN_UP;
        done[(int) now] += isGivenUp ? 0 : 1;
        for (int node : job.nodes) {
          ejection.report(node, job.took >= GIVEN_UP ? Outcome.TIMEOUT : Outcome.SUCCESS, nanos);
        }
      }
      int[] chosen = choose(random, nodes, ejects ? ejection : null, nanos);
      boolean isSlow = now >= SLOW_AT && (chosen[0] == 0 || chosen[1] == 0 || chosen[2] == 0);
      double took = isSlow ? JOB * slower : JOB;
      took = ejects ? Math.min(took, GIVEN_UP) : took;
      jobs.add(new Job(now + took, took, order++, chosen));
    }
    double before = sum(done, 0, SLOW_AT) / SLOW_AT;
    double left = sum(done, SLOW_AT, LASTS) / (LASTS - SLOW_AT) / before;
    boolean holds = left > 0.9;
    return new Run(
        1,
        List.of(new Series("jobs", "/s", done, text("%.0f %% are left", 100 * left))),
        List.of(new Mark(SLOW_AT, LASTS, "one node is slow")),
        0,
        120,
        holds,
        holds ? 0 : left >= 0.2 ? 1 : 2,
        text("%.1f %% of the throughput is left.", 100 * left),
        List.of(text("%.1f %%", 100 * left)),
        holds ? 100 - 100 * Math.min(1, left) : -1);
  }

  private static int[] choose(
      SplittableRandom random, int nodes, @Nullable Ejection ejection, long nanos) {
    int[] chosen = new int[3];
    for (int i = 0; i < 3; i++) {
      int node = random.nextInt(nodes);
      while (i > 0 && chosen[0] == node
          || i > 1 && chosen[1] == node
          || ejection != null && !ejection.isUsed(node, nanos)) {
        node = random.nextInt(nodes);
      }
      chosen[i] = node;
    }
    return chosen;
  }

  private static double sum(double[] of, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += of[i];
    }
    return sum;
  }

  @Override
  public List<Check> moreChecks(long seed) {
    Run bare = run(scene(seed));
    Run ejected = run(scene(seed).with("ejection"));
    return List.of(
        new Check("a tenth is left, as the law says", bare.verdict(), bare.answer() == 2),
        new Check(
            "with ejection at least 95 %",
            ejected.verdict(), ejected.score() >= 0 && ejected.score() <= 5));
  }
}

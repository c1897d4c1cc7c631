package dev.faultline.bench.scale;

import dev.faultline.bench.Benchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of docs/scale.md: campaigns with the local engine, with one executor and with two.
 * Each is run at two lengths, and what the longer one took more counts, so that starting does not.
 */
public final class SparkBenchmark implements Benchmark {
  private static final int CALIBRATION = 500;

  @Override
  public String name() {
    return "spark";
  }

  @Override
  public String description() {
    return "campaigns on Spark's executors against the local engine; needs two cores and taskset;"
        + " arguments: seconds of the short ones (15), the command (./faultline)";
  }

  /** What a campaign took more that had more worlds. */
  private record More(SparkRun less, SparkRun more, int worlds) {
    double seconds() {
      return more.realSeconds() - less.realSeconds();
    }

    double rate() {
      return worlds / seconds();
    }

    /** The share of their time that so many executors did not spend on worlds. */
    double overhead(int executors) {
      return 1 - (more.workedSeconds() - less.workedSeconds()) / (executors * seconds());
    }

    double ranges() {
      return more.ranges() - less.ranges();
    }
  }

  @Override
  public void run(List<String> args) throws IOException, InterruptedException {
    double seconds = args.isEmpty() ? 15 : Double.parseDouble(args.getFirst());
    String command =
        args.size() > 1
            ? args.get(1)
            : Path.of(System.getProperty("faultline.root", "."), "faultline").toString();
    List<String> pinned = List.of("taskset", "-c", "0");
    List<String> alone = List.of("--jobs", "1");
    // Builds what is not built yet.
    SparkRun.of(command(List.of(), command, 2, spark(2)));
    SparkRun start = SparkRun.of(command(List.of(), command, 2, spark(2)));
    row("start-up, two executors", "%.1f s".formatted(start.wallSeconds()), "at most 12 s");

    SparkRun calibration = SparkRun.of(command(pinned, command, CALIBRATION, alone));
    int worlds = (int) Math.max(2, seconds * CALIBRATION / calibration.realSeconds());
    More local = more(pinned, command, worlds, alone);
    row("local engine, one core", "%.1f worlds/s".formatted(local.rate()), "");

    More one = more(pinned, command, worlds, spark(1));
    row("one executor, one core", "%.1f worlds/s".formatted(one.rate()), "");
    row("  of the local engine's", "%.3f".formatted(one.rate() / local.rate()), "at least 0.95");
    costs(one, 1);

    More two = more(List.of(), command, 2 * worlds, spark(2));
    row("two executors", "%.1f worlds/s".formatted(two.rate()), "");
    row("  of one executor's", "%.2f".formatted(two.rate() / one.rate()), "at least 1.9");
    row(
        "  each, of the local engine's",
        "%.3f".formatted(two.rate() / 2 / local.rate()),
        "at least 0.95");
    costs(two, 2);
    row(
        "received per million worlds",
        "%.1f MB".formatted((two.more().bytes() - two.less().bytes()) / two.worlds()),
        "");
    boolean same =
        one.less().hash().equals(local.less().hash())
            && one.more().hash().equals(local.more().hash())
            && two.less().hash().equals(local.more().hash());
    row("campaign hashes", same ? "the same" : "DIFFERENT", "the same");
  }

  private static void costs(More campaign, int executors) {
    row(
        "  not spent on worlds",
        "%.1f %%".formatted(100 * campaign.overhead(executors)),
        "at most 2 %");
    row(
        "  executor, beside worlds",
        "%.1f ms a range"
            .formatted(
                1_000
                    * campaign.overhead(executors)
                    * executors
                    * campaign.seconds()
                    / campaign.ranges()),
        "");
    row("  driver", "%.2f ms a range".formatted(campaign.more().driverMillis()), "");
  }

  private static More more(List<String> before, String command, int worlds, List<String> options)
      throws IOException, InterruptedException {
    return new More(
        SparkRun.of(command(before, command, worlds, options)),
        SparkRun.of(command(before, command, 2 * worlds, options)),
        worlds);
  }

  private static List<String> spark(int executors) {
    return List.of(
        "--engine", "spark", "--master", "local-cluster[%d,1,1024]".formatted(executors));
  }

  private static List<String> command(
      List<String> before, String command, int worlds, List<String> options) {
    List<String> words = new ArrayList<>(before);
    words.addAll(List.of(command, "explore", "lease-lock", "--set", "fenced=true"));
    words.addAll(List.of("--strategy", "swarm", "--seed", "1", "--worlds", "" + worlds));
    words.addAll(options);
    return words;
  }

  private static void row(String what, String value, String wanted) {
    System.out.printf("%-32s %-18s %s%n", what, value, wanted);
  }
}

package dev.faultline.bench.link;

import com.sun.management.ThreadMXBean;
import dev.faultline.bench.Benchmark;
import dev.faultline.cli.measure.Contestant;
import dev.faultline.cli.measure.Contestants;
import dev.faultline.cli.measure.Pair;
import dev.faultline.cli.measure.Setup;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a message costs in processor time on either side, system calls included: both sides in turns
 * on one thread, so that it can be measured on a machine that others use too. The slower side's
 * cost is what limits throughput when each side has a core.
 */
public final class LinkCostBenchmark implements Benchmark {
  private static final int ROUNDS = 7;
  private static final int WARMUPS = 6;
  private static final long ROUND_BYTES = 16L << 20;

  /** So many bytes are offered before the other side has its turn: well within the window. */
  private static final int PORTION_BYTES = 64 << 10;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Override
  public String name() {
    return "link-cost";
  }

  @Override
  public String description() {
    return "processor time of a message on either side: [sizes, 32,256,4096] [names]";
  }

  @Override
  public void run(List<String> args) throws Exception {
    List<String> sizes = List.of((args.isEmpty() ? "32,256,4096" : args.getFirst()).split(",", -1));
    String names = args.size() > 1 ? args.get(1) : "faultline,udp,faultline-no-gso,udp-no-gso,tcp";
    for (String size : sizes) {
      for (String name : names.split(",", -1)) {
        for (Contestant contestant : Contestants.own()) {
          if (contestant.name().equals(name)) {
            print(contestant, new Setup(Integer.parseInt(size), 0));
          }
        }
      }
    }
  }

  private void print(Contestant contestant, Setup setup) throws Exception {
    List<double[]> rounds = new ArrayList<>();
    try (Pair pair = contestant.open(setup)) {
      long[] next = new long[1];
      for (int round = 0; round < WARMUPS + ROUNDS; round++) {
        double[] nanos = round(pair, setup, next);
        if (round >= WARMUPS) {
          rounds.add(nanos);
        }
      }
    }
    double left = median(rounds, 0);
    double right = median(rounds, 1);
    System.out.printf(
        Locale.ROOT,
        "%5d bytes  %-18s sender %,8.1f ns, receiver %,8.1f ns: at most %,12.0f msg/s%n",
        setup.messageBytes(),
        contestant.name(),
        left,
        right,
        1e9 / Math.max(left, right));
  }

  private static double median(List<double[]> rounds, int side) {
    return rounds.stream().mapToDouble(each -> each[side]).sorted().toArray()[ROUNDS / 2];
  }

  /** Nanoseconds for each message that arrived, on the left and on the right. */
  private double[] round(Pair pair, Setup setup, long[] next) {
    int portion = Math.max(1, PORTION_BYTES / setup.messageBytes());
    long wanted = ROUND_BYTES / setup.messageBytes();
    long[] arrived = new long[1];
    long left = 0;
    long right = 0;
    while (arrived[0] < wanted) {
      long start = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < portion && pair.left().offer(next[0]); i++) {
        next[0]++;
      }
      pair.left().flush();
      pair.left().poll(number -> {});
      long middle = threads.getCurrentThreadCpuTime();
      while (pair.right().poll(number -> arrived[0]++) > 0) {
        // Until everything is read.
      }
      long end = threads.getCurrentThreadCpuTime();
      left += middle - start;
      right += end - middle;
    }
    return new double[] {(double) left / arrived[0], (double) right / arrived[0]};
  }
}

package dev.faultline.bench;

import dev.faultline.bench.bank.BankBenchmark;
import dev.faultline.bench.check.CheckBenchmark;
import dev.faultline.bench.disk.DiskBenchmark;
import dev.faultline.bench.disk.MountBenchmark;
import dev.faultline.bench.disk.UnusedDiskBenchmark;
import dev.faultline.bench.explore.ExhaustiveBenchmark;
import dev.faultline.bench.explore.ShareBenchmark;
import dev.faultline.bench.explore.ShrinkBenchmark;
import dev.faultline.bench.explore.StrategiesBenchmark;
import dev.faultline.bench.explore.TapeBenchmark;
import dev.faultline.bench.guard.GuardsBenchmark;
import dev.faultline.bench.guard.PlannerBenchmark;
import dev.faultline.bench.guard.PublicBugsBenchmark;
import dev.faultline.bench.guard.RepairBenchmark;
import dev.faultline.bench.link.EngineBenchmark;
import dev.faultline.bench.link.FirstMessageBenchmark;
import dev.faultline.bench.link.IdleBenchmark;
import dev.faultline.bench.link.LinkBenchmark;
import dev.faultline.bench.link.LinkCostBenchmark;
import dev.faultline.bench.link.LinkWorldsBenchmark;
import dev.faultline.bench.link.ReleasedBenchmark;
import dev.faultline.bench.payments.PaymentChaosBenchmark;
import dev.faultline.bench.proxy.BreakPostgres;
import dev.faultline.bench.proxy.ProxyBenchmark;
import dev.faultline.bench.scale.ScaleBenchmark;
import dev.faultline.bench.scale.SparkBenchmark;
import dev.faultline.bench.sim.CampaignBenchmark;
import dev.faultline.bench.sim.DecisionBenchmark;
import dev.faultline.bench.sim.MemoryBenchmark;
import dev.faultline.bench.sim.RingBenchmark;
import dev.faultline.bench.sim.SwitchBenchmark;
import dev.faultline.bench.sim.TrivialWorldsBenchmark;
import java.util.Arrays;
import java.util.List;

/** Entry point of {@code bench/run}. */
public final class Bench {
  private static final List<Benchmark> ALL =
      List.of(
          new PaymentChaosBenchmark(),
          new ProxyBenchmark(),
          new BreakPostgres(),
          new GuardsBenchmark(),
          new PlannerBenchmark(),
          new RepairBenchmark(),
          new PublicBugsBenchmark(),
          new DiskBenchmark(),
          new UnusedDiskBenchmark(),
          new MountBenchmark(),
          new RingBenchmark(),
          new TrivialWorldsBenchmark(),
          new SwitchBenchmark(),
          new DecisionBenchmark(),
          new MemoryBenchmark(),
          new CampaignBenchmark(),
          new LinkBenchmark(),
          new LinkCostBenchmark(),
          new FirstMessageBenchmark(),
          new ReleasedBenchmark(),
          new IdleBenchmark(),
          new LinkWorldsBenchmark(),
          new EngineBenchmark(),
          new CheckBenchmark(),
          new ShrinkBenchmark(),
          new StrategiesBenchmark(),
          new BankBenchmark(),
          new ExhaustiveBenchmark(),
          new ShareBenchmark(),
          new TapeBenchmark(),
          new ScaleBenchmark(),
          new SparkBenchmark());

  private Bench() {}

  /** Runs the benchmark that the first argument names. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      for (Benchmark benchmark : ALL) {
        if (benchmark.name().equals(args[0])) {
          benchmark.run(List.copyOf(Arrays.asList(args).subList(1, args.length)));
          return;
        }
      }
      System.err.println("there is no benchmark '" + args[0] + "'");
    }
    for (Benchmark benchmark : ALL) {
      System.out.printf("%-16s %s%n", benchmark.name(), benchmark.description());
    }
    System.exit(args.length > 0 ? 2 : 0);
  }
}

package dev.faultline.bench.explore;

import com.sun.management.OperatingSystemMXBean;
import dev.faultline.bench.Benchmark;
import dev.faultline.examples.pingpong.PingPong;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How many distinct states a second the exhaustive search sees: ping-pong with three clients and
 * four pings, without reduction, in one thread.
 */
public final class ExhaustiveBenchmark implements Benchmark {
  private static final int WARM_UP = 10;
  private static final int MEASURED = 21;

  @Override
  public String name() {
    return "exhaustive";
  }

  @Override
  public String description() {
    return "distinct states/s of the exhaustive search over ping-pong, without reduction";
  }

  @Override
  public void run(List<String> args) {
    PingPong scenario = new PingPong();
    CampaignPlan plan = CampaignPlan.of(scenario, new Settings(scenario.settings(), Map.of()), 1);
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    double[] rates = new double[MEASURED];
    long states = 0;
    long processor = 0;
    for (int i = -WARM_UP; i < MEASURED; i++) {
      long start = System.nanoTime();
      long processorBefore = machine.getProcessCpuTime();
      Exploration seen = Objects.requireNonNull(new Campaign(plan).run().exploration());
      double rate = seen.states() * 1e9 / (System.nanoTime() - start);
      if (i >= 0) {
        rates[i] = rate;
        states += seen.states();
        processor += machine.getProcessCpuTime() - processorBefore;
      }
    }
    Arrays.sort(rates);
    System.out.printf(
        "median %,.0f states/s of %d searches (%,.0f to %,.0f)%n",
        rates[MEASURED / 2], MEASURED, rates[0], rates[MEASURED - 1]);
    // On a machine that others use as well this is what the search itself is worth.
    System.out.printf(
        "%,.0f states for each second of processor time, the JVM's own threads included%n",
        states * 1e9 / processor);
  }
}

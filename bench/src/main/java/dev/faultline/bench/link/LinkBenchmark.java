package dev.faultline.bench.link;

import dev.faultline.bench.Benchmark;
import dev.faultline.cli.measure.Contestant;
import dev.faultline.cli.measure.Contestants;
import dev.faultline.cli.measure.MeasurementText;
import java.util.ArrayList;
import java.util.List;

/** Faultline's links against their peers. */
public final class LinkBenchmark implements Benchmark {
  @Override
  public String name() {
    return "link";
  }

  @Override
  public String description() {
    return "messages/s and round trips: [--against aeron-invoker,tcp,…] [--size 32,256] [--loss"
        + " 0.01] [--rounds 5] [--seconds 1] [--warm-up 12] [--only throughput|latency]";
  }

  @Override
  public void run(List<String> args) throws Exception {
    // As Aeron's own benchmarks do.
    System.setProperty("agrona.disable.bounds.checks", "true");
    List<Contestant> all = new ArrayList<>(Contestants.own());
    for (AeronPeer.Mode mode : AeronPeer.Mode.values()) {
      all.add(new AeronPeer(mode));
    }
    all.add(new JGroupsPeer(false));
    all.add(new JGroupsPeer(true));
    all.add(new GrpcPeer());
    MeasurementText.lines(LinkArguments.parse(args, all).run()).forEach(System.out::println);
  }
}

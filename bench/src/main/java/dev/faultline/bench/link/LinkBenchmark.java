package dev.faultline.bench.link;

import dev.faultline.bench.Benchmark;
import dev.faultline.runtime.measure.Contestant;
import dev.faultline.runtime.measure.Contestants;
import dev.faultline.runtime.measure.MeasurementText;
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
    return "messages/s and round trips: [--against aeron,tcp,…] [--size 32,256] [--loss 0.01]"
        + " [--rounds 5] [--seconds 1] [--only throughput|latency]";
  }

  @Override
  public void run(List<String> args) throws Exception {
    List<Contestant> all = new ArrayList<>(Contestants.own());
    all.add(new AeronPeer());
    all.add(new JGroupsPeer());
    all.add(new GrpcPeer());
    MeasurementText.lines(LinkArguments.parse(args, all).run()).forEach(System.out::println);
  }
}

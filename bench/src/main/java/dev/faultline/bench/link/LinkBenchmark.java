package dev.faultline.bench.link;

import dev.faultline.bench.Benchmark;
import dev.faultline.runtime.udp.UdpOptions;
import java.util.List;

/** Faultline's links against their peers. */
public final class LinkBenchmark implements Benchmark {
  private static final UdpOptions NATIVE =
      UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.NATIVE);

  /** Everyone who can be named after {@code --against}. */
  private static final List<Contestant> ALL =
      List.of(
          new AeronPeer(),
          new FaultlineLink("faultline", NATIVE),
          new FaultlineLink("faultline-plain", NATIVE.withSegmentation(false)),
          new FaultlineLink(
              "faultline-channel", UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.CHANNEL)),
          new TcpPeer(),
          new RawUdp("udp-gso", NATIVE),
          new RawUdp("udp", NATIVE.withSegmentation(false)),
          new RawUdp("udp-channel", UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.CHANNEL)));

  @Override
  public String name() {
    return "link";
  }

  @Override
  public String description() {
    return "messages/s and round trips: [--against a,b] [--size 32,256] [--loss 0.01] [--rounds 5]";
  }

  @Override
  public void run(List<String> args) throws Exception {
    LinkArguments arguments = LinkArguments.parse(args, ALL);
    for (double loss : arguments.losses()) {
      for (int size : arguments.sizes()) {
        new LinkRounds(arguments, new Setup(size, loss)).run();
      }
    }
  }
}

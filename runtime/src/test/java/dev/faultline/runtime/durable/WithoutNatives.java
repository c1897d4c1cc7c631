package dev.faultline.runtime.durable;

import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.udp.UdpException;
import dev.faultline.runtime.udp.UdpOptions;
import java.nio.file.Path;

/** Both ends in one JVM, for one that may not call the system. */
final class WithoutNatives {
  private static final int MESSAGES = 2_000;

  private WithoutNatives() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Folders.Listed state = new Folders.Listed("");
    try (DurableNode bank = DurableNode.in(folder.resolve("bank")).state(state).start();
        DurableNode shop = DurableNode.in(folder.resolve("shop")).start()) {
      DurableChannel channel = shop.connect("orders", bank.localAddress());
      for (int i = 0; i < MESSAGES; i++) {
        channel.send(Folders.bytes(Integer.toString(i)));
      }
      channel.drained().toCompletableFuture().join();
    }
    System.out.println(state.list.size() + " messages");
    DriverOptions insisting =
        DriverOptions.DEFAULT.withUdp(UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.NATIVE));
    try {
      DurableNode.in(folder.resolve("other")).options(insisting).start().close();
    } catch (UdpException e) {
      System.out.println(e.getMessage());
    }
  }
}

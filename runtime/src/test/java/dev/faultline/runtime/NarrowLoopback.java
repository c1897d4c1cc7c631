package dev.faultline.runtime;

import dev.faultline.link.Counters;
import dev.faultline.link.LinkOptions;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.secure.SharedKey;
import dev.faultline.runtime.udp.UdpOptions;
import java.io.IOException;
import java.net.InetAddress;

/** The part of {@link NarrowLoopbackTest} that runs in a {@link NarrowNamespace}. */
final class NarrowLoopback {
  private static final int MESSAGES = 50_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /**
   * Arguments: back end, address, whether protected, longest packet, and the device's MTU before
   * and after the first half of the messages.
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    DriverOptions options =
        DriverOptions.DEFAULT
            .withUdp(UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.valueOf(arguments[0])))
            .withLink(LinkOptions.builder().packetBytes(Integer.parseInt(arguments[3])).build());
    if (Boolean.parseBoolean(arguments[2])) {
      options = options.withSecurity(LinkSecurity.shared(SharedKey.generate()));
    }
    NarrowNamespace.device(Integer.parseInt(arguments[4]));
    long begin = System.nanoTime();
    try (Ends ends = new Ends(options, null, InetAddress.getByName(arguments[1]))) {
      ends.exchange(1, MESSAGES);
      ends.until(() -> ends.session.roundTrips().count() > 0);
      untilFound(ends, Integer.parseInt(arguments[6]));
      System.out.println("firstMilliseconds " + (System.nanoTime() - begin) / 1_000_000);
      System.out.println("before " + ends.session.pathMtu());
      NarrowNamespace.device(Integer.parseInt(arguments[5]));
      long start = System.nanoTime();
      ends.exchange(MESSAGES + 1, 2 * MESSAGES);
      System.out.println("secondMilliseconds " + (System.nanoTime() - start) / 1_000_000);
      untilFound(ends, Integer.parseInt(arguments[7]));
      Counters counters = ends.left.linkCounters();
      System.out.println("after " + ends.session.pathMtu());
      System.out.println("received " + ends.inbox.last);
      System.out.println("blackHoles " + counters.blackHoles());
      System.out.println("probesLost " + counters.pathProbesLost());
      System.out.println("segments " + (ends.left.describe().contains("GSO") ? 1 : 0));
    }
  }

  /** Works until the search has found as much as there is to find, or for long in vain. */
  private static void untilFound(Ends ends, int least) {
    long start = System.nanoTime();
    while (ends.session.pathMtu() < least && System.nanoTime() - start < PATIENCE_NANOS) {
      ends.work();
    }
  }

  private NarrowLoopback() {}
}

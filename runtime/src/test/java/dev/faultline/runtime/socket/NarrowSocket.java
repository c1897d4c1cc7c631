package dev.faultline.runtime.socket;

import dev.faultline.runtime.NarrowNamespace;
import dev.faultline.runtime.udp.UdpOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The part of {@link NarrowSocketTest} that runs in a {@link NarrowNamespace}. */
final class NarrowSocket {
  private static final int LONG = 1_400;
  private static final int SHORT = 200;
  private static final int FITTING = 1_000;
  private static final int RUN = 3;
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  /** Arguments: back end, whether with segmentation, address. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    NarrowNamespace.device(1_280);
    UdpOptions options =
        UdpOptions.DEFAULT
            .withBackend(UdpOptions.Backend.valueOf(arguments[0]))
            .withSegmentation(Boolean.parseBoolean(arguments[1]))
            .withFragmentation(false);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getByName(arguments[2]), 0);
    try (UdpSocket from = UdpSockets.open(any, options);
        UdpSocket to = UdpSockets.open(any, options);
        Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(64 * LONG);
      UdpAddress there = UdpAddress.of(to.localAddress());
      print("segments", from.segments() ? 1 : 0);

      int tooLong = RUN * LONG + SHORT;
      print("tooLongTaken", from.send(data, 0, tooLong, LONG, there) == tooLong ? 1 : 0);
      print("tooLongReceived", received(to, SHORT));
      print("oversized", (int) from.oversized());

      int fits = RUN * FITTING + SHORT;
      print("fittingTaken", from.send(data, 0, fits, FITTING, there) == fits ? 1 : 0);
      print("fittingReceived", received(to, fits));
      print("oversizedAfter", (int) from.oversized());
      print("segmentsAfter", from.segments() ? 1 : 0);
    }
  }

  /** Receives until so many bytes are here, or none has come for long. */
  private static int received(UdpSocket socket, int bytes) {
    ReceivedBatch batch = new ReceivedBatch(Arena.ofAuto());
    int all = 0;
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (all < bytes && System.nanoTime() < end) {
      int messages = socket.receive(batch);
      for (int i = 0; i < messages; i++) {
        all += batch.bytes(i);
      }
      if (messages == 0) {
        socket.await(100_000_000);
      }
    }
    return all;
  }

  private static void print(String name, int value) {
    System.out.println(name + " " + value);
  }

  private NarrowSocket() {}
}

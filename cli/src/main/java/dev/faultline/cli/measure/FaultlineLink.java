package dev.faultline.cli.measure;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.runtime.DatagramFilter;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.udp.UdpOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An ordered stream of a Faultline link, or a durable one, each end driven by the thread that uses
 * it.
 */
final class FaultlineLink implements Contestant {
  private final String name;
  private final UdpOptions udp;
  private final boolean durable;
  private final @Nullable LinkSecurity security;

  FaultlineLink(String name, UdpOptions udp, boolean durable) {
    this(name, udp, durable, null);
  }

  FaultlineLink(String name, UdpOptions udp, boolean durable, @Nullable LinkSecurity security) {
    this.name = name;
    this.udp = udp;
    this.durable = durable;
    this.security = security;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String configuration() {
    return (durable ? "durable" : "ordered")
        + " stream"
        + (security == null ? ", plain" : ", AES-256-GCM")
        + "; "
        + udp.backend().name().toLowerCase(Locale.ROOT)
        + " sockets "
        + (udp.segmentation() ? "with" : "without")
        + " segmentation by the kernel; packets of "
        + Setup.PACKET_BYTES
        + " B, static window of "
        + (Setup.WINDOW_BYTES >> 20)
        + " MiB; each side polled by its own thread, which yields";
  }

  @Override
  public Pair open(Setup setup) throws IOException {
    Path folder = durable ? Files.createTempDirectory("faultline-bench") : null;
    LinkSide left = new LinkSide(setup, udp, security, 1, folder);
    LinkSide right = new LinkSide(setup, udp, security, 2, folder);
    left.session = left.driver.connect(right.driver.localAddress());
    while (left.connected() + right.connected() < 2) {
      left.driver.work();
      right.driver.work();
    }
    return new LinkPair(left, right, folder);
  }

  private record LinkPair(LinkSide left, LinkSide right, @Nullable Path folder) implements Pair {
    @Override
    public String note() {
      return left.note() + " | " + right.note();
    }

    @Override
    public void close() {
      left.driver.close();
      right.driver.close();
      if (folder != null) {
        delete(folder);
      }
    }

    private static void delete(Path folder) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class LinkSide implements Side, LinkHandler {
    private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;
    final LinkDriver driver;
    private final StreamKind kind;
    @Nullable Session session;
    private final MemorySegment message;
    private LongConsumer arrived = n -> {};
    private int count;
    private boolean ready;

    LinkSide(
        Setup setup,
        UdpOptions udp,
        @Nullable LinkSecurity security,
        int seed,
        @Nullable Path folder) {
      kind = folder == null ? StreamKind.ORDERED : StreamKind.LOGGED;
      message = Arena.ofAuto().allocate(setup.messageBytes(), 64);
      SplittableRandom random = new SplittableRandom(Setup.SEED + seed);
      DatagramFilter filter =
          setup.loss() == 0
              ? DatagramFilter.NONE
              : (memory, offset, bytes) -> random.nextDouble() < setup.loss();
      LinkOptions link =
          LinkOptions.builder()
              .packetBytes(Setup.PACKET_BYTES)
              .sendPackets(2048)
              .receivePackets(2048)
              .congestion(() -> new StaticWindow(Setup.WINDOW_BYTES))
              .build();
      InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      DriverOptions plain = DriverOptions.DEFAULT.withLink(link).withUdp(udp).withFilter(filter);
      DriverOptions options = security == null ? plain : plain.withSecurity(security);
      driver =
          folder == null
              ? LinkDriver.open(loopback, options, this)
              : LinkDriver.openDurable(loopback, options, this, folder.resolve("side" + seed));
    }

    int connected() {
      return ready ? 1 : 0;
    }

    String note() {
      var c = driver.linkCounters();
      return driver.describe()
          + " sent "
          + c.packetsSent()
          + " received "
          + c.packetsReceived()
          + " retransmitted "
          + c.retransmitted()
          + " lost "
          + c.lost()
          + " spurious "
          + c.spurious()
          + " probes "
          + c.probes()
          + " refused "
          + c.refused()
          + " full "
          + driver.counters().sendBufferFull();
    }

    @Override
    public void onConnected(Session connected) {
      session = connected;
      connected.open(1, kind);
      ready = true;
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      count++;
      arrived.accept(buffer.get(NUMBER, offset));
      return true;
    }

    @Override
    public boolean offer(long number) {
      Session to = session;
      if (to == null) {
        return false;
      }
      message.set(NUMBER, 0, number);
      return to.offer(1, message, 0, (int) message.byteSize()) > 0;
    }

    @Override
    public void flush() {
      driver.work();
    }

    @Override
    public int poll(LongConsumer to) {
      arrived = to;
      count = 0;
      boolean worked = driver.work();
      return count > 0 || !worked ? count : 1;
    }
  }
}

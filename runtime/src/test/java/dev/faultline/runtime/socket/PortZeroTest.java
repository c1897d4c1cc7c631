package dev.faultline.runtime.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.LinkDriver;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Issue 24, A1: a datagram whose source port is 0 would get an answer that Linux refuses to send.
 * Only a raw socket can send one, which takes root.
 */
class PortZeroTest {
  private static final int INET = 2;
  private static final int RAW = 3;
  private static final int UDP = 17;
  private static final int UDP_HEADER = 8;
  private static final byte PING = 3;

  private static final Linker LINKER = Linker.nativeLinker();

  private static MethodHandle function(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
  }

  /** A packet for a connection that nobody knows, which is answered with RESET. */
  private static byte[] ping() {
    byte[] packet = new byte[24];
    packet[4] = PING;
    packet[5] = 2;
    packet[8] = 77;
    CRC32C crc = new CRC32C();
    crc.update(packet, 4, packet.length - 4);
    MemorySegment.ofArray(packet).set(ValueLayout.JAVA_INT_UNALIGNED, 0, (int) crc.getValue());
    return packet;
  }

  /** Sends the packet to a port of the loopback interface, from port 0 of it. */
  private static void sendFromPortZero(int port, byte[] packet) throws Throwable {
    MethodHandle socket =
        function(
            "socket",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    MethodHandle sendto =
        function(
            "sendto",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    MethodHandle close =
        function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    int fd = (int) socket.invokeExact(INET, RAW, UDP);
    assumeTrue(fd >= 0, "a raw socket takes root");
    try (Arena arena = Arena.ofConfined()) {
      // Source port 0, destination, length, and no checksum, which IPv4 allows.
      ByteBuffer datagram = ByteBuffer.allocate(UDP_HEADER + packet.length);
      datagram.putShort((short) 0).putShort((short) port);
      datagram.putShort((short) datagram.capacity()).putShort((short) 0).put(packet);
      MemorySegment bytes = arena.allocate(datagram.capacity());
      bytes.copyFrom(MemorySegment.ofArray(datagram.array()));
      MemorySegment to = arena.allocate(16, 4);
      to.set(ValueLayout.JAVA_SHORT, 0, (short) INET);
      to.asSlice(4, 4).copyFrom(MemorySegment.ofArray(new byte[] {127, 0, 0, 1}));
      long sent = (long) sendto.invokeExact(fd, bytes, bytes.byteSize(), 0, to, 16);
      assertThat(sent).isEqualTo(bytes.byteSize());
    } finally {
      int ignored = (int) close.invokeExact(fd);
      assertThat(ignored).isZero();
    }
  }

  /** Patience for a slow machine; what is waited for comes, or the test is red. */
  private static void await(String what, BooleanSupplier done) {
    long begun = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - begun > 30_000_000_000L) {
        throw new AssertionError("never: " + what);
      }
    }
  }

  private static final class Count implements LinkHandler {
    long received;

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment at, long offset, int length) {
      received++;
      return true;
    }
  }

  @Test
  void a_datagram_from_port_0_is_counted_and_ends_no_driver() throws Throwable {
    assumeTrue(UdpSockets.whyNotNative().isEmpty(), UdpSockets.whyNotNative());
    InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    Count count = new Count();
    try (LinkDriver driver = LinkDriver.open(any, DriverOptions.DEFAULT, count);
        LinkDriver peer = LinkDriver.open(any, DriverOptions.DEFAULT, new Count())) {
      sendFromPortZero(driver.localAddress().getPort(), ping());
      await(
          "the datagram has come",
          () -> {
            driver.work();
            return driver.counters().unanswerable() == 1;
          });
      driver.work();

      Session session = peer.connect(driver.localAddress());
      session.open(1, StreamKind.ORDERED);
      session.offer(1, MemorySegment.ofArray(new byte[8]), 0, 8);
      await(
          "a message arrives",
          () -> {
            peer.work();
            driver.work();
            return count.received == 1;
          });
    }
  }
}

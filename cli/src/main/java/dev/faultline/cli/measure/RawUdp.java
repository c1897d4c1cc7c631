package dev.faultline.cli.measure;

import dev.faultline.runtime.socket.ReceivedBatch;
import dev.faultline.runtime.socket.UdpAddress;
import dev.faultline.runtime.socket.UdpSocket;
import dev.faultline.runtime.socket.UdpSockets;
import dev.faultline.runtime.udp.UdpOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * The limit: messages packed into packets, sent as fast as the socket takes them, with nothing to
 * make up for loss. A length and the message, as many as fit in a packet; larger messages are cut.
 */
final class RawUdp implements Contestant {
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT_UNALIGNED;
  private final String name;
  private final UdpOptions options;

  RawUdp(String name, UdpOptions options) {
    this.name = name;
    this.options = options;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String configuration() {
    return "nothing but packets of "
        + Setup.PACKET_BYTES
        + " B; "
        + options.backend().name().toLowerCase(Locale.ROOT)
        + " sockets "
        + (options.segmentation() ? "with" : "without")
        + " segmentation by the kernel; each side polled by its own thread, which yields";
  }

  @Override
  public Pair open(Setup setup) {
    UdpSocket left = open();
    UdpSocket right = open();
    return new RawPair(
        new RawSide(left, UdpAddress.of(right.localAddress()), setup),
        new RawSide(right, UdpAddress.of(left.localAddress()), setup));
  }

  private UdpSocket open() {
    return UdpSockets.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options);
  }

  private record RawPair(RawSide left, RawSide right) implements Pair {
    @Override
    public boolean lossy() {
      return true;
    }

    @Override
    public String note() {
      return left.socket.describe();
    }

    @Override
    public void close() {
      left.socket.close();
      right.socket.close();
    }
  }

  private static final class RawSide implements Side {
    private final UdpSocket socket;
    private final UdpAddress peer;
    private final int messageBytes;
    private final int pieceBytes;
    private final int pieces;
    private final int perPacket;
    private final int packetBytes;
    private final int packetsMax;
    private final MemorySegment out;
    private final MemorySegment content;
    private final ReceivedBatch batch = new ReceivedBatch(Arena.ofAuto());
    private final MemorySegment copy;
    private int packets;
    private int inPacket;

    RawSide(UdpSocket socket, UdpAddress peer, Setup setup) {
      this.socket = socket;
      this.peer = peer;
      messageBytes = setup.messageBytes();
      pieceBytes = Math.min(messageBytes, Setup.PACKET_BYTES - 4);
      pieces = (messageBytes + pieceBytes - 1) / pieceBytes;
      perPacket = Setup.PACKET_BYTES / (4 + pieceBytes);
      packetBytes = perPacket * (4 + pieceBytes);
      packetsMax = UdpSocket.DATAGRAM_BYTES_MAX / packetBytes;
      out = Arena.ofAuto().allocate((long) packetsMax * packetBytes);
      content = Arena.ofAuto().allocate(pieceBytes);
      copy = Arena.ofAuto().allocate(pieceBytes);
    }

    @Override
    public boolean offer(long number) {
      if (packets + pieces > packetsMax) {
        flush();
      }
      for (int piece = 0; piece < pieces; piece++) {
        long at = (long) packets * packetBytes + (long) inPacket * (4 + pieceBytes);
        out.set(LENGTH, at, pieceBytes);
        MemorySegment.copy(content, 0, out, at + 4, pieceBytes);
        out.set(NUMBER, at + 4, piece == 0 ? number : -1);
        if (++inPacket == perPacket) {
          inPacket = 0;
          if (++packets == packetsMax) {
            flush();
          }
        }
      }
      return true;
    }

    @Override
    public void flush() {
      int bytes = packets * packetBytes + inPacket * (4 + pieceBytes);
      if (bytes > 0) {
        socket.send(out, 0, bytes, packetBytes, peer);
      }
      packets = 0;
      inPacket = 0;
    }

    @Override
    public int poll(LongConsumer arrived) {
      int messages = socket.receive(batch);
      int count = 0;
      MemorySegment in = batch.memory();
      for (int i = 0; i < messages; i++) {
        long at = batch.offset(i);
        long end = at + batch.bytes(i);
        while (at < end) {
          int bytes = in.get(LENGTH, at);
          long number = in.get(NUMBER, at + 4);
          MemorySegment.copy(in, at + 4, copy, 0, bytes);
          if (number >= 0) {
            arrived.accept(number);
            count++;
          }
          at += 4 + bytes;
        }
      }
      return count;
    }
  }
}

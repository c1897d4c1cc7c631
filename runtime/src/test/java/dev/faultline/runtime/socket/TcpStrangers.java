package dev.faultline.runtime.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** Strangers that connect to a side that listens for TCP, and what tests of them share. */
abstract class TcpStrangers {
  static final long PATIENCE_NANOS = 30_000_000_000L;
  static final byte[] PREFACE = {0x46, 0x4C, 0x54, 0x31};
  static final String NO_MEMORY = "ENOMEM";
  static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  static final TcpPatience PATIENT =
      new TcpPatience(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  final ReceivedBatch batch = new ReceivedBatch(Arena.ofAuto());
  final List<Socket> sockets = new ArrayList<>();
  final List<Integer> large = new ArrayList<>();
  final ErrnoCounts errors = new ErrnoCounts();
  boolean noMemory;

  /** How many buffers lay outside of the heap. */
  int outside;

  int received;

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  TcpTunnel tunnel(int acceptedMax, int hostMax) {
    return tunnel(acceptedMax, hostMax, UnaryOperator.identity());
  }

  TcpTunnel tunnel(int acceptedMax, int hostMax, UnaryOperator<TcpDoor.Acceptor> acceptor) {
    return new TcpTunnel(LOOPBACK, PATIENT, acceptedMax, hostMax, this::allocate, acceptor, errors);
  }

  ByteBuffer allocate(int bytes) {
    if (noMemory) {
      throw new OutOfMemoryError("as planned");
    }
    large.add(bytes);
    ByteBuffer made = TcpBuffers.larger(bytes);
    outside += made.isDirect() ? 1 : 0;
    return made;
  }

  Socket connect(TcpTunnel to, byte[] first) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.connect(to.localAddress());
    socket.setTcpNoDelay(true);
    socket.getOutputStream().write(first);
    return socket;
  }

  static UdpAddress address(Socket socket) {
    return UdpAddress.of((InetSocketAddress) socket.getLocalSocketAddress());
  }

  void until(TcpTunnel at, BooleanSupplier done) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!done.getAsBoolean()) {
      int messages = at.receive(batch);
      for (int i = 0; i < messages; i++) {
        received += (batch.bytes(i) + batch.datagramBytes(i) - 1) / batch.datagramBytes(i);
      }
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
    }
  }

  static byte[] datagram(int bytes) {
    return ByteBuffer.allocate(2 + bytes).putShort((short) bytes).array();
  }

  static byte[] greetingWith(byte[] datagram) {
    return ByteBuffer.allocate(PREFACE.length + datagram.length).put(PREFACE).put(datagram).array();
  }
}

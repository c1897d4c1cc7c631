package dev.faultline.bench.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** The server behind the proxies, and what clients do; in one JVM, apart from the proxy's. */
final class Peers implements AutoCloseable {
  private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PONG = "+PONG\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int BLOCK = 64 << 10;
  private static final LongAdder SWALLOWED = new LongAdder();

  private final ServerSocket answering = listen(Peers::answer);
  private final ServerSocket swallowing = listen(Peers::swallow);

  private interface Service {
    void serve(Socket socket) throws IOException;
  }

  private static ServerSocket listen(Service service) {
    try {
      ServerSocket listening = new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress());
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            while (!listening.isClosed()) {
              try {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                Thread.startVirtualThread(() -> serve(service, socket));
              } catch (IOException e) {
                return;
              }
            }
          });
      return listening;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void serve(Service service, Socket socket) {
    try (socket) {
      service.serve(socket);
    } catch (IOException e) {
      // The client has gone.
      assert e != null;
    }
  }

  /** Answers each PING of Redis' protocol, as Redis does. */
  private static void answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    byte[] buffer = new byte[BLOCK];
    int pending = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      pending += count;
      int requests = pending / PING.length;
      pending %= PING.length;
      byte[] answers = new byte[requests * PONG.length];
      for (int i = 0; i < requests; i++) {
        System.arraycopy(PONG, 0, answers, i * PONG.length, PONG.length);
      }
      out.write(answers);
    }
  }

  private static void swallow(Socket socket) throws IOException {
    byte[] buffer = new byte[4 * BLOCK];
    InputStream in = socket.getInputStream();
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      SWALLOWED.add(count);
    }
  }

  int answeringPort() {
    return answering.getLocalPort();
  }

  int swallowingPort() {
    return swallowing.getLocalPort();
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Megabytes a second of one connection in one direction. */
  static double bulk(int port, long nanos) {
    try (Socket socket = connect(port)) {
      byte[] block = new byte[BLOCK];
      OutputStream out = socket.getOutputStream();
      long before = SWALLOWED.sum();
      long began = System.nanoTime();
      while (System.nanoTime() - began < nanos) {
        out.write(block);
      }
      return (SWALLOWED.sum() - before) * 1e3 / (System.nanoTime() - began);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Requests a second of so many connections, each with {@code depth} requests at a time. */
  static double requests(int port, int connections, int depth, long nanos) {
    byte[] requests = new byte[depth * PING.length];
    for (int i = 0; i < depth; i++) {
      System.arraycopy(PING, 0, requests, i * PING.length, PING.length);
    }
    return together(
        connections,
        nanos,
        (end, count) -> {
          try (Socket socket = connect(port)) {
            while (System.nanoTime() < end) {
              socket.getOutputStream().write(requests);
              if (socket.getInputStream().readNBytes(depth * PONG.length).length
                  < depth * PONG.length) {
                throw new IOException("the connection has ended early");
              }
              count.add(depth);
            }
          }
        });
  }

  /** Connections a second, each with one request. */
  static double connections(int port, long nanos) {
    return together(
        8,
        nanos,
        (end, count) -> {
          while (System.nanoTime() < end) {
            roundTrip(port);
            count.increment();
          }
        });
  }

  private static void roundTrip(int port) throws IOException {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(PING);
      socket.getInputStream().readNBytes(PONG.length);
    }
  }

  private interface Load {
    void run(long endNanos, LongAdder count) throws IOException;
  }

  private static double together(int threads, long nanos, Load load) {
    LongAdder count = new LongAdder();
    long began = System.nanoTime();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          Thread.startVirtualThread(() -> {
            try {
              load.run(began + nanos, count);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }));
    }
    for (Thread thread : all) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return count.sum() * 1e9 / (System.nanoTime() - began);
  }

  /** Round trips of one connection in microseconds, sorted. */
  static double[] roundTripMicros(int port, int count) throws IOException {
    double[] micros = new double[count];
    try (Socket socket = connect(port)) {
      for (int i = -count / 4; i < count; i++) {
        long began = System.nanoTime();
        socket.getOutputStream().write(PING);
        socket.getInputStream().readNBytes(PONG.length);
        if (i >= 0) {
          micros[i] = (System.nanoTime() - began) / 1e3;
        }
      }
    }
    Arrays.sort(micros);
    return micros;
  }

  /** Kilobytes a second at which so many bytes arrive, from the first byte sent on. */
  static double kilobytesPerSecond(int port, int bytes) throws IOException {
    long before = SWALLOWED.sum();
    // Made before the clock starts: the system takes its time to hand out so much memory.
    byte[] block = new byte[bytes];
    try (Socket socket = connect(port)) {
      long began = System.nanoTime();
      socket.getOutputStream().write(block);
      while (SWALLOWED.sum() - before < bytes) {
        // To spin would take a core from the proxy and from the server.
        LockSupport.parkNanos(200_000);
      }
      return bytes * 1e6 / (System.nanoTime() - began);
    }
  }

  /** So many connections that do nothing; each has made one round trip. */
  static List<Socket> idle(int port, int count) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        Socket socket = connect(port);
        sockets.add(socket);
        socket.getOutputStream().write(PING);
        socket.getInputStream().readNBytes(PONG.length);
      }
    } catch (IOException e) {
      for (Socket socket : sockets) {
        socket.close();
      }
      throw e;
    }
    return sockets;
  }

  @Override
  public void close() throws IOException {
    answering.close();
    swallowing.close();
  }
}

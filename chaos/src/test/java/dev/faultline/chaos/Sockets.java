package dev.faultline.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** Peers on loopback for tests. */
final class Sockets {
  private Sockets() {}

  /** Something that a server does with each connection, on a thread of its own. */
  interface Service {
    void serve(Socket socket) throws IOException;
  }

  /** A server on a free port, until it is closed. */
  record Server(ServerSocket listening) implements AutoCloseable {
    String address() {
      return "127.0.0.1:" + listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  static Server serve(Service service) throws IOException {
    return serve(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), service);
  }

  /** The same on a socket that is there. */
  static Server serve(ServerSocket listening, Service service) {
    Thread.startVirtualThread(() -> {
      try {
        while (true) {
          Socket socket = listening.accept();
          Thread.startVirtualThread(() -> {
            try (socket) {
              service.serve(socket);
            } catch (IOException e) {
              // The test has cut it off.
              assert e != null;
            }
          });
        }
      } catch (IOException e) {
        // The test is over.
        assert e != null;
      }
    });
    return new Server(listening);
  }

  /** Sends back what comes, and then the end. */
  static Server echo() throws IOException {
    return serve(socket -> {
      socket.getInputStream().transferTo(socket.getOutputStream());
      socket.shutdownOutput();
    });
  }

  /**
   * Where nobody listens any more. Nobody ever accepted there: a thread that waits in accept keeps
   * a closed socket listening for a while.
   */
  static String addressOfNobody() throws IOException {
    try (Server gone = new Server(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()))) {
      return gone.address();
    }
  }

  /** Where clients of {@code proxy} connect to. */
  static InetSocketAddress connectable(Proxy proxy) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port());
  }

  static Socket connect(Proxy proxy) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    return socket;
  }

  static byte[] read(InputStream in, int length) throws IOException {
    return in.readNBytes(length);
  }

  static void with(Proxy proxy, Consumer<Socket> use) {
    try (Socket socket = connect(proxy)) {
      use.accept(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

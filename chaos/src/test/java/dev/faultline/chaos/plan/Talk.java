package dev.faultline.chaos.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A connection through each proxy of a plan in which a fault has begun, so that it is struck. */
final class Talk implements AutoCloseable {
  private final ServerSocket server;
  private final Map<String, Integer> ports = new TreeMap<>();
  private final List<Socket> open = new ArrayList<>();

  Talk() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /**
   * A line of a plan.
   *
   * @param ends behind a comma, or nothing
   */
  String proxy(String name, String ends) throws IOException {
    int port = PlanPlays.freePort();
    ports.put(name, port);
    return "  - {name: %s, listen: '127.0.0.1:%d', upstream: '127.0.0.1:%d'%s}\n"
        .formatted(name, port, server.getLocalPort(), ends);
  }

  /** Connects where a fault begins; the server has it then, and the proxy its toxic. */
  void hear(PlanEvent event) {
    String text = event.text();
    if (text.startsWith("proxy ") && !text.endsWith(" ends")) {
      String name = text.substring("proxy ".length(), text.indexOf(':'));
      try {
        open.add(
            new Socket(InetAddress.getLoopbackAddress(), Objects.requireNonNull(ports.get(name))));
        open.add(server.accept());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket one : open) {
      one.close();
    }
    server.close();
  }
}

package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A process that listens at a port, says which, and ends with its input. */
final class Listening {
  private Listening() {}

  public static void main(String[] args) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(socket.getLocalPort());
      int end = System.in.read();
      assert end < 0;
    }
  }
}

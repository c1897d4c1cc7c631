package dev.faultline.programs;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;

/** Sends each datagram back, with one packet for all. */
public final class UdpServer {
  private UdpServer() {}

  public static void main(String[] arguments) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[64], 64);
    try (DatagramSocket socket = new DatagramSocket(Integer.parseInt(arguments[0]))) {
      while (true) {
        socket.receive(packet);
        String text =
            new String(
                packet.getData(), packet.getOffset(), packet.getLength(), StandardCharsets.UTF_8);
        System.out.println("from " + packet.getSocketAddress() + ": " + text);
        socket.send(packet);
        if (text.equals("end")) {
          return;
        }
      }
    }
  }
}

package dev.faultline.programs;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/** A member of a group that says its name to all, and prints whom it heard. */
public final class Gossip {
  private static final int PORT = 4446;

  private Gossip() {}

  public static void main(String[] arguments) throws IOException {
    InetSocketAddress group = new InetSocketAddress(InetAddress.getByName("230.0.0.1"), PORT);
    TreeSet<String> heard = new TreeSet<>();
    try (MulticastSocket socket = new MulticastSocket(PORT)) {
      if (!arguments[0].equals("deaf")) {
        socket.joinGroup(group, null);
      }
      byte[] name = arguments[0].getBytes(StandardCharsets.UTF_8);
      socket.setSoTimeout(100);
      for (int round = 0; round < 5; round++) {
        socket.send(new DatagramPacket(name, name.length, group));
        DatagramPacket packet = new DatagramPacket(new byte[20], 20);
        try {
          while (true) {
            socket.receive(packet);
            heard.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
          }
        } catch (SocketTimeoutException e) {
          // The next round.
        }
      }
    }
    System.out.println("heard " + heard);
  }
}

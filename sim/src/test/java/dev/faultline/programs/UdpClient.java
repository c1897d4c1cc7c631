package dev.faultline.programs;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Sends lines to a server until each has come back, and tells it to end. */
public final class UdpClient {
  private UdpClient() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(200);
      socket.connect(InetAddress.getByName(arguments[0]), Integer.parseInt(arguments[1]));
      for (String line :
          new String[] {"a line that is rather long", "two", "a third line", "end"}) {
        while (!echoed(socket, line)) {
          Thread.sleep(50);
        }
        System.out.println("echoed " + line);
      }
    }
  }

  private static boolean echoed(DatagramSocket socket, String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    try {
      socket.send(new DatagramPacket(bytes, bytes.length));
      DatagramPacket answer = new DatagramPacket(new byte[100], 100);
      while (true) {
        socket.receive(answer);
        String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        if (text.equals(line)) {
          return true;
        }
        System.out.println("again " + text);
        answer.setLength(100);
      }
    } catch (SocketTimeoutException e) {
      System.out.println("lost " + line);
    } catch (PortUnreachableException e) {
      System.out.println("nobody there");
    }
    return false;
  }
}

package dev.faultline.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends lines and waits for each to come back. */
public final class EchoClient {
  private EchoClient() {}

  public static void main(String[] arguments) throws Exception {
    String host = arguments[0];
    int port = Integer.parseInt(arguments[1]);
    int lines = Integer.parseInt(arguments[2]);
    System.out.println(
        "I am " + InetAddress.getLocalHost() + ", to " + InetAddress.getByName(host));
    Socket socket = connect(host, port);
    socket.setSoTimeout(2_000);
    socket.setTcpNoDelay(true);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    OutputStream out = socket.getOutputStream();
    for (int i = 0; i < lines; i++) {
      try {
        out.write(
            ("line " + i + " of some length, so that reads may be partial\n")
                .getBytes(StandardCharsets.UTF_8));
        System.out.println("got " + in.readLine());
      } catch (IOException e) {
        System.out.println("failed: " + e.getClass().getSimpleName() + " " + e.getMessage());
        socket.close();
        socket = connect(host, port);
        socket.setSoTimeout(2_000);
        in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = socket.getOutputStream();
      }
      Thread.sleep(100);
    }
    byte[] large = new byte[300_000];
    large[large.length - 1] = '\n';
    Socket writing = socket;
    Thread writer =
        new Thread(() -> {
          try {
            writing.getOutputStream().write(large);
            writing.shutdownOutput();
          } catch (IOException e) {
            System.out.println("large failed: " + e.getMessage());
          }
        });
    writer.start();
    int read = 0;
    byte[] buffer = new byte[10_000];
    try {
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        read += n;
      }
    } catch (IOException e) {
      System.out.println("large failed: " + e.getMessage());
    }
    System.out.println("read " + read + ", local port " + socket.getLocalPort());
    socket.close();
    writer.join();
  }

  private static Socket connect(String host, int port) throws InterruptedException {
    while (true) {
      try {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(host, port), 1_000);
        return socket;
      } catch (IOException e) {
        System.out.println(
            "cannot connect: " + e.getClass().getSimpleName() + " " + e.getMessage());
        Thread.sleep(300);
      }
    }
  }
}

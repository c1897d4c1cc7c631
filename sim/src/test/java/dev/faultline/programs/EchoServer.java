package dev.faultline.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Echoes lines, with a thread for each connection. */
public final class EchoServer {
  private EchoServer() {}

  public static void main(String[] arguments) throws IOException {
    try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]))) {
      System.out.println("listens at " + server.getLocalPort());
      while (true) {
        Socket client = server.accept();
        System.out.println("accepted from " + client.getInetAddress().getHostName());
        new Thread(() -> serve(client)).start();
      }
    }
  }

  private static void serve(Socket client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      OutputStream out = client.getOutputStream();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
      System.out.println("end of " + client.getInetAddress().getHostName());
    } catch (IOException e) {
      System.out.println("lost: " + e.getMessage());
    }
  }
}

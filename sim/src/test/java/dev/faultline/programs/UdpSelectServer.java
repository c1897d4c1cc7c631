package dev.faultline.programs;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;

/** The same over a channel and a selector. */
public final class UdpSelectServer {
  private UdpSelectServer() {}

  public static void main(String[] arguments) throws IOException {
    try (Selector selector = Selector.open();
        DatagramChannel channel = DatagramChannel.open()) {
      channel.socket().bind(new InetSocketAddress(Integer.parseInt(arguments[0])));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      System.out.println("bound to " + channel.socket().getLocalSocketAddress());
      ByteBuffer buffer = ByteBuffer.allocate(64);
      String text = "";
      while (!text.equals("end")) {
        selector.select(key -> {
          // Looked at below.
        });
        SocketAddress from = channel.receive(buffer.clear());
        if (from != null) {
          text = StandardCharsets.UTF_8.decode(buffer.flip()).toString();
          System.out.println("from " + from + ": " + text);
          channel.send(buffer.rewind(), from);
        }
      }
    }
  }
}

package dev.faultline.programs;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;

/** Echoes bytes with one thread, a selector and channels that do not block. */
public final class SelectServer {
  private SelectServer() {}

  public static void main(String[] arguments) throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(Integer.parseInt(arguments[0])));
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    System.out.println("listens at " + server.getLocalAddress());
    while (true) {
      selector.select(500);
      for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
        SelectionKey key = keys.next();
        keys.remove();
        if (key.isAcceptable()) {
          SocketChannel client = server.accept();
          client.configureBlocking(false);
          client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(4_096));
          System.out.println("accepted");
        } else {
          echo(key);
        }
      }
    }
  }

  private static void echo(SelectionKey key) throws IOException {
    SocketChannel client = (SocketChannel) key.channel();
    ByteBuffer buffer = (ByteBuffer) key.attachment();
    try {
      if (key.isReadable() && client.read(buffer) < 0 && buffer.position() == 0) {
        System.out.println("end");
        client.close();
        return;
      }
      buffer.flip();
      client.write(buffer);
      buffer.compact();
      key.interestOps(
          (buffer.position() > 0 ? SelectionKey.OP_WRITE : 0)
              | (buffer.hasRemaining() ? SelectionKey.OP_READ : 0));
    } catch (IOException e) {
      System.out.println("lost: " + e.getMessage());
      client.close();
    }
  }
}

package dev.faultline.chaos.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A process that sends much through a proxy, and says which congestion control the proxy's socket
 * to the server has then; or "unknown" where it may not ask.
 */
final class PacingProbe {
  private static final int TCP = 6;
  private static final int CONGESTION = 13;
  private static final int DESCRIPTORS = 400;

  private PacingProbe() {}

  /** No arguments. */
  public static void main(String[] args) throws Throwable {
    try (ServerSocket sink = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT)) {
      int port = server.create(ProxySpec.to("p", "127.0.0.1:" + sink.getLocalPort())).port();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
          Socket accepted = sink.accept()) {
        awaitSearch(sink);
        carry(client, accepted.getInputStream());
        System.out.println(
            PacingProbe.class.getModule().isNativeAccessEnabled()
                ? algorithmOfSocketTo(sink.getLocalPort())
                : "unknown");
      }
    }
  }

  private static void awaitSearch(ServerSocket any) throws Exception {
    try (SocketChannel unused = SocketChannel.open(any.getLocalSocketAddress());
        Socket accepted = any.accept()) {
      assert accepted != null;
      while (!Pacing.endFor(unused)) {
        Thread.onSpinWait();
      }
    }
  }

  /** So much at a time that the proxy reads full chunks. */
  private static void carry(Socket client, InputStream received) throws Exception {
    byte[] block = new byte[32 << 20];
    Thread sender =
        Thread.startVirtualThread(() -> {
          try {
            client.getOutputStream().write(block);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    received.skipNBytes(block.length);
    sender.join();
  }

  private static String algorithmOfSocketTo(int port) throws Throwable {
    FunctionDescriptor getting =
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    MethodHandle getsockopt = handle("getsockopt", getting);
    MethodHandle getpeername =
        handle("getpeername", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(128, 8);
      MemorySegment length = arena.allocate(JAVA_INT);
      for (int fd = 0; fd < DESCRIPTORS; fd++) {
        length.set(JAVA_INT, 0, 128);
        int known = (int) getpeername.invokeExact(fd, bytes, length);
        if (known != 0 || Short.reverseBytes(bytes.get(JAVA_SHORT, 2)) != (short) port) {
          continue;
        }
        length.set(JAVA_INT, 0, 16);
        int got = (int) getsockopt.invokeExact(fd, TCP, CONGESTION, bytes, length);
        if (got == 0) {
          byte[] name = bytes.asSlice(0, 16).toArray(ValueLayout.JAVA_BYTE);
          return new String(name, StandardCharsets.US_ASCII).replaceFirst("\0.*", "");
        }
      }
      return "not found";
    }
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
  }
}

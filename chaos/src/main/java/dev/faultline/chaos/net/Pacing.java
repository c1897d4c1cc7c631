package dev.faultline.chaos.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where Linux paces what its sockets send (BBR), a peer on the same machine gets much less than it
 * could take, and the pauses spare no network. A socket to such a peer is switched to Reno, which
 * every Linux has and which sends as soon as there is room. Thread-safe.
 *
 * <p>The JDK has no such option, so this needs native access and the descriptor of a channel, which
 * {@code --add-exports java.base/sun.nio.ch} opens. If either is missing, and on other systems,
 * nothing changes.
 */
final class Pacing {
  private static final Path DEFAULT = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

  /** {@code IPPROTO_TCP} and {@code TCP_CONGESTION} of Linux, the same on all its machines. */
  private static final int TCP = 6;

  private static final int CONGESTION = 13;

  /** What the first caller begins to look for, on a thread that holds up nobody. */
  private static final class Search {
    static final CompletableFuture<Optional<Pacing>> FOUND = new CompletableFuture<>();

    static {
      Thread.ofPlatform()
          .daemon()
          .name("faultline-proxy-pacing")
          .start(() -> FOUND.complete(find()));
    }

    private Search() {}
  }

  private final MethodHandle descriptor;
  private final MethodHandle setsockopt;
  private final MemorySegment reno = Arena.global().allocateFrom("reno", StandardCharsets.US_ASCII);

  private Pacing(MethodHandle descriptor, MethodHandle setsockopt) {
    this.descriptor = descriptor;
    this.setsockopt = setsockopt;
  }

  /**
   * Has {@code channel} send without pauses, if its peer is on this machine. Returns whether that
   * is settled; where not, it is to be asked again later. Never waits.
   */
  static boolean endFor(SocketChannel channel) {
    Optional<Pacing> found = Search.FOUND.getNow(null);
    if (found == null) {
      return false;
    }
    found.ifPresent(pacing -> pacing.end(channel));
    return true;
  }

  private void end(SocketChannel channel) {
    if (!channel.socket().getInetAddress().isLoopbackAddress()) {
      return;
    }
    try {
      int fd = (int) descriptor.invoke(channel);
      // A refusal leaves the socket as it was, which works too.
      int refused = (int) setsockopt.invokeExact(fd, TCP, CONGESTION, reno, 4);
      assert refused <= 0;
    } catch (Throwable e) {
      throw new AssertionError("setsockopt cannot be called", e);
    }
  }

  private static Optional<Pacing> find() {
    if (!defaultPaces() || !Pacing.class.getModule().isNativeAccessEnabled()) {
      return Optional.empty();
    }
    @Nullable MethodHandle descriptor = descriptor();
    Linker linker = Linker.nativeLinker();
    return descriptor == null
        ? Optional.empty()
        : linker
            .defaultLookup()
            .find("setsockopt")
            .map(symbol ->
                linker.downcallHandle(
                    symbol,
                    FunctionDescriptor.of(
                        JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT)))
            .map(call -> new Pacing(descriptor, call));
  }

  private static boolean defaultPaces() {
    try {
      return Files.readString(DEFAULT).startsWith("bbr");
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable MethodHandle descriptor() {
    try {
      Class<?> selectable = Class.forName("sun.nio.ch.SelChImpl");
      return MethodHandles.lookup().unreflect(selectable.getMethod("getFDVal"));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}

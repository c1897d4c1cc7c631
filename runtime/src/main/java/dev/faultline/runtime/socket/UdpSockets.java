package dev.faultline.runtime.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.faultline.runtime.udp.UdpException;
import dev.faultline.runtime.udp.UdpOptions;
import java.net.InetSocketAddress;

/** Opens UDP sockets. */
public final class UdpSockets {
  private UdpSockets() {}

  /**
   * Opens a socket.
   *
   * @param bind the address to listen at; port 0 selects a free port
   * @throws UdpException if the address is in use, unknown or not this machine's, or if the options
   *     ask for a native socket and this machine cannot have one
   */
  public static UdpSocket open(InetSocketAddress bind, UdpOptions options) {
    if (bind.isUnresolved()) {
      throw new UdpException("unknown host '" + bind.getHostString() + "': cannot bind to it");
    }
    return switch (options.backend()) {
      case CHANNEL -> new ChannelUdpSocket(bind, options);
      case TCP -> new TcpTunnel(bind, new ErrnoCounts());
      case FASTEST_OR_TCP -> FallbackSocket.open(bind, options);
      case NATIVE -> {
        String missing = whyNotNative();
        if (!missing.isEmpty()) {
          throw new UdpException("no native UDP sockets here: " + missing);
        }
        yield new NativeUdpSocket(bind, options);
      }
      case FASTEST ->
          whyNotNative().isEmpty()
              ? new NativeUdpSocket(bind, options)
              : new ChannelUdpSocket(bind, options);
    };
  }

  /** Why this machine cannot use native sockets; empty if it can. */
  static String whyNotNative() {
    // Does not use Posix, whose initialisation fails where the JVM may not make system calls.
    if (!System.getProperty("os.name", "").equals("Linux") || ADDRESS.byteSize() != 8) {
      return "they need 64-bit Linux";
    }
    return NativeProbe.MISSING;
  }

  /**
   * Links the system calls once. Fails if the C library lacks one of them or the JVM forbids it.
   */
  private static final class NativeProbe {
    static final String MISSING = probe();

    private static String probe() {
      try {
        return Posix.ERRNO_LAYOUT.byteSize() > 0 ? "" : "no errno";
      } catch (UnsupportedOperationException | IllegalCallerException | LinkageError e) {
        Throwable cause =
            e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
        return "the C library's calls cannot be linked: " + cause;
      }
    }
  }
}

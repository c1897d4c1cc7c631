package dev.faultline.hook;

import java.net.DatagramSocketImplFactory;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/** The doors of the JDK's network: behind them programs find what their world has. */
public final class ProgramNet {
  private ProgramNet() {}

  /** What is behind a new socket; null outside programs. */
  public static @Nullable SocketImpl socket(boolean server) {
    Program program = Program.current();
    return program == null ? null : program.socket(server);
  }

  /** What makes what is behind sockets of datagrams: in programs their world does. */
  public static @Nullable DatagramSocketImplFactory datagramSockets(
      @Nullable DatagramSocketImplFactory outside) {
    Program program = Program.current();
    return program == null ? outside : program::datagramSocket;
  }

  /**
   * In place of whether a server's implementation is the JDK's own, which makes those of the
   * connections that it accepts.
   */
  public static boolean isOwn(boolean outside) {
    return outside || Program.current() != null;
  }

  /** Where channels and selectors come from; null outside programs. */
  public static @Nullable SelectorProvider selectors() {
    Program program = Program.current();
    return program == null ? null : program.selectors();
  }

  /** The addresses that a name has; null outside programs. */
  public static InetAddress @Nullable [] addresses(String name) throws UnknownHostException {
    Program program = Program.current();
    return program == null ? null : program.addresses(name);
  }

  /** The name that an address has; null outside programs. */
  public static @Nullable String name(InetAddress address) {
    Program program = Program.current();
    return program == null ? null : program.name(address);
  }

  /** The address of the program's machine; null outside programs. */
  public static @Nullable InetAddress localHost() {
    Program program = Program.current();
    return program == null ? null : program.localHost();
  }
}

package dev.faultline.runtime.socket;

import dev.faultline.runtime.udp.UdpException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/** What the sockets that are made of the JDK's channels have in common. */
final class Channels {
  private Channels() {}

  /**
   * Names why a channel could not be opened, and closes what was opened of it.
   *
   * @param what could not be done, up to the address
   */
  static UdpException refused(
      String what, InetSocketAddress bind, @Nullable AutoCloseable opening, Exception e) {
    closeQuietly(opening);
    String message = String.valueOf(e.getMessage());
    String why =
        e instanceof BindException && message.contains("in use")
            ? Posix.explain(Posix.EADDRINUSE)
            : message;
    return new UdpException(what + " " + bind + ": " + why, e);
  }

  /** Closes what is not needed any more, or never came to be; whether that works is no news. */
  static void closeQuietly(@Nullable AutoCloseable channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (Exception e) {
      // The failure that is being reported came first.
    }
  }

  /** Waits as {@link UdpSocket#await} does, for the channels of this selector. */
  static void await(Selector selector, long timeoutNanos, InetSocketAddress local) {
    try {
      if (timeoutNanos <= 0) {
        selector.selectNow();
      } else {
        selector.select((timeoutNanos + 999_999) / 1_000_000);
      }
      selector.selectedKeys().clear();
    } catch (IOException e) {
      throw new UdpException("cannot wait at " + local, e);
    }
  }
}

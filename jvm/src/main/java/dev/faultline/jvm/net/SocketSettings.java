package dev.faultline.jvm.net;

import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a socket. Time-outs and lingering count; the others are remembered, and change
 * nothing that a program could see here.
 */
final class SocketSettings {
  private final Map<SocketOption<?>, Object> values = new LinkedHashMap<>();
  private int timeoutMillis;

  SocketSettings(boolean isServer) {
    values.put(StandardSocketOptions.SO_RCVBUF, Stream.WINDOW);
    values.put(StandardSocketOptions.SO_REUSEADDR, isServer);
    values.put(StandardSocketOptions.SO_REUSEPORT, false);
    if (!isServer) {
      values.put(StandardSocketOptions.SO_SNDBUF, Stream.WINDOW);
      values.put(StandardSocketOptions.SO_KEEPALIVE, false);
      values.put(StandardSocketOptions.SO_LINGER, -1);
      values.put(StandardSocketOptions.TCP_NODELAY, false);
      values.put(StandardSocketOptions.IP_TOS, 0);
    }
  }

  Set<SocketOption<?>> supported() {
    return new LinkedHashSet<>(values.keySet());
  }

  int timeoutMillis() {
    return timeoutMillis;
  }

  /** Whether closing drops what was written and tells the peer so. */
  boolean resetsAtClose() {
    return Integer.valueOf(0).equals(values.get(StandardSocketOptions.SO_LINGER));
  }

  <T> void set(SocketOption<T> option, @Nullable T value) {
    require(option);
    if (value == null) {
      throw new IllegalArgumentException("no value for " + option);
    }
    values.put(option, value);
  }

  @SuppressWarnings("unchecked") // Only values of the option's type are put.
  <T> @Nullable T get(SocketOption<T> option) {
    require(option);
    return (T) values.get(option);
  }

  private void require(SocketOption<?> option) {
    if (!values.containsKey(option)) {
      throw new UnsupportedOperationException("'" + option + "' not supported");
    }
  }

  // --- the older way to say the same ---

  private static @Nullable SocketOption<?> modern(int option) {
    return switch (option) {
      case SocketOptions.SO_RCVBUF -> StandardSocketOptions.SO_RCVBUF;
      case SocketOptions.SO_SNDBUF -> StandardSocketOptions.SO_SNDBUF;
      case SocketOptions.SO_REUSEADDR -> StandardSocketOptions.SO_REUSEADDR;
      case SocketOptions.SO_REUSEPORT -> StandardSocketOptions.SO_REUSEPORT;
      case SocketOptions.SO_KEEPALIVE -> StandardSocketOptions.SO_KEEPALIVE;
      case SocketOptions.SO_LINGER -> StandardSocketOptions.SO_LINGER;
      case SocketOptions.TCP_NODELAY -> StandardSocketOptions.TCP_NODELAY;
      case SocketOptions.IP_TOS -> StandardSocketOptions.IP_TOS;
      default -> null;
    };
  }

  void set(int option, Object value) throws SocketException {
    SocketOption<?> known = modern(option);
    if (option == SocketOptions.SO_TIMEOUT) {
      timeoutMillis = (Integer) value;
    } else if (option == SocketOptions.SO_LINGER && value.equals(false)) {
      values.put(StandardSocketOptions.SO_LINGER, -1);
    } else if (known != null) {
      values.put(known, value);
    } else if (option != SocketOptions.SO_OOBINLINE || !value.equals(false)) {
      throw new SocketException("Unknown option " + option);
    }
  }

  @Nullable Object get(int option) throws SocketException {
    SocketOption<?> known = modern(option);
    if (option == SocketOptions.SO_TIMEOUT) {
      return timeoutMillis;
    }
    if (option == SocketOptions.SO_OOBINLINE) {
      return false;
    }
    Object value = known == null ? null : values.get(known);
    if (value == null) {
      throw new SocketException("Unknown option " + option);
    }
    return value;
  }
}

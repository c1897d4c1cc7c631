package dev.faultline.chaos;

import java.util.Locale;
import java.util.Optional;

/** The protocol that a proxy forwards. */
public enum Protocol {
  /** TCP connections. */
  TCP,
  /** UDP datagrams. */
  UDP,
  /** HTTP/1.1 over TCP. */
  HTTP;

  /** The name in the HTTP interface. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The protocol of this name. */
  public static Optional<Protocol> named(String text) {
    for (Protocol protocol : values()) {
      if (protocol.text().equals(text)) {
        return Optional.of(protocol);
      }
    }
    return Optional.empty();
  }
}

package dev.faultline.chaos;

import java.util.Locale;
import java.util.Optional;

/** What a proxy carries. */
public enum Protocol {
  /** Connections. */
  TCP,
  /** Datagrams. */
  UDP,
  /** Connections that carry requests and answers of HTTP/1.1. */
  HTTP;

  /** As the interface spells it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of this name. */
  public static Optional<Protocol> named(String text) {
    for (Protocol protocol : values()) {
      if (protocol.text().equals(text)) {
        return Optional.of(protocol);
      }
    }
    return Optional.empty();
  }
}

package dev.faultline.mount.control;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parameters of a request. */
final class Query {
  private Query() {}

  /**
   * By name.
   *
   * @throws IllegalArgumentException if one is given twice
   */
  static Map<String, String> of(@Nullable String raw) {
    Map<String, String> parameters = new TreeMap<>();
    if (raw == null || raw.isEmpty()) {
      return parameters;
    }
    for (String part : raw.split("&")) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value =
          equals < 0 ? "" : URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8);
      if (parameters.put(name, value) != null) {
        throw new IllegalArgumentException("parameter " + name + " is given twice");
      }
    }
    return parameters;
  }
}

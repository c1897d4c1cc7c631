package dev.faultline.check.read;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;

/** What tags and namespaces make of a value. */
final class EdnTags {

  private EdnTags() {}

  /** A tagged value; instants and UUIDs in one form each, so that equal ones are equal. */
  static Object of(String tag, Object value) {
    if (tag.equals("uuid") && value instanceof String text) {
      return new Tagged(tag, text.toLowerCase(Locale.ROOT));
    }
    if (tag.equals("inst") && value instanceof String text) {
      try {
        return new Tagged(tag, OffsetDateTime.parse(text).toInstant().toString());
      } catch (DateTimeException e) {
        return new Tagged(tag, text); // A date without a time, which is equal only to itself.
      }
    }
    return new Tagged(tag, value);
  }

  /** A key of {@code #:namespace{…}}: names without a namespace get it, {@code _} is none. */
  static Object inNamespace(String namespace, Object key) {
    if (namespace.isEmpty()) {
      return key;
    }
    return switch (key) {
      case Keyword(String name) -> new Keyword(qualified(namespace, name));
      case Symbol(String name) -> new Symbol(qualified(namespace, name));
      default -> key;
    };
  }

  private static String qualified(String namespace, String name) {
    if (name.startsWith("_/")) {
      return name.substring(2);
    }
    return name.indexOf('/') > 0 ? name : namespace + "/" + name;
  }
}

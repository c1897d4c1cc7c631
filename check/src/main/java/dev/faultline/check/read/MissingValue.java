package dev.faultline.check.read;

import java.util.Map;
import java.util.Set;

/**
 * Events without {@code :value}. It is nil; but where there is something else under a name that
 * nobody knows, that may be what was written or read, and a check would pass over all of it.
 */
final class MissingValue {

  /** Names that are about the event, and not about what it does. */
  private static final Set<String> ABOUT_THE_EVENT =
      Set.of(
          "process",
          "type",
          "f",
          "key",
          "index",
          "time",
          "timestamp",
          "ts",
          "clock-time",
          "error",
          "exception",
          "node",
          "thread",
          "client",
          "session",
          "latency",
          "debug",
          "link",
          "id");

  private static final Set<String> READS =
      Set.of(
          "read",
          "get",
          "contains",
          "add-and-get",
          "dequeue",
          "take",
          "pop",
          "poll",
          "delete-min",
          "drain",
          "txn");

  private static final Set<String> WITHOUT_ARGUMENT =
      Set.of(
          "read",
          "get",
          "dequeue",
          "take",
          "pop",
          "poll",
          "delete-min",
          "drain",
          "acquire",
          "release");

  private MissingValue() {}

  /** Refuses an event whose value counts, if it may be under another name. */
  static void requireNone(String file, int line, String type, String f, Map<?, ?> event)
      throws MalformedHistoryException {
    boolean counts =
        switch (type) {
          case "invoke" -> !WITHOUT_ARGUMENT.contains(f);
          case "ok" -> READS.contains(f);
          default -> false;
        };
    if (!counts) {
      return;
    }
    for (Object key : event.keySet()) {
      String name = key instanceof Keyword(String keyword) ? keyword : key.toString();
      if (!ABOUT_THE_EVENT.contains(name)) {
        throw new MalformedHistoryException(
            file,
            line,
            f
                + " has no :value, but "
                + key
                + "; if that is the value, name it :value; otherwise add :value nil");
      }
    }
  }
}

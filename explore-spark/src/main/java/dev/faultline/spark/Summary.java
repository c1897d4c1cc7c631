package dev.faultline.spark;

import dev.faultline.explore.campaign.Part;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a campaign took of Spark. Used by one thread. */
final class Summary {
  /** Executors that have answered, with their hosts. */
  private final Map<String, String> executors = new LinkedHashMap<>();

  private final long driverNanosBefore = driverNanos();
  private int spans;
  private int checked;
  private int worlds;
  private long bytes;
  private long sent;
  private long shipped;
  private boolean told;
  private long workedNanos;

  private static long driverNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** A span was cut. */
  void sends(Span span) {
    spans++;
    sent += span.recipe().length;
    told |= span.recipe().length > 0;
  }

  /** One came back. */
  void hears(Reply reply) {
    executors.put(reply.executor(), reply.host());
    bytes += reply.part().length + reply.shown().length;
  }

  /** A partition of a search whose states executors keep has tried what its states have. */
  void hears(LevelReply.Told reply) {
    executors.put(reply.executor(), reply.host());
    spans++;
    bytes += reply.bytes().length;
    shipped += reply.shipped();
    workedNanos += reply.nanos();
  }

  /** Its worlds count, as far as is known now. */
  void counts(Reply reply, Part part) {
    workedNanos += reply.nanos();
    worlds += part.worlds();
  }

  /** It was run a second time. */
  void checks(Reply reply, CrossChecks.First first) {
    checked += reply.executor().equals(first.executor()) ? 0 : 1;
  }

  Map<String, String> executors() {
    return executors;
  }

  /** One line for people; {@code bench/run spark} reads it. */
  String text() {
    return String.format(
        Locale.ROOT,
        "spark: %d worlds in %d ranges on %d executors, %d ranges run twice, %d bytes received%s;"
            + " executors worked %.2f s, the driver took %.2f ms of processor time a range",
        worlds,
        spans,
        executors.size(),
        checked,
        bytes,
        (told ? ", " + sent + " bytes of the search sent" : "")
            + (shipped == 0 ? "" : ", " + shipped + " bytes of states between executors"),
        workedNanos / 1e9,
        (driverNanos() - driverNanosBefore) / 1e6 / Math.max(1, spans));
  }
}

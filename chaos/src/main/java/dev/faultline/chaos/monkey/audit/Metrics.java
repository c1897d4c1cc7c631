package dev.faultline.chaos.monkey.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The audit log as metrics in Prometheus's text format, for a node exporter's text files. */
public final class Metrics {
  private static final String ATTEMPTS = "faultline_monkey_events_total";
  private static final String LAST = "faultline_monkey_last_termination_timestamp_seconds";

  private static final AtomicLong WRITES = new AtomicLong();

  private Metrics() {}

  /** The text of the metrics. */
  public static String text(List<AuditRecord> records) {
    SortedMap<String, Long> counts = new TreeMap<>();
    SortedMap<String, Double> last = new TreeMap<>();
    for (AuditRecord one : records) {
      String group = "group=\"" + escaped(one.group()) + "\"";
      counts.merge(
          "%s{%s,event=\"%s\",leashed=\"%s\"}"
              .formatted(ATTEMPTS, group, one.event().text(), one.leashed()),
          1L,
          Long::sum);
      if (one.event() == AuditRecord.Event.DONE && !one.leashed()) {
        last.merge(LAST + "{" + group + "}", one.at().toEpochMilli() / 1e3, Math::max);
      }
    }
    StringBuilder text = new StringBuilder();
    text.append("# HELP " + ATTEMPTS + " Records of the audit log.\n");
    text.append("# TYPE " + ATTEMPTS + " counter\n");
    counts.forEach((name, count) -> text.append(name + " " + count + "\n"));
    text.append("# HELP " + LAST + " When a group was last struck.\n");
    text.append("# TYPE " + LAST + " gauge\n");
    last.forEach((name, at) -> text.append(name + String.format(Locale.ROOT, " %.3f\n", at)));
    return text.toString();
  }

  /** Replaces a file, so that no reader sees half of it. */
  public static void write(Path file, List<AuditRecord> records) throws IOException {
    Path whole = file.toAbsolutePath();
    Files.createDirectories(whole.getParent());
    // A name of its own: other runs write the same metrics at the same time.
    Path fresh =
        whole.resolveSibling(
            "%s.%d-%d.new"
                .formatted(
                    whole.getFileName(), ProcessHandle.current().pid(), WRITES.incrementAndGet()));
    try {
      Files.writeString(fresh, text(records));
      Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}

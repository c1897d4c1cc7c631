package dev.faultline.cli.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A measurement's rows as lines of text, a block for each setup. */
public final class MeasurementText {
  private MeasurementText() {}

  /**
   * The lines, with ratios to each block's first row; first of all how each contestant was
   * configured.
   */
  public static List<String> lines(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    rows.stream()
        .map(row -> String.format(Locale.ROOT, "%-18s %s", row.contestant(), row.configuration()))
        .distinct()
        .forEach(lines::add);
    Row first = null;
    for (Row row : rows) {
      if (first == null || !first.setup().equals(row.setup())) {
        first = row;
        lines.add("%d bytes, loss %s".formatted(row.setup().messageBytes(), row.setup().loss()));
      }
      lines.add(row.text(first) + inSyncs(row, rows));
    }
    return lines;
  }

  /** How many syncs a durable round trip takes as long as, where one was measured with it. */
  private static String inSyncs(Row row, List<Row> rows) {
    return rows.stream()
        .filter(sync -> sync.contestant().startsWith(DiskSync.NAME))
        .filter(sync -> sync.setup().equals(row.setup()))
        .filter(sync -> !row.contestant().startsWith(DiskSync.NAME))
        .filter(sync -> sync.roundTrips().getTotalCount() > 0)
        .filter(sync -> row.roundTrips().getTotalCount() > 0)
        .map(sync ->
            String.format(
                Locale.ROOT,
                "; in %s: handed over %.2f, round trip %.2f",
                sync.contestant(),
                row.handedOver().getValueAtPercentile(50) / 1e3 / sync.micros(50),
                row.micros(50) / sync.micros(50)))
        .collect(Collectors.joining());
  }
}

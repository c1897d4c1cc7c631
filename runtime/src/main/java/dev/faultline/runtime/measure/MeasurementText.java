package dev.faultline.runtime.measure;

import java.util.ArrayList;
import java.util.List;

/** A measurement's rows as lines of text, a block for each setup. */
public final class MeasurementText {
  private MeasurementText() {}

  /** The lines, with ratios to each block's first row. */
  public static List<String> lines(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    Row first = null;
    for (Row row : rows) {
      if (first == null || !first.setup().equals(row.setup())) {
        first = row;
        lines.add("%d bytes, loss %s".formatted(row.setup().messageBytes(), row.setup().loss()));
      }
      lines.add(row.text(first));
    }
    return lines;
  }
}

package dev.faultline.cli;

import java.util.Locale;

/** Shapes of drawings, whose looks follow from their classes. */
final class Svg {
  private Svg() {}

  static String line(String kind, double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT,
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
        kind,
        x1,
        y1,
        x2,
        y2);
  }

  /**
   * A text.
   *
   * @param anchor which end of it is at {@code x}: start, middle or end
   */
  static String text(double x, double y, String anchor, String kind, String text) {
    return String.format(
        Locale.ROOT,
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        kind,
        x,
        y,
        anchor,
        PlanPage.escaped(text));
  }

  /** A rectangle that tells its title where it is pointed at. */
  static String rect(String kind, double x, double y, double wide, double high, String title) {
    return String.format(
        Locale.ROOT,
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
            + " height=\"%.1f\"><title>%s</title></rect>%n",
        kind,
        x,
        y,
        wide,
        high,
        PlanPage.escaped(title));
  }
}

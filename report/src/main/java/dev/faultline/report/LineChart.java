package dev.faultline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** A line that only rises, as SVG for a page: how much of something there was, and when. */
final class LineChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 240;
  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int TOP = 14;
  private static final int BOTTOM = 44;
  private static final int TICKS = 4;

  /** More points than this cannot be told apart. */
  private static final int MOST_POINTS = 300;

  record Point(double x, double y) {}

  private final String title;
  private final String xName;
  private final List<Point> points;
  private final DoubleFunction<String> xText;
  private final double xEnd;
  private final double yEnd;
  private final List<Point> marks;

  /**
   * A chart.
   *
   * @param title what it shows, in a sentence, for those who cannot see it
   * @param points in the order of x; both numbers are 0 or more
   * @param xText how people read a number of the axis
   * @param marks that stand out on the line
   */
  LineChart(
      String title,
      String xName,
      List<Point> points,
      DoubleFunction<String> xText,
      List<Point> marks) {
    this.title = title;
    this.xName = xName;
    this.points = thinned(points);
    this.xText = xText;
    this.marks = marks;
    this.xEnd = Math.max(1e-9, points.isEmpty() ? 0 : points.getLast().x());
    double highest = points.stream().mapToDouble(Point::y).max().orElse(0);
    this.yEnd = Math.max(1, TICKS * step(highest / TICKS));
  }

  private static List<Point> thinned(List<Point> points) {
    if (points.size() <= MOST_POINTS) {
      return points;
    }
    List<Point> kept = new ArrayList<>();
    for (int i = 0; i < MOST_POINTS; i++) {
      kept.add(points.get((int) ((long) i * (points.size() - 1) / (MOST_POINTS - 1))));
    }
    return kept;
  }

  /** The next of 1, 2, 2.5, 5, 10 … */
  private static double step(double least) {
    if (least <= 1) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  void addTo(Html html) {
    html.add("<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\">".formatted(WIDTH, HEIGHT));
    html.element("title", title);
    double tick = yEnd / TICKS;
    for (int i = 0; i <= TICKS; i++) {
      if (tick * i != Math.rint(tick * i)) {
        continue;
      }
      html.add(line("grid", x(0), y(tick * i), x(xEnd), y(tick * i)));
      html.add(label(LEFT - 8, y(tick * i) + 4, "end", number(tick * i)));
    }
    for (int i = 0; i <= TICKS; i++) {
      double at = xEnd * i / TICKS;
      String anchor = i == 0 ? "start" : i == TICKS ? "end" : "middle";
      html.add(label(x(at), HEIGHT - BOTTOM + 18, anchor, Html.escaped(xText.apply(at))));
    }
    html.add(label((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", Html.escaped(xName)));
    area(html);
    for (Point mark : marks) {
      html.add(
          String.format(
              Locale.ROOT,
              "<circle class=\"mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>",
              x(mark.x()),
              y(mark.y())));
    }
    html.add("</svg>\n");
  }

  private void area(Html html) {
    if (points.isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.isEmpty() ? 'M' : 'L')
          .append(String.format(Locale.ROOT, "%.1f %.1f", x(point.x()), y(point.y())));
    }
    String close =
        String.format(
            Locale.ROOT,
            "L%.1f %.1fL%.1f %.1fZ",
            x(points.getLast().x()),
            y(0),
            x(points.getFirst().x()),
            y(0));
    html.add("<path class=\"area\" d=\"" + path + close + "\"/>");
    html.add("<path class=\"line\" d=\"" + path + "\"/>");
  }

  private double x(double value) {
    return LEFT + value / xEnd * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - value / yEnd * (HEIGHT - BOTTOM - TOP);
  }

  private static String line(String kind, double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT,
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        kind,
        x1,
        y1,
        x2,
        y2);
  }

  private static String label(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        x,
        y,
        anchor,
        text);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%,d", Math.round(value));
  }
}

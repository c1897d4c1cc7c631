package dev.faultline.cli;

import dev.faultline.guard.detect.DetectionMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Mistakes by detection time, a drawing for each system model, as one HTML file. */
final class DetectorPage {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 360;
  private static final int LEFT = 80;
  private static final int BOTTOM = 40;
  private static final int TOP = 20;
  private static final double FASTEST = 0.1;
  private static final double SLOWEST = 1_000;
  private static final double RAREST = 0.1;
  private static final double OFTENEST = 100_000;

  private static final Map<String, String> COLOURS =
      Map.of("fixed", "#3b78c2", "NFD-E", "#c98a1b", "phi", "#8a4fbf", "growing", "#2f8f5b");

  private DetectorPage() {}

  /** The page. */
  static String of(Map<String, List<DetectorRow>> models) {
    StringBuilder body = new StringBuilder();
    models.forEach((model, rows) -> {
      body.append("<h2>").append(model).append("</h2>\n");
      body.append(
          "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"mistakes by detection time\">%n"
              .formatted(WIDTH, HEIGHT));
      grid(body);
      curves(body, rows);
      body.append("</svg>\n");
    });
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Failure detectors</title>
    <style>
    :root{color-scheme:light dark} body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
    svg{width:100%%;height:auto} text{font-size:12px;fill:currentColor} line{stroke:currentColor;stroke-opacity:.2}
    polyline{fill:none;stroke-width:2}
    </style></head><body>
    <h1>How soon, and how often wrong</h1>
    <p>Mean time from the last heartbeat's sender falling silent to its suspicion, and mistakes an hour while it was alive. Both axes are
    logarithmic; no mistake at all is drawn at the bottom.</p>
    %s</body></html>
    """
        .formatted(body);
  }

  private static void grid(StringBuilder svg) {
    for (double at = FASTEST; at <= SLOWEST * 1.01; at *= 10) {
      svg.append(line(x(at), TOP, x(at), HEIGHT - BOTTOM));
      svg.append(text(x(at), HEIGHT - BOTTOM + 18, "middle", AdviseCommand.time(at)));
    }
    for (double at = RAREST; at <= OFTENEST * 1.01; at *= 10) {
      svg.append(line(LEFT, y(at), WIDTH - 10, y(at)));
      String label = at <= RAREST * 1.01 ? "none" : String.format(Locale.ROOT, "%,.0f/h", at);
      svg.append(text(LEFT - 8, y(at) + 4, "end", label));
    }
    svg.append(text(WIDTH - 10, HEIGHT - 4, "end", "detected after"));
  }

  private static void curves(StringBuilder svg, List<DetectorRow> rows) {
    Map<String, StringBuilder> points = new LinkedHashMap<>();
    int label = 0;
    for (DetectorRow row : rows) {
      if (!row.isDetected()) {
        continue;
      }
      String kind = kind(row.method());
      double x = x(Math.clamp(row.detection(), FASTEST, SLOWEST));
      double y = y(Math.clamp((row.before() + row.after()) / 2, RAREST, OFTENEST));
      points
          .computeIfAbsent(kind, ignored -> new StringBuilder())
          .append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle fill=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>%n",
              COLOURS.get(kind),
              x,
              y,
              DetectorsCommand.text(row.method())));
    }
    for (Map.Entry<String, StringBuilder> each : points.entrySet()) {
      svg.append(
          "<polyline stroke=\"%s\" points=\"%s\"/>%n"
              .formatted(COLOURS.get(each.getKey()), each.getValue()));
      svg.append(
          "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" style=\"fill:%s\">%s</text>%n"
              .formatted(
                  WIDTH - 14, TOP + 14 + 16 * label++, COLOURS.get(each.getKey()), each.getKey()));
    }
  }

  private static String kind(DetectionMethod method) {
    return DetectorsCommand.text(method).split(" ", 2)[0];
  }

  private static double x(double seconds) {
    double share = Math.log(seconds / FASTEST) / Math.log(SLOWEST / FASTEST);
    return LEFT + share * (WIDTH - LEFT - 30);
  }

  private static double y(double perHour) {
    double share = Math.log(perHour / RAREST) / Math.log(OFTENEST / RAREST);
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }

  private static String line(double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n", x1, y1, x2, y2);
  }

  private static String text(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        x,
        y,
        anchor,
        text);
  }
}

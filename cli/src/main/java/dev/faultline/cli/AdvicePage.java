package dev.faultline.cli;

import dev.faultline.guard.advise.Advice;
import dev.faultline.guard.advise.Target;
import java.util.List;
import java.util.Locale;

/** The curve of waiting by workers as one HTML file with a drawing in it. */
final class AdvicePage {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int BOTTOM = 40;
  private static final int TOP = 20;

  private final double least;
  private final double most;
  private final int fewest;
  private final int workers;

  private AdvicePage(Target target, List<Advice> all) {
    double seconds = Math.max(1e-6, target.longestWait().toNanos() / 1e9);
    double top = seconds * 10;
    int from = Integer.MAX_VALUE;
    int to = 0;
    for (Advice advice : all) {
      for (Advice.Point point : advice.curve()) {
        top = Math.max(top, point.waiting().quantileSeconds());
        from = Math.min(from, point.workers());
        to = Math.max(to, point.workers());
      }
    }
    least = seconds / 100;
    most = top;
    fewest = from;
    workers = to;
  }

  /** The page. */
  static String of(String trace, Target target, Advice recorded, Advice steady) {
    AdvicePage page = new AdvicePage(target, List.of(recorded, steady));
    String name = trace.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    double wait = target.longestWait().toNanos() / 1e9;
    StringBuilder svg = new StringBuilder();
    page.grid(svg);
    double y = page.y(wait);
    svg.append(Svg.line("target", LEFT, y, WIDTH - 10, y));
    svg.append(Svg.text(WIDTH - 12, y - 5, "end", "", "target " + AdviseCommand.time(wait)));
    page.curve(svg, recorded, "recorded");
    page.curve(svg, steady, "steady");
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Waiting by workers: %1$s</title>
    <style>
    :root{color-scheme:light dark} body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
    svg{width:100%%;height:auto} text{font-size:12px;fill:currentColor} line{stroke:currentColor;stroke-opacity:.2}
    .target{stroke:#c23b4b;stroke-opacity:1;stroke-dasharray:4 3} polyline{fill:none;stroke-width:2}
    polyline.recorded{stroke:#3b78c2} polyline.steady{stroke:#c98a1b} circle.recorded{fill:#3b78c2} circle.steady{fill:#c98a1b}
    b.recorded{color:#3b78c2} b.steady{color:#c98a1b}
    </style></head><body>
    <h1>Waiting by workers</h1>
    <p>%1$s: how long %2$s of the requests wait at most, with a queue without a bound, by the number of workers.</p>
    <svg viewBox="0 0 %3$d %4$d" role="img" aria-label="waiting by workers">
    %5$s</svg>
    <p><b class="recorded">As recorded</b>: %6$d workers and a queue of %7$d.
    <b class="steady">Without its bursts</b>: %8$d workers and a queue of %9$d.</p>
    </body></html>
    """
        .formatted(
            name,
            AdviceText.percent(target.quantile()),
            WIDTH,
            HEIGHT,
            svg,
            recorded.workers(),
            recorded.places(),
            steady.workers(),
            steady.places());
  }

  private void grid(StringBuilder svg) {
    for (double power = Math.ceil(Math.log10(least)); power <= Math.log10(most); power++) {
      double seconds = Math.pow(10, power);
      svg.append(Svg.line("grid", LEFT, y(seconds), WIDTH - 10, y(seconds)));
      svg.append(Svg.text(LEFT - 8, y(seconds) + 4, "end", "", AdviseCommand.time(seconds)));
    }
    int step = Math.max(1, (workers - fewest) / 10);
    for (int each = fewest; each <= workers; each += step) {
      svg.append(Svg.text(x(each), HEIGHT - BOTTOM + 18, "middle", "", Integer.toString(each)));
    }
    svg.append(Svg.text(WIDTH - 10, HEIGHT - 4, "end", "", "workers"));
  }

  private void curve(StringBuilder svg, Advice advice, String kind) {
    svg.append("<polyline class=\"").append(kind).append("\" points=\"");
    for (Advice.Point point : advice.curve()) {
      svg.append(
          String.format(
              Locale.ROOT, "%.1f,%.1f ", x(point.workers()), y(point.waiting().quantileSeconds())));
    }
    svg.append("\"/>\n");
    for (Advice.Point point : advice.curve()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"><title>%d workers:"
                  + " %s</title></circle>%n",
              kind,
              x(point.workers()),
              y(point.waiting().quantileSeconds()),
              point.workers() == advice.workers() ? 6 : 3,
              point.workers(),
              AdviseCommand.time(point.waiting().quantileSeconds())));
    }
  }

  private double x(int at) {
    return LEFT + 20 + (double) (at - fewest) / Math.max(1, workers - fewest) * (WIDTH - LEFT - 50);
  }

  private double y(double seconds) {
    double share = Math.log(Math.max(1, seconds / least)) / Math.log(most / least);
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }
}

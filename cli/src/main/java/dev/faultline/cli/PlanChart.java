package dev.faultline.cli;

import dev.faultline.chaos.plan.PlanBand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Drawings over the time of a plan, with its faults as bands behind them, as SVG. */
final class PlanChart {
  private static final int LEFT = 54;
  private static final int RIGHT = 10;
  private static final int TOP = 10;
  private static final int BOTTOM = 26;
  private static final int PLOT = 130;
  private static final int LANE = 22;

  /** A letter's width, roughly, of the drawings' text. */
  private static final double LETTER = 7;

  /**
   * A line of a drawing.
   *
   * @param kind its class
   * @param values one for each point; NaN where there is none
   */
  record Line(String kind, double[] values) {
    Line {
      values = values.clone();
    }
  }

  private final int width;
  private final double end;
  private final List<PlanBand> faults = new ArrayList<>();
  private final List<PlanBand> phases = new ArrayList<>();

  /**
   * Drawings of one width.
   *
   * @param lasted the end of their axis
   */
  PlanChart(int width, Duration lasted, List<PlanBand> bands) {
    this.width = width;
    end = Math.max(1e-3, seconds(lasted));
    for (PlanBand band : bands) {
      (band.kind() == PlanBand.Kind.FAULT ? faults : phases).add(band);
    }
  }

  /** Phases in one lane, and each fault in the first lane that is free. */
  String lanes() {
    List<Double> ends = new ArrayList<>();
    StringBuilder bars = new StringBuilder();
    for (PlanBand fault : faults) {
      String label = fitting(fault.text(), width - LEFT - RIGHT);
      int lane = 0;
      double from = x(seconds(fault.from()));
      double wide = Math.max(4, x(seconds(fault.to())) - from);
      double text = label.length() * LETTER;
      boolean before = from + text > width - RIGHT;
      double left = before ? Math.min(from, from + wide - text) : from;
      while (lane < ends.size() && ends.get(lane) > left) {
        lane++;
      }
      double taken = from + (before ? wide : Math.max(wide, text)) + 8;
      if (lane == ends.size()) {
        ends.add(taken);
      } else {
        ends.set(lane, taken);
      }
      int y = TOP + (lane + 1) * LANE;
      bars.append(Svg.rect("fault", from, y + 3, wide, LANE - 6, title(fault)));
      bars.append(
          before
              ? Svg.text(Math.max(from + wide, LEFT + text), y + 15, "end", "on", label)
              : Svg.text(from + 4, y + 15, "start", "on", label));
    }
    StringBuilder svg = new StringBuilder();
    int height = TOP + (ends.size() + 1) * LANE + BOTTOM;
    open(svg, height, "phases and faults over time");
    for (PlanBand phase : phases) {
      double from = x(seconds(phase.from()));
      // A gap shows where the next one begins.
      double wide = Math.max(1, x(seconds(phase.to())) - from - 2);
      svg.append(Svg.rect("phase", from, TOP, wide, LANE - 4, title(phase)));
      String label = fitting(phase.text(), wide - 8);
      if (label.equals(phase.text()) || label.length() > 3) {
        svg.append(Svg.text(from + 4, TOP + 13, "start", "on", label));
      }
    }
    svg.append(bars);
    axis(svg, height);
    return svg.append("</svg>\n").toString();
  }

  /**
   * Lines over time.
   *
   * @param logarithmic whether each step up is ten times as much
   */
  String lines(
      String title,
      double spanSeconds,
      List<Line> lines,
      boolean logarithmic,
      DoubleFunction<String> unit) {
    double most = 0;
    double least = Double.MAX_VALUE;
    for (Line line : lines) {
      for (double value : line.values()) {
        if (value > 0) {
          most = Math.max(most, value);
          least = Math.min(least, value);
        }
      }
    }
    Scale scale = logarithmic ? Scale.logarithmic(least, most) : Scale.linear(most);
    StringBuilder svg = new StringBuilder();
    int height = TOP + PLOT + BOTTOM;
    open(svg, height, title);
    for (PlanBand fault : faults) {
      double from = x(seconds(fault.from()));
      svg.append(
          Svg.rect(
              "wash", from, TOP, Math.max(2, x(seconds(fault.to())) - from), PLOT, title(fault)));
    }
    for (double tick : scale.ticks()) {
      double y = y(scale, tick);
      svg.append(Svg.line("grid", LEFT, y, width - RIGHT, y));
      svg.append(Svg.text(LEFT - 6, y + 4, "end", "", unit.apply(tick)));
    }
    for (Line line : lines) {
      svg.append(path(line, spanSeconds, scale));
    }
    axis(svg, height);
    return svg.append("</svg>\n").toString();
  }

  private String path(Line line, double spanSeconds, Scale scale) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < line.values().length; i++) {
      double value = line.values()[i];
      if (Double.isNaN(value)) {
        drawing = false;
        continue;
      }
      double x = x(Math.min(end, (i + 0.5) * spanSeconds));
      // A point alone is a dot.
      path.append(drawing ? 'L' : 'M').append(two(x, y(scale, value)));
      if (!drawing) {
        path.append('L').append(two(x + 0.1, y(scale, value)));
      }
      drawing = true;
    }
    return "<path class=\"" + line.kind() + "\" d=\"" + path + "\"/>\n";
  }

  private void open(StringBuilder svg, int height, String title) {
    svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\"><title>".formatted(width, height))
        .append(PlanPage.escaped(title))
        .append("</title>\n");
  }

  private void axis(StringBuilder svg, int height) {
    svg.append(Svg.line("axis", LEFT, height - BOTTOM, width - RIGHT, height - BOTTOM));
    double step = Scale.step(end / Math.max(2, (width - LEFT) / (width > 600 ? 110.0 : 64.0)));
    for (double at = 0; at <= end; at += step) {
      String anchor = at == 0 ? "start" : x(at) > width - 40 ? "end" : "middle";
      svg.append(Svg.text(x(at), height - 8, anchor, "", PlanPage.seconds(at)));
    }
  }

  private double x(double seconds) {
    return LEFT + Math.min(1, Math.max(0, seconds / end)) * (width - LEFT - RIGHT);
  }

  private static double y(Scale scale, double value) {
    return TOP + PLOT * (1 - scale.share(value));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static String title(PlanBand band) {
    return "%s, from %s to %s"
        .formatted(
            band.text(),
            PlanPage.seconds(seconds(band.from())),
            PlanPage.seconds(seconds(band.to())));
  }

  /** As much of a text as there is room for. */
  private static String fitting(String text, double room) {
    int letters = (int) (room / LETTER);
    return text.length() <= letters
        ? text
        : text.substring(0, Math.max(0, Math.min(text.length(), letters - 1))) + "…";
  }

  private static String two(double x, double y) {
    return String.format(Locale.ROOT, "%.1f %.1f", x, y);
  }
}

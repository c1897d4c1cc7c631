package dev.faultline.stories.tell;

import dev.faultline.stories.Mark;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Series;
import dev.faultline.stories.tell.Line.Style;
import java.util.Locale;

/** The interesting part of a run as rows of bars, one column for a stretch of time. */
final class Strip {
  private static final int LABEL = 12;
  private static final int COLUMNS = 48;
  private static final String BLOCKS = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
  private static final String ASCII = " .:-=+*#@";

  private final Run run;
  private final String glyphs;
  private final double secondsPerColumn;

  /**
   * A strip of a run.
   *
   * @param unicode whether blocks can be printed; otherwise plain characters stand for them
   */
  Strip(Run run, boolean unicode) {
    this.run = run;
    glyphs = unicode ? BLOCKS : ASCII;
    secondsPerColumn = (run.to() - run.from()) / COLUMNS;
  }

  /** Adds the time, the series and the faults. */
  void addTo(Screen screen) {
    screen.line(Style.DIM, time());
    double shared = 0;
    for (Series series : run.series()) {
      shared =
          series.unit().equals(run.series().getLast().unit())
              ? Math.max(shared, most(series))
              : shared;
    }
    for (Series series : run.series()) {
      boolean isLast = series == run.series().getLast();
      boolean isShared = series.unit().equals(run.series().getLast().unit());
      Style style = !isLast ? Style.PLAIN : run.holds() ? Style.GOOD : Style.BAD;
      screen.line(style, row(series, isShared ? shared : most(series)));
    }
    for (Mark mark : run.marks()) {
      fault(screen, mark);
    }
  }

  private String time() {
    StringBuilder line = new StringBuilder(" ".repeat(LABEL + COLUMNS));
    double step = tickSeconds();
    for (double at = Math.ceil(run.from() / step) * step; at < run.to(); at += step) {
      String text = Parameter.number(Math.round(at * 1e6) / 1e6);
      int column = LABEL + column(at);
      if (column + text.length() <= LABEL + COLUMNS) {
        line.replace(column, column + text.length(), text);
      }
    }
    line.replace(0, 5, " t, s");
    return line.toString().stripTrailing();
  }

  /** A round step that gives four to ten ticks. */
  private double tickSeconds() {
    double span = run.to() - run.from();
    double power = StrictMath.pow(10, Math.floor(StrictMath.log10(span / 8)));
    for (double round : new double[] {1, 2, 5, 10}) {
      if (span / (power * round) <= 8) {
        return power * round;
      }
    }
    return power * 10;
  }

  private int column(double seconds) {
    return (int) Math.min(COLUMNS - 1, Math.max(0, (seconds - run.from()) / secondsPerColumn));
  }

  private double most(Series series) {
    double most = 0;
    for (int column = 0; column < COLUMNS; column++) {
      most = Math.max(most, mean(series, column));
    }
    return most;
  }

  private String row(Series series, double most) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, " %-11s", series.name()));
    for (int column = 0; column < COLUMNS; column++) {
      double share = most == 0 ? 0 : mean(series, column) / most;
      int level = (int) Math.round(share * 8);
      line.append(glyphs.charAt(share > 0 && level == 0 ? 1 : level));
    }
    String note =
        series.note().isEmpty()
            ? "most " + shortNumber(most(series)) + series.unit()
            : series.note();
    return (line + "  " + note).stripTrailing();
  }

  private static String shortNumber(double value) {
    return value >= 10
        ? Parameter.number(Math.rint(value))
        : String.format(Locale.ROOT, "%.2g", value).contains("e")
            ? Parameter.number(value)
            : Parameter.number(Math.rint(value * 100) / 100);
  }

  /** The mean of the points that fall into a column; the nearest where none does. */
  private double mean(Series series, int column) {
    double[] points = series.points();
    int from = (int) ((run.from() + column * secondsPerColumn) / run.stepSeconds());
    int to = (int) ((run.from() + (column + 1) * secondsPerColumn) / run.stepSeconds());
    double sum = 0;
    int count = 0;
    for (int i = from; i < Math.max(to, from + 1) && i < points.length; i++) {
      sum += points[i];
      count++;
    }
    return count == 0 ? 0 : sum / count;
  }

  /** Adds a fault: its text behind its stretch of time, or before it, or below. */
  private void fault(Screen screen, Mark mark) {
    int from = column(mark.from());
    int length =
        Math.max(1, column(Math.max(mark.from(), mark.to() - secondsPerColumn / 2)) - from + 1);
    String line = " fault      " + " ".repeat(from) + "^".repeat(length);
    if (line.length() + 1 + mark.text().length() <= Screen.WIDTH) {
      screen.line(Style.DIM, line + " " + mark.text());
    } else if (mark.text().length() < from) {
      screen.line(
          Style.DIM,
          " fault      "
              + " ".repeat(from - mark.text().length() - 1)
              + mark.text()
              + " "
              + "^".repeat(length));
    } else {
      screen.line(Style.DIM, line).line(Style.DIM, " ".repeat(LABEL) + mark.text());
    }
  }
}

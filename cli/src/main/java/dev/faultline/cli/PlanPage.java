package dev.faultline.cli;

import dev.faultline.chaos.plan.FinalCheck;
import dev.faultline.chaos.plan.Plan;
import dev.faultline.chaos.plan.PlanBand;
import dev.faultline.chaos.plan.PlanEvent;
import dev.faultline.chaos.plan.PlanReport;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What came of a plan as one HTML file, which needs nothing else. */
final class PlanPage {
  /** Wide screens, and those of a hand. */
  private static final List<Integer> WIDTHS = List.of(960, 340);

  private final Plan plan;
  private final PlanReport report;
  private final LoadSeries load;
  private final StringBuilder html = new StringBuilder();

  private PlanPage(Plan plan, PlanReport report, LoadSeries load) {
    this.plan = plan;
    this.report = report;
    this.load = load;
  }

  /** Writes the page. */
  static void write(Path file, Plan plan, PlanReport report, String again) throws IOException {
    List<Path> histories = new ArrayList<>();
    for (FinalCheck check : plan.checks()) {
      if (check instanceof FinalCheck.History history && !histories.contains(history.file())) {
        histories.add(history.file());
      }
    }
    LoadSeries load = LoadSeries.of(histories, report.lasted());
    ResultFiles.replace(file, new PlanPage(plan, report, load).page(again));
  }

  private String page(String again) {
    html.append(
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
        """);
    element("title", plan.name() + ": " + report.outcome().text());
    html.append("<style>\n").append(PlanStyle.CSS).append("</style></head><body>\n<header>");
    element("p class=\"kind\"", "Fault plan");
    element("h1", plan.name());
    html.append("</header><main>\n<section class=\"verdict ")
        .append(report.outcome().text())
        .append("\">");
    element("h2", report.outcome().text());
    element("p", report.reason().isEmpty() ? "Every check held." : report.reason());
    element(
        "p class=\"meta\"",
        "%s, %s, %s; seed %d"
            .formatted(
                HumanText.count(plan.phases().size(), "phase"),
                HumanText.count(faults().size(), "fault"),
                seconds(report.lasted().toNanos() / 1e9),
                report.seed()));
    element("pre", again);
    html.append("</section>\n");
    drawings();
    checks();
    faultTable();
    events();
    return html.append("</main></body></html>\n").toString();
  }

  private List<PlanBand> faults() {
    return report.bands().stream().filter(band -> band.kind() == PlanBand.Kind.FAULT).toList();
  }

  private void drawings() {
    section("What happened");
    chart("", chart -> chart.lanes());
    if (load.isEmpty()) {
      element(
          "p class=\"meta\"",
          "No load is drawn: no check names a history whose events have a time.");
      html.append("</section>\n");
      return;
    }
    double span = load.span().toNanos() / 1e9;
    List<PlanChart.Line> rates =
        List.of(
            line("ok", point -> point.ok() / span), line("bad", point -> point.failed() / span));
    element("h3", "Operations a second");
    html.append(
        "<p class=\"key\"><b class=\"ok\">succeeded</b> <b class=\"bad\">failed or"
            + " unknown</b></p>");
    chart(
        "operations a second over time",
        chart -> chart.lines("operations a second", span, rates, false, PlanPage::number));
    List<PlanChart.Line> times =
        List.of(latency("p50", 0.5), latency("p99", 0.99), latency("most", 1));
    element("h3", "How long those that succeeded took");
    html.append(
        "<p class=\"key\"><b class=\"p50\">half of them</b> <b class=\"p99\">99 of 100</b> <b"
            + " class=\"most\">the longest</b></p>");
    chart(
        "latency over time",
        chart ->
            chart.lines("latency of successful operations", span, times, true, PlanPage::time));
    LoadSeries.Point all = load.total();
    element(
        "p class=\"meta\"",
        "%s succeeded, %s failed or are unknown; half took at most %s, 99 of 100 %s, all %s. A point is %s; times count from the beginning of the plan."
            .formatted(
                number(all.ok()),
                number(all.failed()),
                time(all.percentile(0.5) / 1e9),
                time(all.percentile(0.99) / 1e9),
                time(all.percentile(1) / 1e9),
                seconds(span)));
    html.append("</section>\n");
  }

  private interface Drawing {
    String of(PlanChart chart);
  }

  /** The same for each width; the style shows one. */
  private void chart(String name, Drawing drawing) {
    for (int width : WIDTHS) {
      html.append("<div class=\"").append(width > 600 ? "wide" : "narrow").append("\">");
      html.append(drawing.of(new PlanChart(width, report.lasted(), report.bands())));
      html.append("</div>\n");
    }
  }

  private PlanChart.Line line(String kind, ToDoubleFunction<LoadSeries.Point> value) {
    return new PlanChart.Line(kind, load.points().stream().mapToDouble(value).toArray());
  }

  private PlanChart.Line latency(String kind, double share) {
    return line(
        kind, point -> point.latencies().length == 0 ? Double.NaN : point.percentile(share) / 1e9);
  }

  private void checks() {
    section("Checks");
    if (report.checks().isEmpty()) {
      element("p class=\"meta\"", "It did not come to any check.");
    }
    html.append("<ul class=\"checks\">\n");
    for (PlanReport.Checked one : report.checks()) {
      html.append("<li class=\"").append(one.outcome().text()).append("\">");
      element("b", one.outcome().text());
      html.append(' ');
      element("span", one.said());
      element("small", one.check().place().toString());
      html.append("</li>\n");
    }
    html.append("</ul></section>\n");
  }

  private void faultTable() {
    section("Faults, and when they were undone");
    if (faults().isEmpty()) {
      element("p class=\"meta\"", "No fault was at work.");
      html.append("</section>\n");
      return;
    }
    html.append(
        "<div class=\"scroll\"><table><thead><tr><th>fault</th><th>began</th><th>over</th></tr></thead><tbody>\n");
    for (PlanBand fault : faults()) {
      html.append("<tr>");
      element("td", fault.text());
      element("td class=\"n\"", at(fault.from()));
      element("td class=\"n\"", at(fault.to()));
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div></section>\n");
  }

  private void events() {
    section("Events");
    html.append("<ol class=\"events\">\n");
    for (PlanEvent event : report.events()) {
      html.append("<li>");
      element("span class=\"n\"", at(event.at()));
      html.append(' ');
      element("span", event.text());
      html.append("</li>\n");
    }
    html.append("</ol></section>\n");
  }

  private void section(String title) {
    html.append("<section>");
    element("h2", title);
  }

  private void element(String tag, String text) {
    int end = tag.indexOf(' ');
    html.append('<').append(tag).append('>').append(escaped(text));
    html.append("</").append(end < 0 ? tag : tag.substring(0, end)).append(">\n");
  }

  private static String at(Duration duration) {
    return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
  }

  /** A number of seconds on an axis. */
  static String seconds(double seconds) {
    return seconds == Math.rint(seconds)
        ? String.format(Locale.ROOT, "%,d s", (long) seconds)
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /** How long something took, with three digits that say something. */
  static String time(double seconds) {
    if (seconds >= 1) {
      return three(seconds) + " s";
    }
    return seconds >= 1e-3 ? three(seconds * 1e3) + " ms" : three(seconds * 1e6) + " µs";
  }

  private static String three(double value) {
    if (value == 0 || value >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  /** Text of anybody, which becomes no markup. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

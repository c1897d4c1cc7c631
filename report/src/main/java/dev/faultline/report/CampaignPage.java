package dev.faultline.report;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.CampaignSurvey;
import dev.faultline.explore.Durations;
import dev.faultline.explore.campaign.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A campaign as one HTML file that opens from disk, needs no other file and runs no script. It
 * shows what was searched, the findings by cause, and what was not tried.
 */
public final class CampaignPage {
  /** Up to this many violations are drawn as dots. */
  private static final int MOST_MARKS = 25;

  private final CampaignReport report;
  private final CampaignResult result;
  private final Html html = new Html();

  private CampaignPage(CampaignReport report) {
    this.report = report;
    this.result = report.result();
  }

  /** The page. */
  public static String of(CampaignReport report) {
    CampaignPage page = new CampaignPage(report);
    page.page();
    return page.html.toString();
  }

  private void page() {
    String title = report.plan().target() + ": campaign";
    html.add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .add("<meta name=\"color-scheme\" content=\"light dark\">\n")
        .add("<meta http-equiv=\"Content-Security-Policy\"")
        .add(" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .element("title", title)
        .add("\n<style>\n" + style() + "</style>\n</head>\n<body>\n<header>\n");
    html.element("p class=\"kind\"", "Faultline campaign").element("h1", report.plan().target());
    html.add("</header>\n<main>\n");
    verdict();
    new FindingsSection(html, report).add();
    searched();
    faults();
    reached();
    behaviours();
    pace();
    outcomes();
    untried();
    html.add("</main>\n<footer>")
        .element("p", "Faultline " + Version.text() + ", written " + report.written())
        .add("</footer>\n</body>\n</html>\n");
  }

  private void verdict() {
    html.add(
            "<section class=\"verdict "
                + report.outcome().name().toLowerCase(Locale.ROOT)
                + "\" aria-label=\"Verdict\">")
        .element("p", report.verdict())
        .add("</section>\n");
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("worlds", number(result.worlds()) + of(report.plan().worlds()));
    facts.put("simulated", span(result.simulatedNanos()));
    facts.put("took", span(result.realNanos()));
    facts.put("worlds a second", rate());
    facts.put("events", number(result.events()));
    facts.put(
        "run twice, equal", result.leak() == null ? number(result.worldsRunTwice()) : "not equal");
    html.add("<dl class=\"figures\">");
    facts.forEach(
        (name, value) -> html.add("<div>").element("dt", name).element("dd", value).add("</div>"));
    html.add("</dl>\n");
  }

  private String of(int planned) {
    return planned == result.worlds() ? "" : " of " + number(planned);
  }

  private String rate() {
    double seconds = result.realNanos() / 1e9;
    double rate = seconds <= 0 ? 0 : result.worlds() / seconds;
    return rate < 10 ? String.format(Locale.ROOT, "%.1f", rate) : number(Math.round(rate));
  }

  private void searched() {
    html.add("<section>").element("h2", "What was searched").add("<dl class=\"facts\">");
    fact("target", report.plan().target());
    if (!report.model().isEmpty()) {
      fact("system model", report.model());
    }
    fact("strategy", report.plan().strategy().text());
    fact("first seed", Long.toString(report.plan().seed()));
    fact("simulated time of a world", Durations.text(report.plan().duration()));
    report.settings().forEach((name, value) -> fact("setting " + name, value));
    fact("campaign hash", String.format(Locale.ROOT, "%016x", result.campaignHash()));
    if (result.exploration() != null) {
      fact("search", result.exploration().summary());
    }
    if (!result.bound().isEmpty()) {
      fact("promise", result.bound());
    }
    html.add("<dt>").text("to run it again").add("</dt><dd>");
    html.element("code class=\"command\"", report.command()).add("</dd></dl></section>\n");
  }

  private void fact(String name, String value) {
    html.element("dt", name).element("dd", value);
  }

  private void faults() {
    html.add("<section>").element("h2", "Faults that struck");
    if (result.faults().isEmpty()) {
      html.element("p", "None in any world.").add("</section>\n");
      return;
    }
    html.add("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Faults\"><table>")
        .add("<thead><tr><th scope=\"col\">Fault</th><th scope=\"col\" class=\"n\">Times</th>")
        .add("<th scope=\"col\" class=\"n\">Worlds</th><th scope=\"col\">Share of worlds</th>")
        .add("</tr></thead><tbody>");
    for (CampaignResult.FaultCount each : result.faults()) {
      html.add("<tr>")
          .element("th scope=\"row\"", each.kind())
          .element("td class=\"n\"", number(each.times()))
          .element("td class=\"n\"", number(each.worlds()));
      bar(each.worlds());
      html.add("</tr>");
    }
    html.add("</tbody></table></div></section>\n");
  }

  /** The share of the worlds, as a bar with its number. */
  private void bar(int worlds) {
    double share = result.worlds() == 0 ? 0 : 100.0 * worlds / result.worlds();
    html.add(
            String.format(
                Locale.ROOT,
                "<td class=\"share\"><svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\""
                    + " aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"8\"/>"
                    + "<rect class=\"part\" width=\"%.2f\" height=\"8\"/></svg><span>",
                share))
        .text(percent(share))
        .add("</span></td>");
  }

  private static String percent(double share) {
    return share > 0 && share < 0.1
        ? "< 0.1%"
        : String.format(Locale.ROOT, share < 10 ? "%.1f%%" : "%.0f%%", share);
  }

  private void reached() {
    List<CampaignSurvey.Reached> all = result.survey().reached();
    if (all.isEmpty()) {
      return;
    }
    html.add("<section>")
        .element("h2", "What should happen sometimes")
        .add("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Sometimes\"><table>")
        .add("<thead><tr><th scope=\"col\">Name</th><th scope=\"col\" class=\"n\">Worlds</th>")
        .add("<th scope=\"col\">Share of worlds</th><th scope=\"col\">First</th>")
        .add("</tr></thead><tbody>");
    for (CampaignSurvey.Reached each : all) {
      html.add("<tr>").element("th scope=\"row\"", each.name());
      html.element("td class=\"n\"", number(each.worlds()));
      bar(each.worlds());
      boolean never = each.worlds() == 0;
      boolean bySeed = report.plan().strategy().bySeed();
      html.element(
          never ? "td class=\"bad\"" : "td",
          never ? "never" : bySeed ? "seed " + each.firstSeed() : "");
      html.add("</tr>");
    }
    html.add("</tbody></table></div></section>\n");
  }

  private void behaviours() {
    List<CampaignSurvey.Behaviours> curve = result.survey().behaviours();
    html.add("<section>").element("h2", "New behaviours: is it worth going on?");
    if (curve.size() < 2) {
      html.element(
              "p class=\"quiet\"",
              "Not measured: only worlds that are run twice are looked at, and "
                  + (curve.isEmpty() ? "none was" : "one was")
                  + ".")
          .add("</section>\n");
      return;
    }
    CampaignSurvey.Behaviours last = curve.getLast();
    double lately = result.survey().newLately();
    String advice =
        lately < 0
            ? "Too few worlds to say more."
            : lately < 0.01
                ? "The last tenth of the worlds showed hardly anything new: another strategy,"
                    + " other faults or other settings will show more than more worlds."
                : String.format(
                    Locale.ROOT,
                    "%.0f%% of them came up first in the last tenth of the worlds: more worlds will"
                        + " show more.",
                    100 * lately);
    html.element(
        "p",
        number(last.seen())
            + " different behaviours were seen in those worlds that were looked at, the states that"
            + " the program signals and what happens at each node, three events at a time. "
            + advice);
    new LineChart(
            number(last.seen()) + " behaviours after " + number(last.worlds()) + " worlds",
            "worlds",
            Stream.concat(
                    curve.stream().map(each -> new LineChart.Point(each.worlds(), each.seen())),
                    Stream.of(new LineChart.Point(result.worlds(), last.seen())))
                .toList(),
            LineChart::number,
            List.of())
        .addTo(html);
    html.add("</section>\n");
  }

  private void pace() {
    List<CampaignSurvey.Pace> pace = result.survey().pace();
    if (pace.size() < 2) {
      return;
    }
    List<LineChart.Point> marks = new ArrayList<>();
    int before = 0;
    for (CampaignSurvey.Pace each : pace) {
      if (each.violating() > before && marks.size() < MOST_MARKS) {
        marks.add(new LineChart.Point(each.nanos(), each.worlds()));
        before = each.violating();
      }
    }
    html.add("<section>").element("h2", "Worlds over time");
    if (!marks.isEmpty()) {
      html.element(
          "p",
          marks.size() < MOST_MARKS
              ? "A dot stands where worlds violated a property."
              : "A dot stands where the first worlds violated a property.");
    }
    new LineChart(
            number(result.worlds()) + " worlds in " + span(result.realNanos()),
            "real time",
            pace.stream().map(each -> new LineChart.Point(each.nanos(), each.worlds())).toList(),
            nanos -> span((long) nanos),
            marks)
        .addTo(html);
    html.add("</section>\n");
  }

  private void outcomes() {
    if (result.outcomes().isEmpty()) {
      return;
    }
    html.add("<section>")
        .element("h2", "Outcomes")
        .add("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Outcomes\"><table>")
        .add("<thead><tr><th scope=\"col\">Outcome</th><th scope=\"col\" class=\"n\">Worlds</th>")
        .add("<th scope=\"col\">Share of worlds</th></tr></thead><tbody>");
    result
        .outcomes()
        .forEach((name, worlds) -> {
          html.add("<tr>").element("th scope=\"row\"", name);
          html.element("td class=\"n\"", number(worlds));
          bar(worlds);
          html.add("</tr>");
        });
    html.add("</tbody></table></div></section>\n");
  }

  private void untried() {
    html.add("<section>").element("h2", "What was not tried");
    if (report.untried().isEmpty()) {
      html.element("p", "Nothing that the plan and the system model ask for was left out.");
    } else {
      html.add("<ul>");
      report.untried().forEach(each -> html.element("li", each));
      html.add("</ul>");
    }
    html.add("</section>\n");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String span(long nanos) {
    if (nanos < 60_000_000_000L) {
      return String.format(Locale.ROOT, nanos < 9_950_000_000L ? "%.1f s" : "%.0f s", nanos / 1e9);
    }
    Duration span = Duration.ofNanos(nanos);
    return span.toMinutes() < 60
        ? span.toMinutes() + " min " + span.toSecondsPart() + " s"
        : span.toHours() < 48
            ? span.toHours() + " h " + span.toMinutesPart() + " min"
            : number(span.toDays()) + " d " + span.toHoursPart() + " h";
  }

  private static String style() {
    try (InputStream in = CampaignPage.class.getResourceAsStream("campaign.css")) {
      if (in == null) {
        throw new AssertionError("campaign.css is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.faultline.report;

import dev.faultline.report.CampaignReport.Cause;
import dev.faultline.report.CampaignReport.Found;
import dev.faultline.report.CampaignReport.Told;
import java.util.List;

/** The findings of a campaign, one card for each property and cause. */
final class FindingsSection {
  private final Html html;
  private final CampaignReport report;

  FindingsSection(Html html, CampaignReport report) {
    this.html = html;
    this.report = report;
  }

  void add() {
    if (report.causes().isEmpty() && report.gone().isEmpty()) {
      return;
    }
    html.add("<section>").element("h2", "Findings by cause");
    if (!report.comparedWith().isEmpty()) {
      html.element("p class=\"quiet\"", "Compared with " + report.comparedWith() + ".");
    }
    boolean first = true;
    for (Cause cause : report.causes()) {
      card(cause, first);
      first = false;
    }
    gone();
    html.add("</section>\n");
  }

  private void card(Cause cause, boolean open) {
    html.add("<article class=\"card\"><div class=\"top\">").element("h3", cause.property());
    switch (cause.status()) {
      case PLAIN -> {}
      case NEW -> badge("new", "new");
      case KNOWN -> badge("known", "known");
      case ACCEPTED -> badge("known", "accepted");
    }
    if (cause.rare()) {
      badge("rare", "rare");
    }
    html.add("</div>").element("p class=\"cause\"", cause.cause());
    if (!cause.variantOf().isEmpty()) {
      html.element(
          "p class=\"quiet\"",
          "Most likely " + cause.variantOf() + " again, with more faults on the way to it.");
    } else if (!cause.step().isEmpty()) {
      html.element("p class=\"quiet\"", "The last step: " + cause.step());
    }
    int others = cause.findings().size() - 1;
    Found found = cause.findings().getFirst();
    html.add("<p class=\"quiet\">")
        .text(found.world() + ", at " + found.time() + " of simulated time")
        .text(others(cause))
        .text(cause.id().isEmpty() ? "" : "; signature " + cause.id())
        .add("</p>");
    Told told = cause.told();
    if (told == null) {
      command("To see it again", found.command());
    } else {
      told(told, open);
    }
    if (others > 0) {
      html.add("<details><summary>" + title(cause) + "</summary><ul>");
      for (Found each : cause.findings()) {
        html.add("<li>")
            .text(each.world() + ", at " + each.time() + " ")
            .element("code", each.command())
            .add("</li>");
      }
      html.add("</ul></details>");
    }
    html.add("</article>\n");
  }

  /** In how many worlds it was; nothing is claimed of worlds that were not kept. */
  private static String others(Cause cause) {
    int findings = cause.findings().size();
    if (cause.kept() < cause.worlds()) {
      return "; "
          + CampaignPage.number(findings)
          + " of the first "
          + CampaignPage.number(cause.kept())
          + " of "
          + CampaignPage.number(cause.worlds())
          + " worlds that violate it";
    }
    return switch (findings) {
      case 1 -> "";
      case 2 -> "; 1 more world";
      default -> "; " + (findings - 1) + " more worlds";
    };
  }

  private static String title(Cause cause) {
    String findings = cause.findings().size() + " findings";
    return cause.kept() < cause.worlds()
        ? "The " + findings + " that were kept"
        : "All " + findings;
  }

  private void badge(String kind, String text) {
    html.element("span class=\"badge " + kind + "\"", text);
  }

  private void told(Told told, boolean open) {
    if (told.why().isEmpty()) {
      lines("What was seen", told.seen(), open);
    } else {
      lines("Why", told.why(), open);
      lines("What was seen", told.seen(), false);
    }
    lines("What happened", told.story(), false);
    command("To see it again", told.command());
    String diagram = told.diagram();
    html.add("<p class=\"quiet\">").text(told.size());
    if (diagram != null) {
      html.add(told.size().isEmpty() ? "" : ". ")
          .add("<a href=\"" + Html.escaped(diagram) + "\">The diagram of this run</a>");
    }
    html.add("</p>");
  }

  private void lines(String title, List<String> lines, boolean open) {
    if (lines.isEmpty()) {
      return;
    }
    html.add(open ? "<details open>" : "<details>")
        .element("summary", title)
        .element("pre tabindex=\"0\"", String.join("\n", lines))
        .add("</details>");
  }

  private void command(String title, String command) {
    html.add("<p class=\"again\">")
        .element("span class=\"quiet\"", title)
        .add(" ")
        .element("code class=\"command\"", command)
        .add("</p>");
  }

  private void gone() {
    gone("Gone", "The report before had these, and this campaign did not.", true);
    gone(
        "Not seen this time",
        "The report before had these. They may be there all the same.",
        false);
  }

  private void gone(String title, String sentence, boolean sure) {
    List<CampaignReport.Gone> those =
        report.gone().stream().filter(each -> each.doubt().isEmpty() == sure).toList();
    if (those.isEmpty()) {
      return;
    }
    html.add("<article class=\"card\">")
        .element("h3", title)
        .element("p class=\"quiet\"", sentence)
        .add("<ul>");
    for (CampaignReport.Gone each : those) {
      html.element(
          "li",
          each.property()
              + ": "
              + each.cause()
              + " ("
              + each.id()
              + ")"
              + (sure ? "" : ": " + each.doubt()));
    }
    html.add("</ul></article>\n");
  }
}

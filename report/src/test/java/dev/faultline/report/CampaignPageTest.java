package dev.faultline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.report.CampaignReport.Cause;
import dev.faultline.report.CampaignReport.Found;
import dev.faultline.report.CampaignReport.Gone;
import dev.faultline.report.CampaignReport.Outcome;
import dev.faultline.report.CampaignReport.Status;
import dev.faultline.report.CampaignReport.Told;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CampaignPageTest {
  private static final String EVIL = "</pre><script>alert(1)</script>\"'&";

  /** A world in which nothing happens but what the name says. */
  private record Idle(String name) implements Scenario {
    @Override
    public String description() {
      return "Nothing happens.";
    }

    @Override
    public Program program(Settings settings) {
      return world -> {
        world.model(SystemModel.asynchronous());
        world.sometimes(name, () -> false);
        world.outcome(name);
      };
    }
  }

  private static CampaignReport report(
      String name, List<Cause> causes, List<Gone> gone, List<String> untried) {
    CampaignPlan plan =
        CampaignPlan.of(new Idle(name), new Settings(List.of(), Map.of()), 5).withWorlds(40);
    CampaignResult result = new Campaign(plan).run();
    return new CampaignReport(
        plan,
        result,
        name,
        Map.of(name, name),
        name,
        Outcome.VIOLATED,
        name,
        name,
        name,
        causes,
        gone,
        untried);
  }

  private static Cause cause(String text, Status status, @Nullable Told told, int findings) {
    Found found = new Found(text, text, text);
    return new Cause(
        text,
        text,
        text,
        text,
        "",
        status,
        true,
        findings,
        findings,
        Collections.nCopies(findings, found),
        told);
  }

  private static Told told(String text, @Nullable String diagram) {
    return new Told(text, List.of(text), List.of(text), List.of(text), text, diagram);
  }

  @Test
  void what_others_wrote_cannot_become_part_of_the_page() {
    String page =
        CampaignPage.of(
            report(
                EVIL,
                List.of(cause(EVIL, Status.NEW, told(EVIL, EVIL), 2)),
                List.of(new Gone(EVIL, EVIL, EVIL, 1, 2, false, EVIL)),
                List.of(EVIL)));

    assertThat(page).doesNotContain("<script").contains("&lt;script&gt;alert(1)");
    assertThat(page)
        .contains("href=\"&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;\"");
  }

  @Test
  void the_page_loads_nothing_and_runs_nothing() {
    String page = CampaignPage.of(report("quiet", List.of(), List.of(), List.of()));

    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("<script")
        .doesNotContain("src=")
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("url(");
  }

  @Test
  void each_part_of_a_campaign_has_its_place() {
    String page =
        CampaignPage.of(
            report(
                "quiet",
                List.of(
                    cause("a crash", Status.NEW, told("small", "../out/a%20b.html"), 1),
                    cause("a loss", Status.KNOWN, null, 3)),
                List.of(new Gone("0a0b0c0d", "it holds", "a pause", 9, 9, false, "")),
                List.of("Faults that struck in no world: pause.")));

    assertThat(page)
        .contains("<h2>Findings by cause</h2>")
        .contains("<span class=\"badge new\">new</span>")
        .contains("<span class=\"badge known\">known</span>")
        .contains("<a href=\"../out/a%20b.html\">The diagram of this run</a>")
        .contains("All 3 findings")
        .contains("it holds: a pause (0a0b0c0d)")
        .contains("<h2>Faults that struck</h2><p>None in any world.</p>")
        .contains("<td class=\"bad\">never</td>")
        .contains("<h2>Outcomes</h2>")
        .contains("<li>Faults that struck in no world: pause.</li>");
  }

  @Test
  void a_finding_that_was_not_looked_into_is_there_with_its_replay_line() {
    String page =
        CampaignPage.of(
            report("quiet", List.of(cause("a loss", Status.PLAIN, null, 1)), List.of(), List.of()));

    assertThat(page)
        .contains("<code class=\"command\">a loss</code>")
        .doesNotContain("class=\"badge new");
  }
}

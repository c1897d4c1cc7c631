package dev.faultline.cli;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Durations;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Leak;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Notices;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.explore.why.Signature;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A campaign for people: what it is about to do, and what it came to. */
final class CampaignText {
  private static final int LONGEST_SCHEDULE = 40;
  private static final int MOST_OF_A_CAUSE = 20;

  private final PrintWriter out;
  private final Paint paint;

  CampaignText(PrintWriter out, Paint paint) {
    this.out = out;
    this.paint = paint;
  }

  /** Printed before the first world, so that even a campaign that dies can be run again. */
  void header(Scenario scenario, CampaignPlan plan) {
    out.println(
        "exploring "
            + paint.bold(plan.target())
            + ": "
            + HumanText.count(plan.worlds(), "world")
            + " of "
            + Durations.text(plan.duration())
            + ", strategy "
            + plan.strategy().text()
            + ", "
            + HumanText.count(plan.jobs(), "job"));
    out.println("  seed      " + paint.bold(Long.toString(plan.seed())));
    if (!scenario.settings().isEmpty()) {
      out.println(
          "  settings  "
              + scenario.settings().stream()
                  .map(setting -> setting(plan, setting))
                  .collect(Collectors.joining("  ")));
    }
    out.flush();
  }

  private String setting(CampaignPlan plan, Setting setting) {
    String text = setting.name() + "=" + plan.settings().text(setting.name());
    return plan.settings().given().containsKey(setting.name()) ? paint.bold(text) : text;
  }

  void report(Explored explored) {
    CampaignResult result = explored.result();
    Set<String> properties = new LinkedHashSet<>();
    int told = 0;
    for (Reported finding : explored.findings()) {
      boolean isFirst =
          !explored.accepted().ignores(finding.finding())
              && properties.add(finding.finding().violation().property());
      if (isFirst || finding.small() != null) {
        out.println();
        finding(explored, finding);
        told++;
      }
    }
    if (told < explored.findings().size() || told > properties.size()) {
      causes(explored);
    }
    out.println();
    verdict(explored);
    accepted(explored);
    speed(explored);
    doubts(explored);
    if (result.interrupted() && result.worlds() < explored.plan().worlds()) {
      out.println("to go on where this was interrupted:");
      out.println("  " + explored.resume());
    }
    out.flush();
  }

  private void finding(Explored explored, Reported reported) {
    Reported.Small small = reported.small();
    Finding finding = small == null ? reported.finding() : small.shrunk().after();
    String world =
        explored.plan().strategy().bySeed()
            ? "seed " + finding.seed()
            : "a world that its replay file brings back";
    new FindingText(out, paint).print(finding, world, small == null ? List.of() : small.story());
    if (small != null && small.why() != null) {
      new FindingText(out, paint).why(small.why());
    }
    Signature signature = reported.signature();
    if (signature != null) {
      new FindingText(out, paint).kinds(signature);
    }
    out.println();
    if (small != null) {
      shrunk(small.shrunk());
    }
    out.println("  " + paint.bold("to see it again") + " (a second run was identical)");
    if (small != null) {
      out.println("    " + explored.replayLine().of(small.replay()));
      out.println("  as it was found");
    }
    out.println("    " + explored.replayLine().of(reported.replay()));
    picture(reported.picture());
  }

  private void picture(Reported.Picture picture) {
    Path file = picture.file();
    if (file != null) {
      out.println("  " + paint.bold("the diagram") + ", for any browser");
      out.println("    " + file);
    } else if (!picture.missing().isEmpty()) {
      out.println("  no diagram: " + picture.missing());
    }
  }

  private void shrunk(Shrunk shrunk) {
    out.println(
        "  shrunk from "
            + HumanText.count(Shrunk.faults(shrunk.before()), "fault")
            + " to "
            + HumanText.count(Shrunk.faults(shrunk.after()))
            + " and from "
            + HumanText.count(shrunk.before().events(), "event")
            + " to "
            + HumanText.count(shrunk.after().events())
            + " in "
            + HumanText.count(shrunk.replays(), "replay")
            + (shrunk.minimal() ? "" : "; not minimal, the budget ran out")
            + (shrunk.sameEvidence() ? "" : "; the violation differs from the first one")
            + shrunk.failuresText());
  }

  /** One line for each finding: most often many have one cause. */
  private void causes(Explored explored) {
    out.println();
    boolean cut = explored.violated().stream().anyMatch(Violated::cut);
    out.println(cut ? "the findings that were kept, by cause" : "all findings, by cause");
    for (Causes.Cause cause : Causes.of(explored.findings())) {
      String indent = cause.variantOf() == null ? "  " : "    with more faults, ";
      out.println(
          indent
              + paint.bold(cause.property())
              + ": "
              + cause.text()
              + " ("
              + explored.violated(cause).text(cause.findings().size())
              + (cause.id().isEmpty() ? "" : ", signature " + cause.id())
              + (explored.accepted().knows(cause.id()) ? ", known" : "")
              + ")");
      if (!cause.step().isEmpty() && cause.variantOf() == null) {
        out.println("    the last step: " + cause.step());
      }
      int shown = Math.min(cause.findings().size(), MOST_OF_A_CAUSE);
      for (Reported each : cause.findings().subList(0, shown)) {
        out.println(
            "    at "
                + FindingText.time(each.finding().violation().nanos())
                + "  "
                + explored.replayLine().of(each.replay()));
      }
      if (shown < cause.findings().size()) {
        out.println(
            "    … and "
                + HumanText.count(cause.findings().size() - shown)
                + " more, which --json and --report list");
      }
    }
  }

  private void verdict(Explored explored) {
    CampaignResult result = explored.result();
    String worlds = HumanText.count(result.worlds(), "world");
    String ended = result.interrupted() ? " before the interruption" : "";
    if (result.violatingWorlds() == 0) {
      boolean sure = result.inconclusiveWorlds() == 0 && result.stuck() == null;
      String text = "no violation in " + worlds + ended;
      out.println(sure && explored.leak() == null ? paint.green(text) : text);
      return;
    }
    out.println(
        paint.red(
            HumanText.count(result.violatingWorlds(), "violating world")
                + " among "
                + HumanText.count(result.worlds())
                + " searched"
                + ended));
    for (Violated each : explored.violated()) {
      if (each.cut()) {
        out.println(
            "  '"
                + each.property()
                + "': the first "
                + HumanText.count(each.kept())
                + " of "
                + HumanText.count(each.worlds())
                + " worlds were kept, with their replay files");
      }
    }
  }

  private void accepted(Explored explored) {
    for (String property : explored.accepted().ignored()) {
      int worlds = explored.result().survey().violations().getOrDefault(property, 0);
      out.println(
          "  ignored: '"
              + property
              + "', which "
              + HumanText.count(worlds, "world")
              + (worlds == 1 ? " violates" : " violate"));
    }
    for (Causes.Cause cause : Causes.of(explored.findings())) {
      if (explored.accepted().knows(cause.id())) {
        out.println(
            "  known: "
                + cause.id()
                + ", "
                + explored.violated(cause).text(cause.findings().size()));
      }
    }
    if (explored.accepted().any()) {
      explored.unjudged().forEach(each -> out.println("  " + unjudged(each)));
    }
  }

  /** That there are violating worlds whose cause nobody looked for. */
  static String unjudged(Violated violated) {
    return "'"
        + violated.property()
        + "': "
        + HumanText.count(violated.worlds(), "world")
        + " violate it, and "
        + HumanText.count(violated.worlds() - violated.kept())
        + " of them were not looked at, so that their cause is not known";
  }

  private void speed(Explored explored) {
    CampaignResult result = explored.result();
    out.println(
        "  "
            + HumanText.span(result.simulatedNanos())
            + " simulated in "
            + HumanText.span(result.realNanos())
            + ", "
            + HumanText.ratio(result.simulatedNanos(), result.realNanos())
            + " times as fast as real time; "
            + HumanText.count(result.events(), "event"));
    int twice = result.worldsRunTwice();
    out.println(
        "  campaign hash "
            + ReplayText.hex(result.campaignHash())
            + (twice > 0 && explored.leak() == null
                ? "; "
                    + HumanText.count(twice, "world")
                    + (twice == 1 ? " was" : " were")
                    + " run twice, with equal results"
                    + (Notices.unguarded().isEmpty() ? "" : ", but see the notice")
                : ""));
  }

  private void doubts(Explored explored) {
    CampaignResult result = explored.result();
    FaultSummary.lines(result).forEach(out::println);
    FaultSummary.chances(result).forEach(out::println);
    if (!result.neverStruck().isEmpty() && result.exploration() == null) {
      out.println(
          paint.yellow("never struck")
              + " in any world, though the model allows it: "
              + String.join(", ", result.neverStruck()));
    }
    RuntimeException failure = result.failure();
    if (failure != null) {
      out.println(paint.red("could not be run") + ": " + failure.getMessage());
    }
    Exploration exploration = explored.exploration();
    if (exploration != null) {
      out.println(exploration.summary());
    }
    if (!result.bound().isEmpty()) {
      out.println(result.bound());
    }
    if (!result.outcomes().isEmpty()) {
      out.println("outcomes, with the number of worlds:");
      result
          .outcomes()
          .forEach((name, worlds) -> {
            out.printf("  %8s  %s%n", HumanText.count(worlds), name);
            if (result.exploration() != null) {
              result.schedules().getOrDefault(name, List.of()).stream()
                  .limit(LONGEST_SCHEDULE)
                  .forEach(line -> out.println("            " + line));
            }
          });
    }
    if (!result.neverReached().isEmpty()) {
      out.println(
          paint.yellow("never reached")
              + " in any world, so what depends on it was not tested: "
              + String.join(", ", result.neverReached()));
    }
    if (!Notices.unguarded().isEmpty()) {
      notice(Notices.unguarded());
    }
    result.notices().forEach(this::notice);
    inconclusive(
        result.inconclusive(), result.inconclusiveWorlds(), explored.plan().strategy().bySeed());
    if (result.stuck() != null) {
      out.println(paint.yellow("stuck") + ": " + result.stuck());
      out.println(
          "  a node that waits for something outside its world (real I/O, another thread, a lock"
              + " that is held outside) stands still for good");
    }
    Leak leak = explored.leak();
    if (leak != null) {
      out.println(paint.red("NONDETERMINISM") + " has leaked into a world, so no verdict counts");
      out.println("  " + leak.summary());
      out.println(
          "  usual causes: a real clock, unseeded randomness, an identity hash, the order of a"
              + " HashMap or HashSet, state shared between worlds, a thread of its own");
    }
  }

  private void notice(String text) {
    out.println(paint.yellow("notice") + ": " + text);
  }

  private void inconclusive(List<CampaignResult.Inconclusive> worlds, int count, boolean bySeed) {
    if (count > 0) {
      out.println(
          paint.yellow(HumanText.count(count, "inconclusive world"))
              + (bySeed ? ", the first with seed " + worlds.getFirst().seed() : ", the first")
              + ": "
              + worlds.getFirst().reason());
    }
  }
}

package dev.faultline.cli;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.why.WhyText;
import dev.faultline.report.CampaignReport;
import dev.faultline.report.CampaignReport.Cause;
import dev.faultline.report.CampaignReport.Found;
import dev.faultline.report.CampaignReport.Gone;
import dev.faultline.report.CampaignReport.Outcome;
import dev.faultline.report.CampaignReport.Status;
import dev.faultline.report.CampaignReport.Told;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a campaign came to, as its report tells it. */
final class ReportContents {
  /** Among fewer worlds a single one says nothing of how rare it is. */
  private static final int MANY_WORLDS = 1_000;

  /** What was to be expected that often and did not come up is gone, with a certainty of 95%. */
  private static final int EXPECTED = 3;

  private final Explored explored;
  private final CampaignPlan plan;
  private final CampaignResult result;
  private final LastReport last;
  private final Path folder;

  /**
   * Of a campaign.
   *
   * @param last the report before
   * @param folder where the page will be, to which its links are relative
   */
  ReportContents(Explored explored, LastReport last, Path folder) {
    this.explored = explored;
    this.plan = explored.plan();
    this.result = explored.result();
    this.last = last;
    this.folder = folder;
  }

  CampaignReport of(String command, String written) {
    List<Causes.Cause> groups = Causes.of(explored.findings());
    SystemModel model = declared();
    Map<String, String> settings = new LinkedHashMap<>();
    explored
        .scenario()
        .settings()
        .forEach(setting -> settings.put(setting.name(), plan.settings().text(setting.name())));
    return new CampaignReport(
        plan,
        result,
        model == null ? "" : ModelText.of(model),
        settings,
        verdict(groups),
        outcome(),
        command,
        written,
        comparedWith(settings),
        groups.stream().map(this::cause).toList(),
        gone(groups),
        new Untried(explored, model).sentences());
  }

  /** That the program declares; null where setting it up once more fails. */
  private @Nullable SystemModel declared() {
    try {
      return WorldRun.declaredBy(plan);
    } catch (RuntimeException | Error e) {
      // The campaign has told of what it ran; the report does without.
      return null;
    }
  }

  private Outcome outcome() {
    return switch (explored.exitCode()) {
      case NO_VIOLATION -> Outcome.HELD;
      case VIOLATION -> Outcome.VIOLATED;
      default ->
          result.violatingWorlds() > 0 && explored.leak() == null
              ? Outcome.VIOLATED
              : Outcome.DOUBTFUL;
    };
  }

  private String verdict(List<Causes.Cause> groups) {
    if (explored.leak() != null) {
      return "Nondeterminism has leaked into a world, so no verdict counts.";
    }
    String worlds = HumanText.count(result.worlds(), "world");
    String ended = result.interrupted() ? " before the interruption" : "";
    if (result.violatingWorlds() == 0) {
      return "No violation in "
          + worlds
          + ended
          + (result.inconclusiveWorlds() == 0
              ? "."
              : ", but " + HumanText.count(result.inconclusiveWorlds()) + " are inconclusive.");
    }
    long causes = groups.stream().filter(Causes.Cause::ownCause).count();
    return HumanText.count(result.violatingWorlds())
        + " of "
        + worlds
        + ended
        + (result.violatingWorlds() == 1 ? " violates" : " violate")
        + " a property"
        + (causes < 2
            ? "."
            : (explored.violated().stream().anyMatch(Violated::cut) ? ", in at least " : ", in ")
                + HumanText.count(causes)
                + " ways.");
  }

  private Cause cause(Causes.Cause group) {
    Reported first = group.findings().getFirst();
    Violated violated = explored.violated(group);
    Status status =
        group.findings().stream().allMatch(explored.accepted()::covers)
            ? Status.ACCEPTED
            : !last.there() || group.signature() == null
                ? Status.PLAIN
                : last.causes().containsKey(group.id()) ? Status.KNOWN : Status.NEW;
    return new Cause(
        group.id(),
        group.property(),
        group.text(),
        group.step(),
        group.variantOf() == null ? "" : group.variantOf().id(),
        status,
        group.findings().size() == 1
            && !violated.cut()
            && plan.all()
            && result.worlds() >= MANY_WORLDS,
        violated.kept(),
        violated.worlds(),
        group.findings().stream().map(this::found).toList(),
        told(first));
  }

  private Found found(Reported reported) {
    Finding finding = reported.finding();
    return new Found(
        plan.strategy().bySeed()
            ? "seed " + finding.seed()
            : "a world of " + plan.strategy().text(),
        FindingText.time(finding.violation().nanos()),
        explored.replayLine().of(reported.replay()));
  }

  private @Nullable Told told(Reported reported) {
    Reported.Small small = reported.small();
    Path picture = reported.picture().file();
    if (small == null && picture == null) {
      return null;
    }
    Finding finding = small == null ? reported.finding() : small.shrunk().after();
    return new Told(
        small == null ? "" : size(small.shrunk()),
        finding.violation().detail().lines().limit(60).toList(),
        small == null || small.why() == null ? List.of() : WhyText.of(small.why()),
        small == null ? List.of() : small.story(),
        explored.replayLine().of(small == null ? reported.replay() : small.replay()),
        picture == null ? null : link(picture));
  }

  private static String size(Shrunk shrunk) {
    return "Shrunk from "
        + HumanText.count(Shrunk.faults(shrunk.before()), "fault")
        + " and "
        + HumanText.count(shrunk.before().events(), "event")
        + " to "
        + HumanText.count(Shrunk.faults(shrunk.after()))
        + " and "
        + HumanText.count(shrunk.after().events());
  }

  /** From the page to a file: relative, so that both can be moved together. */
  private String link(Path file) {
    Path from = folder.toAbsolutePath().normalize();
    Path to = file.toAbsolutePath().normalize();
    if (!Objects.equals(from.getRoot(), to.getRoot())) {
      return to.toUri().toString();
    }
    StringBuilder link = new StringBuilder();
    for (Path part : from.relativize(to)) {
      link.append(link.isEmpty() ? "" : "/")
          .append(URLEncoder.encode(part.toString(), StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return link.toString();
  }

  private String comparedWith(Map<String, String> settings) {
    if (!last.there()) {
      return "";
    }
    List<String> others = new ArrayList<>();
    settings.forEach((name, value) -> {
      String before = last.settings().get(name);
      if (before != null && !before.equals(value)) {
        others.add(name + "=" + before);
      }
    });
    return "the report of "
        + last.written()
        + (others.isEmpty() ? "" : ", which had " + String.join(", ", others));
  }

  /** What the report before had, and this campaign not. */
  private List<Gone> gone(List<Causes.Cause> groups) {
    Set<String> here = new LinkedHashSet<>();
    groups.forEach(each -> here.add(each.id()));
    String cut = saysNothing(groups);
    List<Gone> gone = new ArrayList<>();
    last.causes()
        .forEach((id, known) -> {
          if (!here.contains(id)) {
            gone.add(
                new Gone(
                    id,
                    known.property(),
                    known.cause(),
                    known.findings(),
                    known.worlds(),
                    known.atLeast(),
                    cut.isEmpty() ? mayBeChance(known) : cut));
          }
        });
    return gone;
  }

  /** Why it says nothing that a cause did not come up; empty where it says something. */
  private String saysNothing(List<Causes.Cause> groups) {
    if (explored.leak() != null) {
      return "nondeterminism leaked";
    }
    if (result.interrupted()) {
      return "this campaign was interrupted";
    }
    if (result.stuck() != null || result.failure() != null) {
      return "this campaign could not run all its worlds";
    }
    if (!plan.all() && result.violatingWorlds() > 0) {
      return "this campaign ended at its first violation";
    }
    if (groups.stream().anyMatch(each -> each.signature() == null)) {
      return "of some findings the cause was not looked for";
    }
    return result.violatingWorlds() > result.findings().size() ? "not all findings were kept" : "";
  }

  private String mayBeChance(LastReport.Known known) {
    boolean rare = (double) known.findings() * result.worlds() < EXPECTED * known.worlds();
    return rare
        ? (known.atLeast() ? "it was in at least " : "it was in ")
            + HumanText.count(known.findings())
            + " of "
            + HumanText.count(known.worlds(), "world")
            + ", so that this may be chance"
        : "";
  }
}

package dev.faultline.report;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The report of a campaign, as {@link CampaignPage} shows it.
 *
 * @param plan of the campaign
 * @param result its result
 * @param model of the system, for people; empty where no world was run
 * @param settings all settings of the target, those with their default values too
 * @param verdict one sentence
 * @param outcome how good or bad that is
 * @param command the line for a shell that runs the campaign again
 * @param written when, for people
 * @param comparedWith what the findings were compared with, for people; empty for nothing
 * @param causes the findings, grouped by property and cause
 * @param gone causes that the report before had, and this one has not
 * @param untried what was not tried, one sentence each
 */
public record CampaignReport(
    CampaignPlan plan,
    CampaignResult result,
    String model,
    Map<String, String> settings,
    String verdict,
    Outcome outcome,
    String command,
    String written,
    String comparedWith,
    List<Cause> causes,
    List<Gone> gone,
    List<String> untried) {
  public CampaignReport {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    causes = List.copyOf(causes);
    gone = List.copyOf(gone);
    untried = List.copyOf(untried);
  }

  /** How good or bad the verdict is. */
  public enum Outcome {
    /** Nothing was found. */
    HELD,
    /** A property was violated. */
    VIOLATED,
    /** Nobody knows. */
    DOUBTFUL
  }

  /** How a cause compares with the report before. */
  public enum Status {
    /** There is nothing to compare with. */
    PLAIN,
    /** The report before had it not. */
    NEW,
    /** The report before had it, too. */
    KNOWN,
    /** Whoever ran the campaign has it in a list of known findings, or ignores its property. */
    ACCEPTED
  }

  /**
   * Findings of one property that most likely have one cause.
   *
   * @param id of the signature; empty where the cause was not looked for
   * @param cause in words
   * @param step the last one on the way to the violation; empty where it is not known
   * @param variantOf the id of a cause before it that leads to the same with fewer faults; empty
   *     where there is none
   * @param status compared with the report before
   * @param rare whether it came up in one world only, of many
   * @param findings all of them, the one that is told first
   * @param told what is known of the first one
   */
  public record Cause(
      String id,
      String property,
      String cause,
      String step,
      String variantOf,
      Status status,
      boolean rare,
      List<Found> findings,
      @Nullable Told told) {
    public Cause {
      findings = List.copyOf(findings);
    }
  }

  /**
   * One finding.
   *
   * @param world what people call its world: its seed where that brings it back
   * @param time simulated, for people
   * @param command the line for a shell that brings it back
   */
  public record Found(String world, String time, String command) {}

  /**
   * A finding that was looked into.
   *
   * @param size how large it was found and how small it was made, in words
   * @param seen what was seen, a line each
   * @param why an explanation, a line each; empty where there is none
   * @param story what happened, a line each; empty where it is not told
   * @param command the line for a shell that brings the small run back
   * @param diagram where its diagram is, as a link from the page; null where there is none
   */
  public record Told(
      String size,
      List<String> seen,
      List<String> why,
      List<String> story,
      String command,
      @Nullable String diagram) {
    public Told {
      seen = List.copyOf(seen);
      why = List.copyOf(why);
      story = List.copyOf(story);
    }
  }

  /**
   * A cause that only the report before had.
   *
   * @param findings in how many worlds it was
   * @param worlds among how many
   * @param doubt why it may be there all the same; empty where it is gone
   */
  public record Gone(
      String id, String property, String cause, int findings, int worlds, String doubt) {}
}

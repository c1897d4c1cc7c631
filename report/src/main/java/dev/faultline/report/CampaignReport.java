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
 * @param model the system model, for people; empty if no world was run
 * @param settings all settings of the target, including those with default values
 * @param verdict one sentence
 * @param outcome how good or bad the verdict is
 * @param command the shell command that runs the campaign again
 * @param written when the report was written, for people
 * @param comparedWith what the findings were compared with, for people; empty for nothing
 * @param causes the findings, grouped by property and cause
 * @param gone causes that are in the previous report but not in this one
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
    /** The result is unclear. */
    DOUBTFUL
  }

  /** How a cause compares with the previous report. */
  public enum Status {
    /** There is nothing to compare with. */
    PLAIN,
    /** The previous report does not have it. */
    NEW,
    /** The previous report has it, too. */
    KNOWN,
    /** The user has listed it as a known finding, or ignores its property. */
    ACCEPTED
  }

  /**
   * Findings of one property that most likely have one cause.
   *
   * @param id the id of the signature; empty if no cause was searched for
   * @param cause in words
   * @param step the last step before the violation; empty if it is not known
   * @param variantOf the id of an earlier cause that leads to the same violation with fewer faults;
   *     empty if there is none
   * @param status compared with the report before
   * @param rare whether it occurred in only one of many worlds
   * @param kept how many findings of the property were kept; the campaign knows the causes of these
   *     alone
   * @param worlds how many worlds violated the property
   * @param findings those of the kept findings that have this cause; the one described in detail
   *     comes first
   * @param told the details of the first finding
   */
  public record Cause(
      String id,
      String property,
      String cause,
      String step,
      String variantOf,
      Status status,
      boolean rare,
      int kept,
      int worlds,
      List<Found> findings,
      @Nullable Told told) {
    public Cause {
      findings = List.copyOf(findings);
    }
  }

  /**
   * One finding.
   *
   * @param world the name of its world: the seed, if the seed reproduces it
   * @param time simulated, for people
   * @param command the shell command that reproduces it
   */
  public record Found(String world, String time, String command) {}

  /**
   * A finding that was analysed.
   *
   * @param size its size when it was found and after shrinking, in words
   * @param seen what the property saw, line by line
   * @param why an explanation, line by line; empty if there is none
   * @param story what happened, line by line; empty if it is not described
   * @param command the shell command that reproduces the shrunken run
   * @param diagram the link from the page to its diagram; null if there is none
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
   * A cause that only the previous report has.
   *
   * @param findings in how many worlds it occurred
   * @param worlds how many worlds there were
   * @param atLeast whether it may have occurred in more, since not all findings were kept
   * @param doubt why it may still exist; empty if it is gone
   */
  public record Gone(
      String id,
      String property,
      String cause,
      int findings,
      int worlds,
      boolean atLeast,
      String doubt) {}
}

package dev.faultline.report;

import dev.faultline.explore.Finding;
import org.jspecify.annotations.Nullable;

/**
 * The header of a run.
 *
 * @param target the scenario's name or class
 * @param seed of the world
 * @param property that was violated, or null when none was
 * @param detail what the property saw, or null when none was violated
 * @param traceHash of the run
 * @param replayCommand the shell command that reproduces the run, or null if there is none
 * @param explanation the explanation beside the picture, or null
 */
public record RunHeader(
    String target,
    long seed,
    @Nullable String property,
    @Nullable String detail,
    long traceHash,
    @Nullable String replayCommand,
    @Nullable Explanation explanation) {
  /** Without an explanation. */
  public RunHeader(
      String target,
      long seed,
      @Nullable String property,
      @Nullable String detail,
      long traceHash,
      @Nullable String replayCommand) {
    this(target, seed, property, detail, traceHash, replayCommand, null);
  }

  /** The same with an explanation. */
  public RunHeader withExplanation(Explanation explanation) {
    return new RunHeader(target, seed, property, detail, traceHash, replayCommand, explanation);
  }

  /** The header of a finding's run. */
  public static RunHeader of(Finding finding, @Nullable String replayCommand) {
    return new RunHeader(
        finding.replay().target(),
        finding.seed(),
        finding.violation().property(),
        finding.violation().detail(),
        finding.traceHash(),
        replayCommand);
  }
}

package dev.faultline.core;

import java.time.Duration;

/**
 * The assumptions that a distributed algorithm is correct under, as a value: they bound the
 * adversary, which may do anything inside them and nothing outside.
 *
 * <pre>{@code
 * partiallySynchronous().crashRecovery(1).fairLossLinks()
 * }</pre>
 *
 * <p>Immutable; each method returns a changed copy.
 */
public record SystemModel(Synchrony synchrony, FailureModel failures, LinkModel links) {
  private static final FailureModel NO_FAILURES = new FailureModel(FailureModel.Kind.CRASH_STOP, 0);

  /** No bounds on time at all, no failures and perfect links until told otherwise. */
  public static SystemModel asynchronous() {
    return new SystemModel(new Synchrony.Asynchronous(), NO_FAILURES, LinkModel.PERFECT);
  }

  /**
   * Delays within one second after an unknown time; no failures and perfect links until told
   * otherwise.
   */
  public static SystemModel partiallySynchronous() {
    return partiallySynchronous(Duration.ofSeconds(1));
  }

  /**
   * Delays within {@code maxDelay} after an unknown time; no failures and perfect links until told
   * otherwise.
   */
  public static SystemModel partiallySynchronous(Duration maxDelay) {
    return new SystemModel(
        new Synchrony.PartiallySynchronous(maxDelay), NO_FAILURES, LinkModel.PERFECT);
  }

  /** Known bounds from the start; no failures and perfect links until told otherwise. */
  public static SystemModel synchronous(Duration maxDelay, double maxSlowdown, long maxDriftPpm) {
    return new SystemModel(
        new Synchrony.Synchronous(maxDelay, maxSlowdown, maxDriftPpm),
        NO_FAILURES,
        LinkModel.PERFECT);
  }

  public SystemModel crashStop(int maxFaulty) {
    return failing(FailureModel.Kind.CRASH_STOP, maxFaulty);
  }

  public SystemModel omission(int maxFaulty) {
    return failing(FailureModel.Kind.OMISSION, maxFaulty);
  }

  public SystemModel crashRecovery(int maxFaulty) {
    return failing(FailureModel.Kind.CRASH_RECOVERY, maxFaulty);
  }

  public SystemModel arbitrary(int maxFaulty) {
    return failing(FailureModel.Kind.ARBITRARY, maxFaulty);
  }

  public SystemModel perfectLinks() {
    return links(LinkModel.PERFECT);
  }

  public SystemModel fairLossLinks() {
    return links(LinkModel.FAIR_LOSS);
  }

  public SystemModel links(LinkModel links) {
    return new SystemModel(synchrony, failures, links);
  }

  private SystemModel failing(FailureModel.Kind kind, int maxFaulty) {
    return new SystemModel(synchrony, new FailureModel(kind, maxFaulty), links);
  }
}

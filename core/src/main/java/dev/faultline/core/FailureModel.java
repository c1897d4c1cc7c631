package dev.faultline.core;

/**
 * How processes may fail, and how many of them. The kinds are ordered by what the adversary may do
 * (Cachin et al. 2011, section 2.2): each may also do what those before it do.
 *
 * @param kind the worst that a faulty process does
 * @param maxFaulty f: with crash-stop, omission and arbitrary faults at most f processes are ever
 *     faulty; with crash-recovery at most f are down at any moment
 * @param maxForGood how many processes may crash for good; with crash-recovery a process that is
 *     down for good stays down after healing, too, and counts against f for ever. At most f
 */
public record FailureModel(Kind kind, int maxFaulty, int maxForGood) {
  /** What a faulty process may do. */
  public enum Kind {
    /** Stops for good. */
    CRASH_STOP,
    /** Also fails to send or to receive some messages. */
    OMISSION,
    /** Stops, loses what it had not made durable, and comes back. */
    CRASH_RECOVERY,
    /** Does anything at all, including lying. */
    ARBITRARY
  }

  public FailureModel {
    if (maxFaulty < 0) {
      throw new IllegalArgumentException("maxFaulty is " + maxFaulty + ", expected 0 or more");
    }
    if (maxForGood < 0 || maxForGood > maxFaulty) {
      throw new IllegalArgumentException(
          "maxForGood is " + maxForGood + ", expected 0 to maxFaulty, which is " + maxFaulty);
    }
  }

  /** Every process that fails may fail for good. */
  public FailureModel(Kind kind, int maxFaulty) {
    this(kind, maxFaulty, maxFaulty);
  }

  @Override
  public String toString() {
    return "FailureModel[kind="
        + kind
        + ", maxFaulty="
        + maxFaulty
        + (maxForGood == maxFaulty ? "" : ", maxForGood=" + maxForGood)
        + "]";
  }
}

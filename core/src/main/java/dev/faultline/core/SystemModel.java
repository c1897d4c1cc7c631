package dev.faultline.core;

import java.time.Duration;
import java.util.List;

/**
 * The assumptions that a distributed algorithm is correct under, as a value. They bound the
 * adversary, which may do anything within them and nothing beyond.
 *
 * <pre>{@code
 * partiallySynchronous().crashRecovery(1).fairLossLinks()
 * }</pre>
 *
 * <p>Immutable; each method returns a changed copy.
 */
public record SystemModel(
    Synchrony synchrony, FailureModel failures, LinkModel links, DiskModel disk) {
  private static final FailureModel NO_FAILURES = new FailureModel(FailureModel.Kind.CRASH_STOP, 0);

  /** With a reliable disk. */
  public SystemModel(Synchrony synchrony, FailureModel failures, LinkModel links) {
    this(synchrony, failures, links, DiskModel.RELIABLE);
  }

  /** No bounds on time. Defaults: no failures, perfect links. */
  public static SystemModel asynchronous() {
    return new SystemModel(new Synchrony.Asynchronous(), NO_FAILURES, LinkModel.PERFECT);
  }

  /** Delays within one second after an unknown time; no failures and perfect links by default. */
  public static SystemModel partiallySynchronous() {
    return partiallySynchronous(Duration.ofSeconds(1));
  }

  /**
   * Delays within {@code maxDelay} after an unknown time; no failures and perfect links by default.
   */
  public static SystemModel partiallySynchronous(Duration maxDelay) {
    return new SystemModel(
        new Synchrony.PartiallySynchronous(maxDelay), NO_FAILURES, LinkModel.PERFECT);
  }

  /** Known bounds from the start. Defaults: no failures, perfect links. */
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

  /**
   * Processes crash, lose what they had not made durable, and come back; at most {@code maxFaulty}
   * are down at a time. A crash may also be for good, of any process: the textbook's model says
   * that a process which does not come back is faulty, not that every one comes back. In a campaign
   * about one crash in fifty is for good, and that process stays down after healing. {@link
   * #crashRecovery(int, int)} bounds this.
   */
  public SystemModel crashRecovery(int maxFaulty) {
    return failing(FailureModel.Kind.CRASH_RECOVERY, maxFaulty);
  }

  /**
   * The same, where at most {@code maxForGood} processes ever crash for good; with 0 every process
   * that crashes comes back, at the latest when the world heals.
   */
  public SystemModel crashRecovery(int maxFaulty, int maxForGood) {
    return new SystemModel(
        synchrony,
        new FailureModel(FailureModel.Kind.CRASH_RECOVERY, maxFaulty, maxForGood),
        links,
        disk);
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
    return new SystemModel(synchrony, failures, links, disk);
  }

  /** A {@link Store#sync}, or the sync of a file, may fail. */
  public SystemModel failingSyncs() {
    return disk(new DiskModel(true, disk.troubles(), disk.maxDamaged()));
  }

  /**
   * Disks with files may have these troubles.
   *
   * @param maxDamaged how many disks may ever lose or change durable data
   */
  public SystemModel diskTroubles(int maxDamaged, DiskTrouble... troubles) {
    return disk(new DiskModel(disk.syncFailures(), List.of(troubles), maxDamaged));
  }

  public SystemModel disk(DiskModel disk) {
    return new SystemModel(synchrony, failures, links, disk);
  }

  /** The parts by name; the disk only if it is not reliable, as replay files have it. */
  @Override
  public String toString() {
    return "SystemModel[synchrony="
        + synchrony
        + ", failures="
        + failures
        + ", links="
        + links
        + (disk.equals(DiskModel.RELIABLE) ? "" : ", disk=" + disk)
        + "]";
  }

  private SystemModel failing(FailureModel.Kind kind, int maxFaulty) {
    return new SystemModel(synchrony, new FailureModel(kind, maxFaulty), links, disk);
  }
}

package dev.faultline.sim.node;

import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.run.Kernel;
import java.io.SyncFailedException;
import java.io.UncheckedIOException;

/** How long a sync of a node's store takes, how it waits, and how it ends. */
public final class Syncs {
  private final Kernel kernel;
  private final SimNode node;
  private long begun;

  /** How many of the next syncs fail. */
  private int failing;

  Syncs(Kernel kernel, SimNode node) {
    this.kernel = kernel;
    this.node = node;
  }

  /** The next sync is going to fail, or one more. */
  public void failNext() {
    failing++;
  }

  /** Whether a sync that is about to make something durable fails; it uses up the failure. */
  public boolean takeFailure() {
    boolean fails = failing > 0;
    if (fails) {
      failing--;
    }
    return fails;
  }

  public void failNoMore() {
    failing = 0;
  }

  /**
   * Makes durable what was written before the call. A handler stands still for as long as that
   * takes; a thread waits, and others of its node go on.
   */
  void sync() {
    if (!node.store().dirty()) {
      node.store().sync(node.store().written());
      return;
    }
    long upTo = node.store().written();
    boolean fails = takeFailure();
    long nanos = duration(begun++);
    if (node.disk != null) {
      node.disk.holds();
      nanos = SimTime.plus(nanos, node.disk.delaysSync());
    }
    if (nanos > 0) {
      Standstill.of(kernel, node, nanos);
    }
    if (!fails) {
      node.store().sync(upTo);
      return;
    }
    Adversary adversary = kernel.adversary();
    node.store()
        .syncFailed(
            upTo, write -> adversary.choose(Decision.WRITE_SURVIVES, node.subject, write, 2) == 1);
    throw new UncheckedIOException(
        new SyncFailedException("sync of " + node.name + "'s store failed: I/O error"));
  }

  private long duration(long ordinal) {
    long longest = kernel.disks().syncTime();
    return longest == 0
        ? 0
        : kernel.adversary().choose(Decision.SYNC_TIME, node.subject, ordinal, longest + 1);
  }
}

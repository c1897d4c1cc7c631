package dev.faultline.sim.run;

import dev.faultline.core.DiskModel;
import dev.faultline.sim.setup.DiskSetup;

/** What disks and stores are like in a world. */
public final class Disks {
  private long syncTime;
  private DiskModel model = DiskModel.RELIABLE;
  private DiskSetup setup = DiskSetup.DEFAULT;
  private long healAt = Long.MAX_VALUE;

  /** How long a sync takes at most, in nanoseconds. */
  public void syncTime(long nanos) {
    syncTime = nanos;
  }

  public long syncTime() {
    return syncTime;
  }

  /** What disks may do wrong. */
  public void model(DiskModel model) {
    this.model = model;
  }

  public DiskModel model() {
    return model;
  }

  /** From when on nothing goes wrong any more, in simulated time. */
  public void healAt(long nanos) {
    healAt = nanos;
  }

  public long healAt() {
    return healAt;
  }

  /** What disks are where their node has none of its own kind. */
  public void setup(DiskSetup setup) {
    this.setup = setup;
  }

  public DiskSetup setup() {
    return setup;
  }
}

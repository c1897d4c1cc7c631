package dev.faultline.linkworld;

import dev.faultline.core.Env;
import dev.faultline.link.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A storage on a disk that others fill up and empty. */
public final class RoughStorage implements Storage {
  private static final int RESERVE = 2_000;
  private static final int LONGEST = 1_000;

  private final EnvStorage within;
  private final Env env;
  private final long tightUntilNanos;
  private final int fullOneIn;
  private long room = Long.MAX_VALUE;
  private boolean still;

  /**
   * A storage on the node's store.
   *
   * @param tightUntilNanos until this time of the node's clock others use up the disk
   * @param fullOneIn of so many times that others use up or empty the disk, they leave one time
   *     nothing, not even what was reserved; 0 for never
   */
  public RoughStorage(Env env, long tightUntilNanos, int fullOneIn) {
    this.env = env;
    this.tightUntilNanos = tightUntilNanos;
    this.fullOneIn = fullOneIn;
    within = new EnvStorage(env.store());
  }

  /** The tokens of syncs that have not been begun. */
  public List<Long> takeAsked() {
    return within.takeAsked();
  }

  /** All records so far are durable. */
  public void synced() {
    within.synced();
  }

  /** Whether others neither use up the disk nor empty it for now. */
  public void still(boolean holds) {
    still = holds;
  }

  private void wobble() {
    if (still) {
      return;
    }
    if (env.nanoTime() >= tightUntilNanos) {
      room = Long.MAX_VALUE;
    } else if (env.random().nextInt(8) == 0) {
      room = env.random().nextInt(10) == 0 ? 100_000 : env.random().nextInt(2 * RESERVE);
      if (fullOneIn > 0 && env.random().nextInt(fullOneIn) == 0) {
        room = 0;
      }
    }
  }

  @Override
  public void recover(Records records) {
    within.recover(records);
  }

  @Override
  public boolean hasRoom(long bytes) {
    wobble();
    return room - RESERVE >= bytes;
  }

  @Override
  public long append(MemorySegment segment, long offset, int length) {
    wobble();
    return room < RESERVE + length ? -1 : appendReserved(segment, offset, length);
  }

  @Override
  public long appendReserved(MemorySegment segment, long offset, int length) {
    wobble();
    if (room < length) {
      return -1;
    }
    room -= room == Long.MAX_VALUE ? 0 : length;
    return within.append(segment, offset, length);
  }

  @Override
  public long longestRecord() {
    return LONGEST;
  }

  @Override
  public long sync() {
    return within.sync();
  }

  @Override
  public int read(long position, MemorySegment into, long offset) {
    return within.read(position, into, offset);
  }

  @Override
  public void trim(long position) {
    within.trim(position);
    room += room == Long.MAX_VALUE ? 0 : 200;
  }
}

package dev.faultline.core;

/** A fault of a disk's files while the disk runs; see {@link Env#disk}. */
public enum DiskTrouble {
  /** The next read fails with EIO. */
  READ_ERROR(false, false),
  /** The next write fails with EIO, and does nothing. */
  WRITE_ERROR(false, false),
  /** The next read or write moves half of its bytes. */
  SHORT_TRANSFER(false, false),
  /** For a while all writes and all new files fail with ENOSPC. */
  FULL(true, false),
  /** For a while each read from the device, and each sync, takes 1 to 100 ms more. */
  SLOW(true, false),
  /** A bit of a file flips before the next read, in memory and on the device. */
  BIT_ROT(false, true),
  /** The sectors of the next read become unreadable until they are written again. */
  LATENT_ERROR(false, true),
  /** The next write reports success but stores nothing. */
  LOST_WRITE(false, true),
  /** The next write succeeds and goes to another place of its file. */
  MISDIRECTED_WRITE(false, true),
  /** For a while no call that reads, changes or syncs something returns. */
  HANG(true, false),
  /** For a while every change fails with EROFS, and so does opening for writing. */
  READ_ONLY(true, false),
  /**
   * For a while files grow in memory only: writes succeed, but syncs fail with ENOSPC and lose the
   * growth, as with delayed allocation.
   */
  FULL_AT_SYNC(true, false),
  /**
   * The next read returns one flipped bit. The stored data is intact, and another read returns it.
   */
  FLIPPED_READ(false, false),
  /**
   * The next write succeeds, and reads show it, but the device keeps the old data. After a crash of
   * the machine the old data is back, even if the write was synced.
   */
  STALE_WRITE(false, true);

  private final boolean lasting;
  private final boolean damaging;

  DiskTrouble(boolean lasting, boolean damaging) {
    this.lasting = lasting;
    this.damaging = damaging;
  }

  /** Whether it lasts for a time; the others affect one call. */
  public boolean lasting() {
    return lasting;
  }

  /** Whether it destroys durable data, so that only another copy can restore it. */
  public boolean damaging() {
    return damaging;
  }
}

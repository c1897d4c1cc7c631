package dev.faultline.core;

/** What a disk may do wrong with files while it runs; see {@link Env#disk}. */
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
  /** A bit of a file turns before the next read, in memory and on the device. */
  BIT_ROT(false, true),
  /** The sectors that the next read touches cannot be read any more until they are written. */
  LATENT_ERROR(false, true),
  /** The next write succeeds and goes nowhere. */
  LOST_WRITE(false, true),
  /** The next write succeeds and goes to another place of its file. */
  MISDIRECTED_WRITE(false, true),
  /** For a while no call returns that reads, changes or syncs something. */
  HANG(true, false),
  /** For a while whatever would change something fails with EROFS, opening for writing too. */
  READ_ONLY(true, false),
  /**
   * For a while files grow in memory alone: writes succeed, and syncs fail with ENOSPC and lose
   * what has grown, as where room is allocated late.
   */
  FULL_AT_SYNC(true, false),
  /** The next read returns one bit turned; what is there stays, and another read shows it. */
  FLIPPED_READ(false, false),
  /**
   * The next write succeeds, and reads show it, but the device keeps what it had: that is what is
   * there after a crash of the machine, whatever was synced.
   */
  STALE_WRITE(false, true);

  private final boolean lasting;
  private final boolean damaging;

  DiskTrouble(boolean lasting, boolean damaging) {
    this.lasting = lasting;
    this.damaging = damaging;
  }

  /** Whether it goes on for a time; others strike one call. */
  public boolean lasting() {
    return lasting;
  }

  /** Whether it takes what was durable, so that only another copy can bring it back. */
  public boolean damaging() {
    return damaging;
  }
}

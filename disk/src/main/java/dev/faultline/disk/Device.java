package dev.faultline.disk;

/**
 * What the device under a file system guarantees at a power failure, in addition to the file
 * system's own rules.
 *
 * @param atomicBytes the aligned unit that is written whole or not at all: 512, 4,096 or 16,384; 1
 *     if the device guarantees nothing. A file system that never tears its blocks ({@link
 *     Profile#atomicBlocks}) does so on any device
 * @param powerSafeOverwrite whether a torn write leaves the bytes around it intact. Without it, the
 *     4,096 bytes around a write in flight may hold anything
 * @param sequential whether writes reach the medium in the order in which they were made
 */
public record Device(int atomicBytes, boolean powerSafeOverwrite, boolean sequential) {
  /**
   * Atomic sectors of 512 bytes, no damage to neighbours, writes in any order: what most disks
   * guarantee.
   */
  public static final Device SECTORS = new Device(512, true, false);

  /**
   * @throws IllegalArgumentException if the unit is none of 1, 512, 4,096 and 16,384
   */
  public Device {
    if (atomicBytes != 1 && atomicBytes != 512 && atomicBytes != 4096 && atomicBytes != 16384) {
      throw new IllegalArgumentException(
          "a device writes 1, 512, 4096 or 16384 bytes at once, not " + atomicBytes);
    }
  }

  /** The same device with another atomic unit. */
  public Device withAtomicBytes(int bytes) {
    return new Device(bytes, powerSafeOverwrite, sequential);
  }
}

package dev.faultline.sim.setup;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.sim.base.SimTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The disk of a node: which states a crash may leave, and how long its device takes. Writes wait in
 * memory and take no time; a sync takes the time of one access and of its bytes, and so does a read
 * of bytes that are not in memory. Immutable.
 *
 * @param profile the file system's rules
 * @param device what the device under it promises
 * @param latency how long one access of the device takes at most; null for as long as a sync of the
 *     {@link dev.faultline.core.Store} does
 * @param bytesPerSecond how many bytes pass in a second; 0 for no limit
 */
public record DiskSetup(
    Profile profile, Device device, @Nullable Duration latency, long bytesPerSecond) {
  /**
   * The least that POSIX guarantees, sectors of 512 bytes, the latency of the store, 500 MB in a
   * second.
   */
  public static final DiskSetup DEFAULT =
      new DiskSetup(Profile.POSIX_MINIMAL, Device.SECTORS, null, 500_000_000);

  public DiskSetup {
    if (latency != null) {
      SimTime.most(latency, "latency");
    }
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "bytesPerSecond is " + bytesPerSecond + ", expected 0 for no limit, or more");
    }
  }

  /** The same with other rules, such as {@link Profile#EXT4_ORDERED}. */
  public DiskSetup withProfile(Profile other) {
    return new DiskSetup(other, device, latency, bytesPerSecond);
  }

  /** The same with another device. */
  public DiskSetup withDevice(Device other) {
    return new DiskSetup(profile, other, latency, bytesPerSecond);
  }

  /** The same with another latency. */
  public DiskSetup withLatency(Duration most) {
    return new DiskSetup(profile, device, most, bytesPerSecond);
  }

  /** The same with another throughput. */
  public DiskSetup withBytesPerSecond(long bytes) {
    return new DiskSetup(profile, device, latency, bytes);
  }
}

package dev.faultline.disk.crash;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of an exploration.
 *
 * @param profile the file system
 * @param device the device under it
 * @param states the maximum number of different states to check; crashes during recovery may use a
 *     quarter of that in addition
 * @param seed of the random states, which are checked after all simple ones
 * @param checkLimit how long a check may take, in real time
 * @param from the label where crash points begin; null for the beginning
 * @param to the label where they end; null for the end
 */
public record CrashOptions(
    Profile profile,
    Device device,
    int states,
    long seed,
    Duration checkLimit,
    @Nullable String from,
    @Nullable String to) {

  /**
   * The harshest profile of honest disks, sectors of 512 bytes, 10,000 states, seed 1, 10 seconds
   * per check, the whole run.
   */
  public static final CrashOptions DEFAULT =
      new CrashOptions(
          Profile.POSIX_MINIMAL, Device.SECTORS, 10_000, 1, Duration.ofSeconds(10), null, null);

  /**
   * @throws IllegalArgumentException if there is nothing to check, or no time for it
   */
  public CrashOptions {
    if (states < 1) {
      throw new IllegalArgumentException("at least one state has to be checked, not " + states);
    }
    if (checkLimit.isNegative() || checkLimit.isZero()) {
      throw new IllegalArgumentException("a check needs time, not " + checkLimit);
    }
  }

  /** The same with another file system. */
  public CrashOptions withProfile(Profile other) {
    return new CrashOptions(other, device, states, seed, checkLimit, from, to);
  }

  /** The same on another device. */
  public CrashOptions withDevice(Device other) {
    return new CrashOptions(profile, other, states, seed, checkLimit, from, to);
  }

  /** The same with another number of states. */
  public CrashOptions withStates(int most) {
    return new CrashOptions(profile, device, most, seed, checkLimit, from, to);
  }

  /** The same with another seed. */
  public CrashOptions withSeed(long other) {
    return new CrashOptions(profile, device, states, other, checkLimit, from, to);
  }

  /** The same with another limit for each check. */
  public CrashOptions withCheckLimit(Duration limit) {
    return new CrashOptions(profile, device, states, seed, limit, from, to);
  }

  /**
   * The same with crashes only between two labels of the program's; null for the beginning or the
   * end.
   */
  public CrashOptions between(@Nullable String first, @Nullable String last) {
    return new CrashOptions(profile, device, states, seed, checkLimit, first, last);
  }
}

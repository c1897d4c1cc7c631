package dev.faultline.disk.crash;

import dev.faultline.disk.Profile;
import dev.faultline.disk.fault.Errno;
import dev.faultline.disk.fault.FileCall;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which calls of a program fail, and how many resulting states are checked.
 *
 * @param crash the file system, the seed, how long a run or a check may take, and how many states
 *     are checked for each failure
 * @param calls which calls fail
 * @param errno with which error
 * @param modes whether the call fails once, or it and all that follow, or it is only cut short
 */
public record SweepOptions(CrashOptions crash, Set<FileCall> calls, Errno errno, List<Mode> modes) {

  /** How long a failure lasts. */
  public enum Mode {
    /** One call fails. */
    ONCE("once"),
    /** It, and all that come after it. */
    ONWARD("and all that follow"),
    /** A read or write moves one byte only, which no program may take for an error or for all. */
    SHORT("after one byte");

    private final String text;

    Mode(String text) {
      this.text = text;
    }

    /** In words. */
    public String text() {
      return text;
    }
  }

  /** All calls, EIO, all modes, 100 states for each failure, ext4-ordered, 10 seconds a check. */
  public static final SweepOptions DEFAULT =
      new SweepOptions(
          CrashOptions.DEFAULT.withProfile(Profile.EXT4_ORDERED).withStates(100),
          EnumSet.allOf(FileCall.class),
          Errno.EIO,
          List.of(Mode.values()));

  /**
   * @throws IllegalArgumentException if no call or no mode is left
   */
  public SweepOptions {
    if (calls.isEmpty() || modes.isEmpty()) {
      throw new IllegalArgumentException("a sweep needs calls to fail, and a mode");
    }
    calls = EnumSet.copyOf(calls);
    modes = List.copyOf(modes);
  }

  /** The same with other limits. */
  public SweepOptions withCrash(CrashOptions other) {
    return new SweepOptions(other, calls, errno, modes);
  }

  /** The same for other calls. */
  public SweepOptions withCalls(Set<FileCall> other) {
    return new SweepOptions(crash, other, errno, modes);
  }

  /** The same with another error. */
  public SweepOptions withErrno(Errno other) {
    return new SweepOptions(crash, calls, other, modes);
  }

  /** The same with other modes. */
  public SweepOptions withModes(List<Mode> other) {
    return new SweepOptions(crash, calls, errno, other);
  }
}

package dev.faultline.mount.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** As which user and group a thread uses files. Belongs to one thread. */
final class Identity {
  private static final MemorySegment GETEUID = CCalls.function("geteuid");
  private static final MemorySegment GETEGID = CCalls.function("getegid");
  private static final MemorySegment SETFSUID = CCalls.function("setfsuid");
  private static final MemorySegment SETFSGID = CCalls.function("setfsgid");
  private static final MemorySegment CAPGET = CCalls.function("capget");
  private static final MemorySegment CAPSET = CCalls.function("capset");

  private static final int EPERM = 1;
  private static final int CAPABILITIES_VERSION_3 = 0x20080522;
  private static final int DAC_OVERRIDE = 1 << 1;

  private final MemorySegment errno;
  private final MemorySegment header;

  /** Effective, permitted and inheritable: the lower 32 of each, then the upper. */
  private final MemorySegment capabilities;

  private final int user;
  private final int group;

  Identity(Arena arena, MemorySegment errno) {
    this.errno = errno;
    header = arena.allocate(8, 4);
    header.set(JAVA_INT, 0, CAPABILITIES_VERSION_3);
    capabilities = arena.allocate(24, 4);
    user = (int) CCalls.call(GETEUID, errno);
    group = (int) CCalls.call(GETEGID, errno);
  }

  /** The user that this process is. */
  int user() {
    return user;
  }

  int become(int newUser, int newGroup) {
    if (newUser == user && newGroup == group) {
      return 0;
    }
    // The group first: a user that is not root may not change it.
    CCalls.call(SETFSGID, errno, newGroup);
    CCalls.call(SETFSUID, errno, newUser);
    // Neither says whether it worked; an impossible one only asks.
    if ((int) CCalls.call(SETFSUID, errno, -1) != newUser) {
      becomeSelf();
      return -EPERM;
    }
    if (newUser != user) {
      overrideAccess();
    }
    return 0;
  }

  /** Becoming a user has taken this away. */
  private void overrideAccess() {
    CCalls.call(CAPGET, errno, header.address(), capabilities.address());
    int permitted = capabilities.get(JAVA_INT, 4);
    capabilities.set(JAVA_INT, 0, capabilities.get(JAVA_INT, 0) | permitted & DAC_OVERRIDE);
    // Without it, groups that this process is not in let nobody in, as before.
    CCalls.call(CAPSET, errno, header.address(), capabilities.address());
  }

  void becomeSelf() {
    CCalls.call(SETFSUID, errno, user);
    CCalls.call(SETFSGID, errno, group);
  }
}

package dev.faultline.mount.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** As which user and group a thread uses files. Belongs to one thread. */
final class Identity {
  private static final MethodHandle GETEUID = Libc.handle("geteuid", "i");
  private static final MethodHandle GETEGID = Libc.handle("getegid", "i");
  private static final MethodHandle SETFSUID = Libc.handle("setfsuid", "ii");
  private static final MethodHandle SETFSGID = Libc.handle("setfsgid", "ii");
  private static final MethodHandle CAPGET = Libc.handle("capget", "ill");
  private static final MethodHandle CAPSET = Libc.handle("capset", "ill");

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
    try {
      user = (int) GETEUID.invokeExact(errno);
      group = (int) GETEGID.invokeExact(errno);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** The user that this process is. */
  int user() {
    return user;
  }

  int become(int newUser, int newGroup) {
    if (newUser == user && newGroup == group) {
      return 0;
    }
    try {
      // The group first: a user that is not root may not change it.
      int before = (int) SETFSGID.invokeExact(errno, newGroup);
      int beforeThat = (int) SETFSUID.invokeExact(errno, newUser);
      // Neither says whether it worked; an impossible one only asks.
      if ((int) SETFSUID.invokeExact(errno, -1) != newUser) {
        becomeSelf();
        return -EPERM;
      }
      if (newUser != user) {
        overrideAccess();
      }
      return 0;
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** Becoming a user has taken this away. */
  private void overrideAccess() throws Throwable {
    int found = (int) CAPGET.invokeExact(errno, header.address(), capabilities.address());
    int permitted = capabilities.get(JAVA_INT, 4);
    capabilities.set(JAVA_INT, 0, capabilities.get(JAVA_INT, 0) | permitted & DAC_OVERRIDE);
    // Without it, groups that this process is not in let nobody in, as before.
    int ignored = (int) CAPSET.invokeExact(errno, header.address(), capabilities.address());
  }

  void becomeSelf() {
    try {
      int before = (int) SETFSUID.invokeExact(errno, user);
      int beforeThat = (int) SETFSGID.invokeExact(errno, group);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }
}

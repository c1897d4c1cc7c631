package dev.faultline.mount.sys;

import java.lang.foreign.MemorySegment;

/** The system calls of whoever mounts and unmounts. Conventions and thread as in {@link Libc}. */
public final class MountCalls {
  /** Of {@code unshare}: the thread's mask of modes, working folder and root. */
  private static final int CLONE_FS = 0x200;

  private static final MemorySegment UNSHARE = CCalls.function("unshare");
  private static final MemorySegment UMASK = CCalls.function("umask");
  private static final MemorySegment MOUNT = CCalls.function("mount");
  private static final MemorySegment UMOUNT2 = CCalls.function("umount2");
  private static final MemorySegment IOCTL = CCalls.function("ioctl");
  private static final MemorySegment STRERROR = CCalls.function("strerror");

  private final Libc libc;

  public MountCalls(Libc libc) {
    this.libc = libc;
  }

  /** The C library's words for an error number. Not for several threads at once. */
  public static synchronized String message(int errno) {
    long text = CCalls.call(STRERROR, CCalls.IGNORED, errno);
    return MemorySegment.ofAddress(text).reinterpret(256).getString(0);
  }

  /**
   * Has the files that this thread creates get the modes that it says, unlike those of the
   * process's other threads. Where the system does not let a thread be an exception, it holds for
   * all.
   */
  public void keepModes() {
    CCalls.call(UNSHARE, libc.errno, CLONE_FS);
    CCalls.call(UMASK, libc.errno, 0);
  }

  public int mount(long source, long target, long type, long flags, long options) {
    return libc.result((int) CCalls.call(MOUNT, libc.errno, source, target, type, flags, options));
  }

  public int umount2(long target, int flags) {
    return libc.result((int) CCalls.call(UMOUNT2, libc.errno, target, flags));
  }

  public int ioctl(int file, long request, long argument) {
    return libc.result((int) CCalls.call(IOCTL, libc.errno, file, request, argument));
  }
}

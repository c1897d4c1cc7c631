package dev.faultline.mount.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The system calls of whoever mounts and unmounts. Conventions and thread as in {@link Libc}. */
public final class MountCalls {
  private static final MethodHandle UMASK = Libc.handle("umask", "ii");
  private static final MethodHandle MOUNT = Libc.handle("mount", "illlll");
  private static final MethodHandle UMOUNT2 = Libc.handle("umount2", "ili");
  private static final MethodHandle IOCTL = Libc.variadic("ioctl", "iill", 2);
  private static final MethodHandle STRERROR =
      Libc.LINKER.downcallHandle(
          Libc.C.findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private final Libc libc;

  public MountCalls(Libc libc) {
    this.libc = libc;
  }

  /** The C library's words for an error number. Not for several threads at once. */
  public static synchronized String message(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  /** Sets what this process takes from the mode of the files that it creates. */
  public int umask(int mask) {
    try {
      return (int) UMASK.invokeExact(libc.errno, mask);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  public int mount(long source, long target, long type, long flags, long options) {
    try {
      return libc.result((int) MOUNT.invokeExact(libc.errno, source, target, type, flags, options));
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  public int umount2(long target, int flags) {
    try {
      return libc.result((int) UMOUNT2.invokeExact(libc.errno, target, flags));
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  public int ioctl(int file, long request, long argument) {
    try {
      return libc.result((int) IOCTL.invokeExact(libc.errno, file, request, argument));
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }
}

package dev.faultline.mount.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Memory from the system, page by page as it is used: large buffers of which most requests use a
 * little. It does not count against the JVM's limit of direct memory.
 */
public final class Pages {
  private static final int READ_WRITE = 1 | 2;
  private static final int PRIVATE_ANONYMOUS = 2 | 0x20;

  private static final MethodHandle MMAP =
      Libc.LINKER.downcallHandle(
          Libc.C.findOrThrow("mmap"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      Libc.LINKER.downcallHandle(
          Libc.C.findOrThrow("munmap"), FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

  private Pages() {}

  /**
   * Zeroed memory that is given back with the arena.
   *
   * @throws OutOfMemoryError if the system has none
   */
  public static MemorySegment allocate(Arena arena, long bytes) {
    long address;
    try {
      address = (long) MMAP.invokeExact(0L, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
    if (address == -1) {
      throw new OutOfMemoryError("the system has no " + bytes + " bytes for requests of a mount");
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, arena, segment -> free(segment.address(), bytes));
  }

  private static void free(long address, long bytes) {
    try {
      int ignored = (int) MUNMAP.invokeExact(address, bytes);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }
}

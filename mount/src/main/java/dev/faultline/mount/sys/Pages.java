package dev.faultline.mount.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory from the system, page by page as it is used: large buffers of which most requests use a
 * little. It does not count against the JVM's limit of direct memory.
 */
public final class Pages {
  private static final int READ_WRITE = 1 | 2;
  private static final int PRIVATE_ANONYMOUS = 2 | 0x20;

  private static final MemorySegment MMAP = CCalls.function("mmap");
  private static final MemorySegment MUNMAP = CCalls.function("munmap");

  private Pages() {}

  /**
   * Zeroed memory that is given back with the arena.
   *
   * @throws OutOfMemoryError if the system has none
   */
  public static MemorySegment allocate(Arena arena, long bytes) {
    long address =
        CCalls.call(MMAP, CCalls.IGNORED, 0, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
    if (address == -1) {
      throw new OutOfMemoryError("the system has no " + bytes + " bytes for requests of a mount");
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, arena, segment -> free(segment.address(), bytes));
  }

  private static void free(long address, long bytes) {
    CCalls.call(MUNMAP, CCalls.IGNORED, address, bytes);
  }
}

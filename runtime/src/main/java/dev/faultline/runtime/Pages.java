package dev.faultline.runtime;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Memory for sessions' buffers. On 64-bit Linux it takes pages from the system when they are first
 * touched, and not before: a session that has sent little occupies little, and one that begins does
 * not wait until megabytes have been filled with zeros. Elsewhere it is filled at once.
 */
final class Pages {
  /** Less is not worth a mapping of its own. */
  private static final long LEAST_BYTES = 1 << 14;

  private static final long ALIGNMENT = 64;
  private static final int READ_AND_WRITE = 1 | 2;
  private static final int PRIVATE_AND_ANONYMOUS = 0x02 | 0x20;
  private static final long FAILED = -1;
  private static final long PAGE_BYTES = 4_096;

  /** {@code MADV_DONTNEED}: the pages are given back, and are zeros when touched again. */
  private static final int DONT_NEED = 4;

  private static final @Nullable MethodHandle MMAP =
      system("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final @Nullable MethodHandle MUNMAP =
      system("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);

  private static final @Nullable MethodHandle MADVISE =
      system("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

  private Pages() {}

  private static @Nullable MethodHandle system(
      String name, ValueLayout result, ValueLayout... arguments) {
    boolean linux =
        System.getProperty("os.name", "").equals("Linux") && ValueLayout.ADDRESS.byteSize() == 8;
    Linker linker = Linker.nativeLinker();
    return linux
        ? linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments))
        : null;
  }

  /** Memory full of zeros that lives as long as anybody refers to it. */
  static MemorySegment allocate(long bytes) {
    return allocate(Arena.ofAuto(), bytes);
  }

  /** Memory full of zeros that lives as long as the arena. */
  static MemorySegment allocate(Arena arena, long bytes) {
    if (MMAP == null || MUNMAP == null || bytes < LEAST_BYTES) {
      return arena.allocate(bytes, ALIGNMENT);
    }
    long address = map(MMAP, bytes);
    return address == FAILED
        ? arena.allocate(bytes, ALIGNMENT)
        : MemorySegment.ofAddress(address)
            .reinterpret(bytes, arena, pages -> unmap(MUNMAP, address, bytes));
  }

  /**
   * Gives memory from {@link #allocate} back to the system at once, before its arena ends. It stays
   * mapped, and is zeros from now on: who still holds it reads nobody else's bytes.
   */
  static void release(MemorySegment memory) {
    if (MADVISE != null && memory.byteSize() >= LEAST_BYTES && memory.isNative()) {
      long begin = (memory.address() + PAGE_BYTES - 1) & -PAGE_BYTES;
      long end = (memory.address() + memory.byteSize()) & -PAGE_BYTES;
      advise(MADVISE, begin, end - begin);
    }
  }

  private static void advise(MethodHandle madvise, long address, long bytes) {
    try {
      int ignored = (int) madvise.invokeExact(address, bytes, DONT_NEED);
    } catch (Throwable e) {
      throw new AssertionError("a call of the C library cannot throw", e);
    }
  }

  private static long map(MethodHandle mmap, long bytes) {
    try {
      return (long) mmap.invokeExact(0L, bytes, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0L);
    } catch (Throwable e) {
      throw new AssertionError("a call of the C library cannot throw", e);
    }
  }

  private static void unmap(MethodHandle munmap, long address, long bytes) {
    try {
      int ignored = (int) munmap.invokeExact(address, bytes);
    } catch (Throwable e) {
      throw new AssertionError("a call of the C library cannot throw", e);
    }
  }
}

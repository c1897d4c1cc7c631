package dev.faultline.runtime.base;

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
public final class Pages {
  /** Less is not worth a mapping of its own. */
  private static final long LEAST_BYTES = 1 << 14;

  private static final long ALIGNMENT = 64;
  private static final int READ_AND_WRITE = 1 | 2;
  private static final int PRIVATE_AND_ANONYMOUS = 0x02 | 0x20;
  private static final long FAILED = -1;

  /** {@code MADV_DONTNEED}: the pages are given back, and are zeros when touched again. */
  private static final int DONT_NEED = 4;

  private static final @Nullable MethodHandle MMAP =
      system("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final @Nullable MethodHandle MUNMAP =
      system("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);

  private static final @Nullable MethodHandle MADVISE =
      system("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

  private static final long PAGE_BYTES = pageBytes(system("getpagesize", JAVA_INT));

  private Pages() {}

  private static @Nullable MethodHandle system(
      String name, ValueLayout result, ValueLayout... arguments) {
    boolean linux =
        System.getProperty("os.name", "").equals("Linux") && ValueLayout.ADDRESS.byteSize() == 8;
    if (!linux) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    try {
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    } catch (IllegalCallerException e) {
      // The JVM forbids native calls: memory is the JVM's own then, and stays with it.
      return null;
    }
  }

  /** Memory full of zeros that lives as long as anybody refers to it. */
  public static MemorySegment allocate(long bytes) {
    return allocate(Arena.ofAuto(), bytes);
  }

  /** Memory full of zeros that lives as long as the arena. */
  public static MemorySegment allocate(Arena arena, long bytes) {
    if (MMAP == null || MUNMAP == null || bytes < LEAST_BYTES) {
      return arena.allocate(bytes, ALIGNMENT);
    }
    long address = map(MMAP, bytes);
    return address == FAILED
        ? unmapped(arena, bytes)
        : MemorySegment.ofAddress(address)
            .reinterpret(bytes, arena, pages -> unmap(MUNMAP, address, bytes));
  }

  /**
   * Memory that shares its pages with other memory, for want of a mapping. Unlike a mapping it
   * never begins where a page does, by which {@link #release} knows it.
   */
  static MemorySegment unmapped(Arena arena, long bytes) {
    MemorySegment memory = arena.allocate(bytes + ALIGNMENT, ALIGNMENT);
    return memory.asSlice(memory.address() % PAGE_BYTES == 0 ? ALIGNMENT : 0, bytes);
  }

  /**
   * Gives memory from {@link #allocate}, the whole of it, back to the system at once, before its
   * arena ends. It stays mapped, and is zeros from now on: who still holds it reads nobody else's
   * bytes. Of a mapping every page goes, the last one too; of memory without a mapping those that
   * it has to itself, and the rest is filled with zeros. Nothing happens where memory is not taken
   * in pages, nor to what is too short for that.
   */
  public static void release(MemorySegment memory) {
    if (MADVISE == null || memory.byteSize() < LEAST_BYTES || !memory.isNative()) {
      return;
    }
    long address = memory.address();
    if (address % PAGE_BYTES == 0) {
      // The system rounds up to the end of the last page, which is nobody else's.
      advise(MADVISE, address, memory.byteSize());
      return;
    }
    long begin = Math.min(PAGE_BYTES - address % PAGE_BYTES, memory.byteSize());
    long end = Math.max(begin, memory.byteSize() - (address + memory.byteSize()) % PAGE_BYTES);
    memory.asSlice(0, begin).fill((byte) 0);
    memory.asSlice(end).fill((byte) 0);
    if (end > begin) {
      advise(MADVISE, address + begin, end - begin);
    }
  }

  private static void advise(MethodHandle madvise, long address, long bytes) {
    try {
      int ignored = (int) madvise.invokeExact(address, bytes, DONT_NEED);
    } catch (Throwable e) {
      throw new AssertionError("a call of the C library cannot throw", e);
    }
  }

  private static long pageBytes(@Nullable MethodHandle getPageSize) {
    try {
      return getPageSize == null ? 4_096 : (int) getPageSize.invokeExact();
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

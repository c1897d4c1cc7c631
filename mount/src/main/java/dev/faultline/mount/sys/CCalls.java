package dev.faultline.mount.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Functions of the GNU C library on 64-bit Linux, which has them all called in one way: an integer
 * or a pointer takes a register, of which the function reads as many bits as it knows, and it does
 * not look at registers beyond its last argument. This holds for functions with a variable number
 * of arguments too. One way to call is made in a few milliseconds; one for each signature takes as
 * long as all the rest of a mount's start.
 */
final class CCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup C = LINKER.defaultLookup();
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"));

  /** For calls whose error number nobody reads; any thread may use it. */
  static final MemorySegment IGNORED = errno(Arena.global());

  private CCalls() {}

  /** The function of a name. */
  static MemorySegment function(String name) {
    return C.findOrThrow(name);
  }

  /** A place for the error number of calls by one thread. */
  static MemorySegment errno(Arena arena) {
    return arena.allocate(Linker.Option.captureStateLayout());
  }

  /**
   * The error number of the last call, which is all that is kept of the thread's state on Linux.
   */
  static int number(MemorySegment errno) {
    return errno.get(JAVA_INT, 0);
  }

  static long call(MemorySegment function, MemorySegment errno) {
    return call(function, errno, 0, 0, 0, 0, 0, 0);
  }

  static long call(MemorySegment function, MemorySegment errno, long a) {
    return call(function, errno, a, 0, 0, 0, 0, 0);
  }

  static long call(MemorySegment function, MemorySegment errno, long a, long b) {
    return call(function, errno, a, b, 0, 0, 0, 0);
  }

  static long call(MemorySegment function, MemorySegment errno, long a, long b, long c) {
    return call(function, errno, a, b, c, 0, 0, 0);
  }

  static long call(MemorySegment function, MemorySegment errno, long a, long b, long c, long d) {
    return call(function, errno, a, b, c, d, 0, 0);
  }

  static long call(
      MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e) {
    return call(function, errno, a, b, c, d, e, 0);
  }

  /**
   * Calls it. The upper half of the result of a function that returns an {@code int} means nothing.
   *
   * @param errno receives the error number
   */
  static long call(
      MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL.invokeExact(function, errno, a, b, c, d, e, f);
    } catch (Throwable thrown) {
      throw new AssertionError("a call of the C library does not throw", thrown);
    }
  }
}

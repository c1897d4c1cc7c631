package dev.faultline.guard.time;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * The shared memory of the ClockBound daemon, version 2 of its protocol (docs/PROTOCOL.md of
 * aws/clock-bound). Its times are of {@code CLOCK_MONOTONIC_COARSE}, which on Linux is {@code
 * System.nanoTime()} as of the last tick.
 *
 * <p>A virtual machine that was moved to another host has another oscillator. The host tells so by
 * a number in the VMClock device, and the daemon says which it has seen: if it is another one now,
 * its bound is of the host before.
 */
final class ClockBoundSegment {
  static final Path PATH = Path.of("/var/run/clockbound/shm0");

  static final int SIZE = 80;
  static final int MAGIC = 0x414D5A4E;
  static final int MAGIC_2 = 0x43420200;
  static final int VERSION = 2;
  static final int SYNCHRONIZED = 1;
  static final int FREE_RUNNING = 2;

  static final int SIZE_AT = 8;
  static final int VERSION_AT = 12;
  static final int GENERATION_AT = 14;
  static final int AS_OF_AT = 16;
  static final int VOID_AFTER_AT = 32;
  static final int BOUND_AT = 48;
  static final int DISRUPTION_AT = 56;
  static final int DRIFT_AT = 64;
  static final int STATUS_AT = 68;

  /** Whether the daemon looks at the VMClock. */
  static final int SUPPORT_AT = 72;

  /** Linux's device of the VMClock (include/uapi/linux/vmclock-abi.h). */
  static final Path VM_CLOCK = Path.of("/dev/vmclock0");

  private static final int VM_CLOCK_BYTES = 24;
  private static final int VM_CLOCK_MAGIC = 0x4B4C4356;
  private static final int VM_CLOCK_DISRUPTION_AT = 16;

  private static final int TRIES = 100;
  private static final int UNSIGNED_SHORT = 0xFFFF;

  private ClockBoundSegment() {}

  /** The file is opened at each reading: a daemon that starts anew makes a new one. */
  static TimeSource at(Path path, Path vmClock) {
    return (wall, monotonic) -> {
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
          Arena arena = Arena.ofConfined()) {
        if (file.size() < SIZE) {
          return Optional.empty();
        }
        MemorySegment segment = file.map(FileChannel.MapMode.READ_ONLY, 0, SIZE, arena);
        return read(segment, wall, monotonic, marker -> isOfVmClock(vmClock, marker));
      } catch (IOException e) {
        return Optional.empty();
      }
    };
  }

  /** What cannot be read is no such number. */
  private static boolean isOfVmClock(Path vmClock, long marker) {
    try (SeekableByteChannel device = Files.newByteChannel(vmClock)) {
      ByteBuffer bytes = ByteBuffer.allocate(VM_CLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      // The driver gives a copy that is whole, in one piece.
      return device.read(bytes) == VM_CLOCK_BYTES
          && bytes.getInt(0) == VM_CLOCK_MAGIC
          && bytes.getLong(VM_CLOCK_DISRUPTION_AT) == marker;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads the segment.
   *
   * @param isOfVmClock whether this is the number of the VMClock
   */
  static Optional<ErrorBound> read(
      MemorySegment segment, long wallNanos, long monotonicNanos, LongPredicate isOfVmClock) {
    for (int i = 0; i < TRIES; i++) {
      int generation = generation(segment);
      VarHandle.acquireFence();
      long asOf = time(segment, AS_OF_AT);
      long voidAfter = time(segment, VOID_AFTER_AT);
      long bound = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, BOUND_AT);
      long drift = Integer.toUnsignedLong(segment.get(ValueLayout.JAVA_INT_UNALIGNED, DRIFT_AT));
      int status = segment.get(ValueLayout.JAVA_INT_UNALIGNED, STATUS_AT);
      long marker = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, DISRUPTION_AT);
      boolean isLookedAt = segment.get(ValueLayout.JAVA_BYTE, SUPPORT_AT) != 0;
      boolean isKind = isVersion2(segment);
      VarHandle.acquireFence();
      // Odd while it is written; 0 before it was written for the first time.
      if (generation == 0 || generation % 2 == 1 || generation != generation(segment)) {
        Thread.onSpinWait();
        continue;
      }
      boolean isGood =
          isKind
              && (status == SYNCHRONIZED || status == FREE_RUNNING)
              && bound >= 0
              && bound <= Nanos.DAY
              && drift <= Nanos.BILLION / 10
              && asOf >= 0
              && monotonicNanos <= voidAfter
              && (!isLookedAt || isOfVmClock.test(marker));
      return isGood
          ? Optional.of(bound(wallNanos, monotonicNanos, asOf, bound, drift, voidAfter))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /** The bound is that of the wall clock, as of then: its error has grown since. */
  private static ErrorBound bound(
      long wall, long monotonic, long asOf, long bound, long drift, long voidAfter) {
    long age = Math.max(0, monotonic - asOf);
    long grown = Nanos.plus(bound, Nanos.drift(age, drift));
    return new ErrorBound("ClockBound", wall, monotonic, grown, drift, voidAfter);
  }

  private static boolean isVersion2(MemorySegment segment) {
    return segment.get(ValueLayout.JAVA_INT_UNALIGNED, 0) == MAGIC
        && segment.get(ValueLayout.JAVA_INT_UNALIGNED, 4) == MAGIC_2
        && segment.get(ValueLayout.JAVA_INT_UNALIGNED, SIZE_AT) >= SIZE
        && segment.get(ValueLayout.JAVA_SHORT_UNALIGNED, VERSION_AT) == VERSION;
  }

  private static int generation(MemorySegment segment) {
    return segment.get(ValueLayout.JAVA_SHORT_UNALIGNED, GENERATION_AT) & UNSIGNED_SHORT;
  }

  /** Negative if it is none: the clock begins when the machine does. */
  private static long time(MemorySegment segment, int at) {
    long seconds = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    long nanos = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8);
    boolean isTime =
        seconds >= 0
            && seconds < Long.MAX_VALUE / Nanos.BILLION
            && nanos >= 0
            && nanos < Nanos.BILLION;
    return isTime ? seconds * Nanos.BILLION + nanos : Long.MIN_VALUE;
  }
}

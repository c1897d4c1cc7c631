package dev.faultline.guard.time;

import dev.faultline.core.Checks;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's own estimate of its clock's error, by {@code adjtimex(2)} of Linux, which any
 * process may ask. Whoever sets the clock (chronyd, ntpd) tells the kernel its {@code maxerror};
 * the kernel adds 500 ppm to it with time, and calls itself unsynchronised in the end. What it has
 * still to slew comes on top.
 *
 * <p>systemd-timesyncd tells it 0, whatever it has measured, so that only the ramp is left. It
 * tells 0 as the estimated error too, by which it is known: then nothing is.
 */
final class Adjtimex {
  /** Of {@code struct timex} on 64-bit Linux. */
  private static final int SIZE = 208;

  private static final int OFFSET_AT = 8;
  private static final int MAX_ERROR_AT = 24;
  private static final int ESTIMATED_ERROR_AT = 32;
  private static final int STATUS_AT = 40;
  private static final int UNSYNCHRONISED = 0x40;

  /** The offset is in nanoseconds; the errors are in microseconds all the same. */
  private static final int NANO = 0x2000;

  private static final int TIME_ERROR = 5;
  private static final long MICRO = 1_000;

  /** Ask again within it. */
  private static final long LASTS_NANOS = 16_000_000_000L;

  private static final @Nullable MethodHandle CALL = find();

  private Adjtimex() {}

  private static @Nullable MethodHandle find() {
    boolean isLinux64 =
        System.getProperty("os.name", "").equals("Linux")
            && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
    if (!isLinux64) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("adjtimex")
        .map(function ->
            linker.downcallHandle(
                function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS)))
        .orElse(null);
  }

  static TimeSource source(int driftPpm) {
    long ppb = 1_000L * Checks.within("driftPpm", driftPpm, 0, 100_000);
    return (wall, monotonic) -> {
      MethodHandle call = CALL;
      if (call == null) {
        return Optional.empty();
      }
      try (Arena arena = Arena.ofConfined()) {
        // All zeros: nothing is set, only read.
        MemorySegment timex = arena.allocate(SIZE, Long.BYTES);
        int state = (int) call.invokeExact(timex);
        return read(state, timex, wall, monotonic, ppb);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError("adjtimex threw " + e, e);
      }
    };
  }

  static Optional<ErrorBound> read(
      int state, MemorySegment timex, long wall, long monotonic, long ppb) {
    int status = timex.get(ValueLayout.JAVA_INT, STATUS_AT);
    long maxError = timex.get(ValueLayout.JAVA_LONG, MAX_ERROR_AT);
    long estimated = timex.get(ValueLayout.JAVA_LONG, ESTIMATED_ERROR_AT);
    long offset = Nanos.absolute(timex.get(ValueLayout.JAVA_LONG, OFFSET_AT));
    long unit = (status & NANO) != 0 ? 1 : MICRO;
    boolean isSynchronised = state >= 0 && state != TIME_ERROR && (status & UNSYNCHRONISED) == 0;
    boolean isTold = maxError >= 0 && maxError <= Nanos.DAY / MICRO && estimated > 0;
    if (!isSynchronised || !isTold || offset > Nanos.DAY / unit) {
      return Optional.empty();
    }
    long error = maxError * MICRO + offset * unit;
    return Optional.of(
        new ErrorBound("adjtimex", wall, monotonic, error, ppb, monotonic + LASTS_NANOS));
  }
}

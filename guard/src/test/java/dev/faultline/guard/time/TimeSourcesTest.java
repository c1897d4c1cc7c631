package dev.faultline.guard.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TimeSourcesTest {
  private static final long SECOND = 1_000_000_000;

  private static final String TRACKING =
      "A9FEA97B,169.254.169.123,4,1764500000.123456789,-0.000012000,0.000000456,0.000012345,"
          + "-3.210,0.001,0.023,0.000200000,0.000030000,16.1,Normal\n";

  @TempDir Path folder;

  /** A segment with times 100 s and 1,100 s, a bound of 24 us, 1 ppm of drift, synchronised. */
  private static byte[] segment() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(ClockBoundSegment.SIZE, 8);
      segment.set(ValueLayout.JAVA_INT, 0, ClockBoundSegment.MAGIC);
      segment.set(ValueLayout.JAVA_INT, 4, ClockBoundSegment.MAGIC_2);
      segment.set(ValueLayout.JAVA_INT, ClockBoundSegment.SIZE_AT, ClockBoundSegment.SIZE);
      segment.set(
          ValueLayout.JAVA_SHORT, ClockBoundSegment.VERSION_AT, (short) ClockBoundSegment.VERSION);
      segment.set(ValueLayout.JAVA_SHORT, ClockBoundSegment.GENERATION_AT, (short) 4);
      segment.set(ValueLayout.JAVA_LONG, ClockBoundSegment.AS_OF_AT, 100);
      segment.set(ValueLayout.JAVA_LONG, ClockBoundSegment.AS_OF_AT + 8, 500_000_000);
      segment.set(ValueLayout.JAVA_LONG, ClockBoundSegment.VOID_AFTER_AT, 1_100);
      segment.set(ValueLayout.JAVA_LONG, ClockBoundSegment.BOUND_AT, 24_000);
      segment.set(ValueLayout.JAVA_INT, ClockBoundSegment.DRIFT_AT, 1_000);
      segment.set(
          ValueLayout.JAVA_INT, ClockBoundSegment.STATUS_AT, ClockBoundSegment.SYNCHRONIZED);
      return segment.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static Optional<ErrorBound> read(byte[] bytes, long monotonic) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(ClockBoundSegment.SIZE, 8);
      MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
      return ClockBoundSegment.read(segment, 7, monotonic, _ -> false);
    }
  }

  @Test
  void clockbound_says_its_bound_and_what_has_drifted_since() throws IOException {
    long monotonic = 110 * SECOND + SECOND / 2;
    ErrorBound expected =
        new ErrorBound("ClockBound", 7, monotonic, 24_000 + 10_001, 1_000, 1_100 * SECOND);
    assertThat(read(segment(), monotonic)).contains(expected);
    Path file = folder.resolve("shm0");
    Files.write(file, segment());
    assertThat(ClockBoundSegment.at(file, folder.resolve("no-vmclock")).read(7, monotonic))
        .contains(expected);
  }

  @Test
  void a_segment_that_is_old_half_written_or_of_another_kind_says_nothing() throws IOException {
    assertThat(read(segment(), 1_100 * SECOND + 1)).isEmpty();
    assertThat(read(with(ClockBoundSegment.GENERATION_AT, 5), SECOND)).isEmpty();
    assertThat(read(with(ClockBoundSegment.GENERATION_AT, 0), SECOND)).isEmpty();
    assertThat(read(with(ClockBoundSegment.STATUS_AT, 0), SECOND)).isEmpty();
    assertThat(read(with(ClockBoundSegment.STATUS_AT, 3), SECOND)).isEmpty();
    assertThat(read(with(ClockBoundSegment.STATUS_AT, 2), SECOND)).isPresent();
    assertThat(read(with(ClockBoundSegment.VERSION_AT, 3), SECOND)).isEmpty();
    assertThat(read(with(0, 1), SECOND)).isEmpty();
    assertThat(read(with(ClockBoundSegment.BOUND_AT + 7, 0x80), SECOND)).isEmpty();
    Path file = folder.resolve("short");
    Files.write(file, new byte[40]);
    assertThat(ClockBoundSegment.at(file, folder.resolve("no-vmclock")).read(7, SECOND)).isEmpty();
    assertThat(
            ClockBoundSegment.at(folder.resolve("none"), folder.resolve("no-vmclock"))
                .read(7, SECOND))
        .isEmpty();
  }

  private static byte[] with(int at, int value) {
    byte[] bytes = segment();
    bytes[at] = (byte) value;
    return bytes;
  }

  @Test
  void chrony_says_offset_dispersion_and_half_the_delay() {
    ErrorBound bound = ChronyTracking.parse(TRACKING, 7, 9, 200_000).orElseThrow();
    assertThat(bound.errorNanos()).isEqualTo(12_000 + 30_000 + 100_000);
    assertThat(bound.voidAfterNanos()).isEqualTo(9 + 64_400_000_000L);
    assertThat(ChronyTracking.parse(TRACKING.replace("Normal", "Not synchronised"), 7, 9, 0))
        .isEmpty();
    assertThat(ChronyTracking.parse("506 Cannot talk to daemon\n", 7, 9, 0)).isEmpty();
    assertThat(ChronyTracking.parse(TRACKING.replace("0.000030000", "nan"), 7, 9, 0)).isEmpty();
    assertThat(ChronyTracking.parse(TRACKING.replace("0.000030000", "-9"), 7, 9, 0)).isEmpty();
    assertThat(ChronyTracking.parse("", 7, 9, 0)).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void chrony_is_asked_by_its_command_and_may_be_missing() throws IOException {
    Path command = folder.resolve("chronyc");
    Files.writeString(command, "#!/bin/sh\nprintf '%s'\n".formatted(TRACKING.strip()));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    assertThat(TimeSources.chrony(command, 200).read(7, 9).map(ErrorBound::errorNanos))
        .contains(142_000L);
    assertThat(TimeSources.chrony(folder.resolve("none"), 200).read(7, 9)).isEmpty();
  }

  @Test
  void clockbound_bounds_that_cannot_be_say_nothing() {
    long day = 86_400 * SECOND;
    assertThat(read(withLong(ClockBoundSegment.BOUND_AT, Long.MAX_VALUE), 110 * SECOND)).isEmpty();
    assertThat(read(withLong(ClockBoundSegment.BOUND_AT, day + 1), 110 * SECOND)).isEmpty();
    assertThat(read(withLong(ClockBoundSegment.BOUND_AT, day), 110 * SECOND)).isPresent();
    for (int at : new int[] {ClockBoundSegment.AS_OF_AT, ClockBoundSegment.VOID_AFTER_AT}) {
      assertThat(read(withLong(at, Long.MAX_VALUE), 110 * SECOND)).isEmpty();
      assertThat(read(withLong(at, Long.MIN_VALUE), 110 * SECOND)).isEmpty();
      assertThat(read(withLong(at + 8, Long.MAX_VALUE), 110 * SECOND)).isEmpty();
    }
  }

  @Test
  void what_has_drifted_since_is_counted_by_the_slowest_clock() {
    byte[] bytes = segment();
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.nativeOrder())
        .putInt(ClockBoundSegment.DRIFT_AT, 100_000_000)
        .putLong(ClockBoundSegment.AS_OF_AT, 10);
    // 900 s of a clock that is slow by a tenth are 1,000 s.
    long monotonic = 910 * SECOND + SECOND / 2;
    assertThat(read(bytes, monotonic).orElseThrow().errorNanos()).isEqualTo(24_000 + 100 * SECOND);
  }

  @Test
  void a_machine_that_was_moved_since_is_not_believed() throws IOException {
    byte[] bytes = withLong(ClockBoundSegment.DISRUPTION_AT, 5);
    Path file = folder.resolve("shm0");
    Path clock = folder.resolve("vmclock0");
    Files.write(file, bytes);
    // The daemon does not look at it either.
    assertThat(ClockBoundSegment.at(file, clock).read(7, 110 * SECOND)).isPresent();
    bytes[ClockBoundSegment.SUPPORT_AT] = 1;
    Files.write(file, bytes);
    assertThat(ClockBoundSegment.at(file, clock).read(7, 110 * SECOND)).isEmpty();
    ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    page.putInt(0, 0x4b4c4356).putLong(16, 5);
    Files.write(clock, page.array());
    assertThat(ClockBoundSegment.at(file, clock).read(7, 110 * SECOND)).isPresent();
    page.putLong(16, 6);
    Files.write(clock, page.array());
    assertThat(ClockBoundSegment.at(file, clock).read(7, 110 * SECOND)).isEmpty();
    page.putLong(16, 5).putInt(0, 0);
    Files.write(clock, page.array());
    assertThat(ClockBoundSegment.at(file, clock).read(7, 110 * SECOND)).isEmpty();
  }

  private static byte[] withLong(int at, long value) {
    byte[] bytes = segment();
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putLong(at, value);
    return bytes;
  }

  @Test
  void chrony_values_that_cannot_be_say_nothing() {
    assertThat(ChronyTracking.parse(TRACKING.replace("0.000200000", "-0.5"), 7, 9, 0)).isEmpty();
    assertThat(ChronyTracking.parse(TRACKING.replace("0.000030000", "-0.00001"), 7, 9, 0))
        .isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_reading_that_is_interrupted_leaves_no_process() throws Exception {
    Path command = folder.resolve("slow");
    Path pid = folder.resolve("pid");
    Files.writeString(
        command,
        "#!/bin/sh\necho $$ > %s.new\nmv %s.new %s\nexec sleep 50\n".formatted(pid, pid, pid));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    Thread reader = Thread.ofPlatform().start(() -> TimeSources.chrony(command, 200).read(7, 9));
    while (!Files.exists(pid) && reader.isAlive()) {
      Thread.sleep(5);
    }
    reader.interrupt();
    reader.join();
    long number = Long.parseLong(Files.readString(pid).strip());
    Optional<ProcessHandle> process = ProcessHandle.of(number);
    if (process.isPresent()) {
      process.get().onExit().get(20, TimeUnit.SECONDS);
    }
    assertThat(ProcessHandle.of(number).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void what_the_kernel_has_still_to_slew_is_part_of_its_error() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timex = arena.allocate(208, 8);
      timex.set(ValueLayout.JAVA_LONG, 24, 1_500);
      timex.set(ValueLayout.JAVA_LONG, 32, 20);
      timex.set(ValueLayout.JAVA_LONG, 8, -300_000);
      assertThat(Adjtimex.read(0, timex, 7, 9, 0).map(ErrorBound::errorNanos))
          .contains(301_500_000L);
      // In nanoseconds.
      timex.set(ValueLayout.JAVA_INT, 40, 0x2001);
      timex.set(ValueLayout.JAVA_LONG, 8, 300_000_000);
      assertThat(Adjtimex.read(0, timex, 7, 9, 0).map(ErrorBound::errorNanos))
          .contains(301_500_000L);
      timex.set(ValueLayout.JAVA_LONG, 24, Long.MAX_VALUE);
      assertThat(Adjtimex.read(0, timex, 7, 9, 0)).isEmpty();
    }
  }

  @Test
  void an_error_that_nobody_has_told_the_kernel_is_none() {
    try (Arena arena = Arena.ofConfined()) {
      // As systemd-timesyncd leaves it: both errors are 0, and the kernel's ramp is all that grows.
      MemorySegment timex = arena.allocate(208, 8);
      timex.set(ValueLayout.JAVA_LONG, 24, 16_000);
      timex.set(ValueLayout.JAVA_INT, 40, 0x2001);
      assertThat(Adjtimex.read(0, timex, 7, 9, 0)).isEmpty();
    }
  }

  @Test
  void no_source_is_believed_beyond_what_is_configured() {
    TimeSource kernel =
        (wall, monotonic) ->
            Optional.of(new ErrorBound("adjtimex", wall, monotonic, 1_500_000, 0, monotonic + 5));
    assertThat(TimeSources.atLeast(Duration.ofMillis(500), kernel).read(7, 9))
        .contains(new ErrorBound("adjtimex", 7, 9, 500_000_000, 0, 14));
    assertThat(TimeSources.atLeast(Duration.ofMillis(1), kernel).read(7, 9))
        .contains(new ErrorBound("adjtimex", 7, 9, 1_500_000, 0, 14));
  }

  @Test
  void the_kernel_says_nothing_when_it_is_not_synchronised() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timex = arena.allocate(208, 8);
      timex.set(ValueLayout.JAVA_LONG, 24, 1_500);
      timex.set(ValueLayout.JAVA_LONG, 32, 20);
      assertThat(Adjtimex.read(0, timex, 7, 9, 200_000).map(ErrorBound::errorNanos))
          .contains(1_500_000L);
      assertThat(Adjtimex.read(5, timex, 7, 9, 200_000)).isEmpty();
      assertThat(Adjtimex.read(-1, timex, 7, 9, 200_000)).isEmpty();
      timex.set(ValueLayout.JAVA_INT, 40, 0x40);
      assertThat(Adjtimex.read(0, timex, 7, 9, 200_000)).isEmpty();
    }
  }

  @Test
  void this_machine_answers_within_a_configured_bound_at_the_latest() {
    BoundedClock clock = new BoundedClock();
    TimeSource source = TimeSources.ofThisMachine(Duration.ofSeconds(2), 200);
    assertThat(TimeSources.update(clock, source)).isTrue();
    long wall = System.currentTimeMillis() * 1_000_000;
    assertThat(clock.before(wall - 3_600 * SECOND, System.nanoTime())).isFalse();
    assertThat(clock.after(wall - 3_600 * SECOND, System.nanoTime())).isTrue();
    // Whether the kernel of this machine knows its error or not, it is asked without harm.
    Adjtimex.source(200)
        .read(7, 9)
        .ifPresent(bound -> assertThat(bound.errorNanos()).isNotNegative());
  }

  @Test
  void the_first_source_that_knows_is_asked() {
    TimeSource none = (wall, monotonic) -> Optional.empty();
    TimeSource two = TimeSources.configured(Duration.ofMillis(2), 200);
    TimeSource nine = TimeSources.configured(Duration.ofMillis(9), 200);
    assertThat(TimeSources.firstOf(List.of(none, two, nine)).read(7, 9))
        .map(ErrorBound::errorNanos)
        .contains(2_000_000L);
    assertThat(TimeSources.firstOf(List.of(none)).read(7, 9)).isEmpty();
    assertThat(TimeSources.update(new BoundedClock(), none)).isFalse();
  }
}

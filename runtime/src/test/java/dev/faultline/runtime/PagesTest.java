package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PagesTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final Path STATUS = Path.of("/proc/self/status");

  @ParameterizedTest
  @ValueSource(longs = {1, 65_535, 65_536, 1_441_792, 5_000_001})
  void memory_is_zero_and_its_own_up_to_both_ends(long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = Pages.allocate(arena, bytes);
      MemorySegment other = Pages.allocate(arena, bytes);
      assertThat(one.byteSize()).isEqualTo(bytes);
      assertThat(one.address() % 64).isZero();
      assertThat(one.mismatch(MemorySegment.ofArray(new byte[(int) bytes]))).isEqualTo(-1);

      one.fill((byte) 7);

      assertThat(one.get(ValueLayout.JAVA_BYTE, bytes - 1)).isEqualTo((byte) 7);
      assertThat(other.get(ValueLayout.JAVA_BYTE, 0)).isZero();
      assertThat(other.get(ValueLayout.JAVA_BYTE, bytes - 1)).isZero();
    }
  }

  @Test
  void what_nobody_touches_is_not_resident_and_what_an_arena_gave_up_neither() throws IOException {
    assumeTrue(Files.exists(STATUS), "no " + STATUS + " here");
    long before = residentMebibytes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment touched = Pages.allocate(arena, 256 * MEBIBYTE);
      for (int i = 0; i < 512; i++) {
        assertThat(Pages.allocate(arena, MEBIBYTE).byteSize()).isEqualTo(MEBIBYTE);
      }
      assertThat(residentMebibytes() - before).isLessThan(128);
      touched.fill((byte) 1);
      assertThat(residentMebibytes() - before).isGreaterThan(200);
    }
    assertThat(residentMebibytes() - before).isLessThan(128);
  }

  private static long residentMebibytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElseThrow();
  }
}

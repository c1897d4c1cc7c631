package dev.faultline.runtime.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
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

  @ParameterizedTest
  @ValueSource(longs = {16_384, 22_528, 65_536, 1_441_793})
  void what_was_released_is_zero_up_to_both_ends_and_nothing_beside_it(long bytes) {
    assumeTrue(Files.exists(STATUS), "no " + STATUS + " here");
    releaseMiddle(arena -> Pages.allocate(arena, bytes));
  }

  /** As it is where the system refuses a mapping. */
  @ParameterizedTest
  @ValueSource(longs = {16_384, 22_528, 65_536, 1_441_793})
  void without_a_mapping_too(long bytes) {
    assumeTrue(Files.exists(STATUS), "no " + STATUS + " here");
    for (int i = 0; i < 100; i++) {
      // Allocations begin at many places in a page.
      long before = 64L * i;
      releaseMiddle(arena -> {
        arena.allocate(before + 1, 64);
        return Pages.unmapped(arena, bytes);
      });
    }
  }

  private static void releaseMiddle(Function<Arena, MemorySegment> memory) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment[] all = new MemorySegment[5];
      for (int i = 0; i < all.length; i++) {
        all[i] = memory.apply(arena);
        all[i].fill((byte) 7);
      }
      byte[] filled = all[0].toArray(ValueLayout.JAVA_BYTE);

      Pages.release(all[1]);
      Pages.release(all[3]);

      for (int i = 0; i < all.length; i++) {
        byte[] expected = i % 2 == 0 ? filled : new byte[filled.length];
        assertThat(all[i].mismatch(MemorySegment.ofArray(expected)))
            .as("memory %d", i)
            .isEqualTo(-1);
      }
    }
  }

  private static long residentMebibytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElseThrow();
  }
}

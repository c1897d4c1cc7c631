package dev.faultline.disk.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BadSectorsTest {
  private static final long FILE = 7;
  private static final int SECTOR = 512;

  private final BadSectors bad = new BadSectors();

  private boolean strikes(FileCall call, long offset, long length) {
    return bad.strikes(Request.data(call, "/f", FILE, 1, offset, length, 1 << 20));
  }

  @Test
  void a_bad_file_of_a_tebibyte_takes_no_room_for_each_sector() {
    long bytes = 1L << 40;
    bad.add(FILE, 0, bytes - 1);
    assertThat(strikes(FileCall.READ, bytes - 1, 1)).isTrue();
    assertThat(strikes(FileCall.WRITE, bytes / 2, SECTOR)).isFalse();
    assertThat(strikes(FileCall.READ, bytes / 2, SECTOR)).isFalse();
    assertThat(strikes(FileCall.READ, bytes / 2 - 1, 1)).isTrue();
    assertThat(strikes(FileCall.READ, bytes / 2 + SECTOR, 1)).isTrue();
  }

  @Test
  void ranges_are_what_single_sectors_would_be() {
    long seed = Long.getLong("faultline.seed", System.nanoTime());
    System.out.println("seed " + seed + " (-Dfaultline.seed)");
    SplittableRandom random = new SplittableRandom(seed);
    TreeSet<Long> model = new TreeSet<>();
    for (int i = 0; i < 20_000; i++) {
      long first = random.nextLong(60);
      long last = first + random.nextLong(8);
      switch (random.nextInt(3)) {
        case 0 -> {
          bad.add(FILE, first * SECTOR + random.nextInt(SECTOR), last * SECTOR + SECTOR - 1);
          for (long at = first; at <= last; at++) {
            model.add(at);
          }
        }
        case 1 -> {
          boolean cutHead = random.nextInt(4) == 0;
          boolean cutTail = random.nextInt(4) == 0;
          long from = first * SECTOR + (cutHead ? 1 : 0);
          long to = (last + 1) * SECTOR - (cutTail ? 1 : 0);
          boolean fails = cutHead && model.contains(first) || cutTail && model.contains(last);
          assertThat(strikes(FileCall.WRITE, from, to - from)).as("seed %d", seed).isEqualTo(fails);
          if (!fails) {
            model.subSet(first, true, last, true).clear();
          }
        }
        default ->
            assertThat(strikes(FileCall.READ, first * SECTOR + 5, (last - first) * SECTOR + 1))
                .as("seed %d, step %d", seed, i)
                .isEqualTo(!model.subSet(first, true, last, true).isEmpty());
      }
    }
  }
}

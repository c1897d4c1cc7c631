package dev.faultline.examples.tinyfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.ace.Ace;
import dev.faultline.disk.ace.AceOutcome;
import dev.faultline.disk.ace.AceResult;
import dev.faultline.disk.ace.AceRun;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TinyFileSystemTest {
  private static final Device BLOCKS = Device.SECTORS.withAtomicBytes(4096);

  /** All workloads of one operation, and a share of those of two. */
  private static AceResult run(Mistake mistake, String profile) {
    AceRun run =
        new AceRun(
            directory -> new TinyFileSystem(directory, mistake), Profile.named(profile), BLOCKS);
    Ace.forEach(
        1,
        Ace.OF_JAVA,
        workload -> {
          run.run(workload);
          return true;
        });
    int[] number = {0};
    Ace.forEach(
        2,
        Ace.OF_JAVA,
        workload -> {
          if (number[0]++ % 401 == 0) {
            run.run(workload);
          }
          return true;
        });
    return run.result();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4-data-journal", "ext4-ordered", "ext4-writeback", "xfs", "btrfs"})
  void the_right_one_keeps_all_that_was_synced(String profile) {
    AceResult result = run(Mistake.NONE, profile);
    assertThat(result.examples()).isEmpty();
    assertThat(result.workloads()).isGreaterThan(250);
    assertThat(result.leftOut()).isZero();
  }

  @Test
  void each_mistake_shows_as_its_outcome() {
    assertThat(outcomes(Mistake.NAMES_NOT_SYNCED, "btrfs")).contains(AceOutcome.FILE_MISSING);
    assertThat(outcomes(Mistake.DATA_NOT_SYNCED, "ext4-writeback"))
        .contains(AceOutcome.DATA_CORRUPTED, AceOutcome.METADATA_CORRUPTED);
    assertThat(outcomes(Mistake.REMOVALS_LATE, "ext4-ordered"))
        .containsExactly(AceOutcome.OLD_FILE_PERSISTED);
    assertThat(outcomes(Mistake.NO_DIRECTORY_SYNC, "posix-minimal"))
        .contains(AceOutcome.UNMOUNTABLE);
  }

  private static Set<AceOutcome> outcomes(Mistake mistake, String profile) {
    return run(mistake, profile).outcomes().keySet();
  }
}

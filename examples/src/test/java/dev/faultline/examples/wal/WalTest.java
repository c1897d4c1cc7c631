package dev.faultline.examples.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Profile;
import dev.faultline.disk.crash.CrashOptions;
import dev.faultline.disk.crash.CrashReport;
import dev.faultline.disk.crash.Exploration;
import dev.faultline.disk.crash.Finding;
import dev.faultline.disk.crash.FindingText;
import dev.faultline.disk.crash.Sweep;
import dev.faultline.disk.crash.SweepFinding;
import dev.faultline.disk.crash.SweepOptions;
import dev.faultline.disk.crash.SweepReport;
import dev.faultline.disk.crash.SweepText;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalTest {
  private static final CrashOptions OPTIONS = CrashOptions.DEFAULT.withStates(3_000);

  private static CrashReport explore(Wal wal, String profile) {
    return Exploration.run(wal, wal, OPTIONS.withProfile(Profile.named(profile)));
  }

  private static Finding finding(Wal wal, String profile) {
    CrashReport report = explore(wal, profile);
    assertThat(report.finding()).as("%s under %s: %s", wal, profile, report).isNotNull();
    return Objects.requireNonNull(report.finding());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "process-kill",
        "all-unsynced-lost",
        "ext4-data-journal",
        "xfs",
        "ext4-ordered",
        "ext4-writeback",
        "btrfs"
      })
  void the_right_log_survives_under_all_honest_disks(String profile) {
    CrashReport report = explore(new Wal(), profile);
    Finding finding = report.finding();
    assertThat(finding == null ? "" : String.join("\n", FindingText.of(finding))).isEmpty();
    assertThat(report.checked()).isGreaterThan(profile.equals("process-kill") ? 5 : 10);
  }

  @Test
  void where_a_rename_may_fall_apart_it_takes_the_snapshot_and_nothing_else_is_wrong() {
    assertThat(finding(new Wal(), "posix-minimal").missing())
        .filteredOn(sentence -> !sentence.startsWith("in recovery: nothing is lost"))
        .isNotEmpty()
        .allMatch(
            sentence -> sentence.contains("no fsync of the directory . after rename snapshot.tmp"));
  }

  @Test
  void no_log_survives_a_disk_that_lies() {
    assertThat(finding(new Wal(), "lying-disk").lost()).isNotEmpty();
  }

  @Test
  void a_segment_without_a_durable_name_is_found() {
    assertThat(finding(new Wal.NoDirectorySync(), "btrfs").missing())
        .anyMatch(sentence -> sentence.startsWith("no fsync of the directory . after"));
  }

  @Test
  void a_snapshot_that_is_renamed_too_early_is_found() {
    assertThat(finding(new Wal.RenameBeforeSync(), "ext4-ordered").missing())
        .anyMatch(sentence ->
            sentence.startsWith("no fsync of snapshot.tmp between append snapshot.tmp")
                && sentence.endsWith("and its rename to snapshot"));
  }

  @Test
  void a_reply_before_the_sync_is_found() {
    assertThat(finding(new Wal.ReplyBeforeSync(), "ext4-ordered").missing())
        .anyMatch(sentence -> sentence.contains("\"put 0\" was acknowledged"));
  }

  @Test
  void records_without_checksums_are_found_where_sizes_come_before_data() {
    finding(new Wal.NoChecksum(), "ext4-writeback");
  }

  private static SweepReport sweep(Wal wal, String profile) {
    SweepOptions options = SweepOptions.DEFAULT;
    return Sweep.run(
        wal, wal, options.withCrash(options.crash().withProfile(Profile.named(profile))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"process-kill", "ext4-ordered", "xfs", "btrfs"})
  void the_right_log_survives_each_failed_call(String profile) {
    SweepReport report = sweep(new Wal(), profile);
    SweepFinding finding = report.finding();
    assertThat(finding == null ? "" : String.join("\n", SweepText.of(finding))).isEmpty();
    assertThat(report.runs()).isGreaterThan(60);
  }

  @Test
  void a_failed_sync_that_is_tried_again_is_found() {
    SweepFinding finding =
        Objects.requireNonNull(sweep(new Wal.RetriesFailedSync(), "ext4-ordered").finding());
    assertThat(String.join("\n", SweepText.of(finding)))
        .contains("fails, once: fdatasync wal.1: EIO (Input/output error)")
        .contains("at dev.faultline.examples.wal.WriteAheadLog.sync(WriteAheadLog.java:")
        .contains("the program goes on to its end")
        .contains("missing: data of wal.1 was never written out");
    assertThat(explore(new Wal.RetriesFailedSync(), "ext4-ordered").finding())
        .as("without a failed call nothing is wrong")
        .isNull();
  }

  @Test
  void recovery_that_trusts_the_cache_is_found() {
    finding(new Wal.RecoveryTrustsCache(), "btrfs");
  }
}

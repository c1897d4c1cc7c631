package dev.faultline.examples.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Entry;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.Operation;
import dev.faultline.disk.Profile;
import dev.faultline.disk.crash.CrashOptions;
import dev.faultline.disk.crash.CrashReport;
import dev.faultline.disk.crash.Exploration;
import dev.faultline.disk.crash.Finding;
import dev.faultline.disk.crash.FindingText;
import dev.faultline.disk.crash.Recording;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoresTest {
  private static final CrashOptions OPTIONS = CrashOptions.DEFAULT.withStates(1_500);

  private static CrashReport explore(StoreProgram program, String profile) {
    return Exploration.run(program, program, OPTIONS.withProfile(Profile.named(profile)));
  }

  private static Finding finding(StoreProgram program, String profile) {
    CrashReport report = explore(program, profile);
    assertThat(report.finding()).as("%s under %s: %s", program, profile, report).isNotNull();
    return Objects.requireNonNull(report.finding());
  }

  /** Not even the machine has to crash, nor a write to be lost. */
  @ParameterizedTest
  @ValueSource(strings = {"process-kill", "ext4-ordered", "xfs", "btrfs"})
  void mapdb_loses_acknowledged_commits_when_it_ends_between_its_two_syncs(String profile) {
    MapDb program = new MapDb();
    Recording recording = Recording.of(program);
    Finding finding =
        Objects.requireNonNull(
            Exploration.run(recording, program, OPTIONS.withProfile(Profile.named(profile)))
                .finding());
    String text = String.join("\n", FindingText.of(finding));
    assertThat(finding.acknowledged()).as(text).isNotEmpty();
    assertThat(finding.lost()).as(text).isEmpty();
    assertThat(finding.missing())
        .containsExactly(
            "nothing is lost: the program does not survive being killed at this point");
    Operation after = Objects.requireNonNull(finding.after(), text);
    assertThat(after.path()).as(text).isEqualTo("/store/db");
    assertThat(after.stack())
        .as(text)
        .anyMatch(frame -> frame.getClassName().equals("org.mapdb.StoreWAL"));
    // The log of the commit at work is there, whole and durable; nobody reads it.
    assertThat(callsOn(recording, "/store/db.wal.0", after)).last().isEqualTo("fsync");
    assertThat(finding.image().at("store/db.wal.0")).isNotNull();
  }

  private static List<String> callsOn(Recording recording, String path, Operation until) {
    return recording.history().stream()
        .map(entry ->
            switch (entry) {
              case MicroOp op -> op.operation();
              case Entry.Sync sync -> sync.operation();
              default -> until;
            })
        .filter(call -> call.path().equals(path) && call.number() < until.number())
        .map(Operation::kind)
        .toList();
  }

  @Test
  void mapdb_leaves_half_a_transaction_too() {
    Finding finding = finding(new MapDb.WholeTransactions(), "process-kill");
    assertThat(finding.lost()).isEmpty();
    assertThat(finding.image().at("store/db.wal.0")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "process-kill",
        "all-unsynced-lost",
        "ext4-data-journal",
        "xfs",
        "ext4-ordered",
        "btrfs"
      })
  void mvstore_with_a_sync_after_each_commit_survives_where_an_append_shows_its_data(
      String profile) {
    CrashReport report = explore(new MvStore(), profile);
    Finding finding = report.finding();
    assertThat(finding == null ? "" : String.join("\n", FindingText.of(finding))).isEmpty();
    assertThat(report.reached()).isEqualTo(report.points());
    assertThat(report.cutShort()).isNull();
  }

  @Test
  void mvstore_takes_a_chunk_with_a_hole_for_whole() {
    Finding finding = finding(new MvStore(), "ext4-writeback");
    assertThat(finding.torn()).isNotEmpty();
    assertThat(finding.missing())
        .first()
        .asString()
        .contains("nothing shows that the rest is missing");
  }

  @Test
  void mvstore_without_the_sync_loses_commits() {
    assertThat(finding(new MvStore.Unsynced(), "all-unsynced-lost").missing())
        .anyMatch(
            sentence -> sentence.startsWith("acknowledged \"commit 1\" before the fsync of db"));
  }
}

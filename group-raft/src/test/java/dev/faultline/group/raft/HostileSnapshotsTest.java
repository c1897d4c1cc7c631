package dev.faultline.group.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Snapshots that cannot be, or that no machine can load. */
class HostileSnapshotsTest extends HostileMember {
  @Test
  void parts_of_a_snapshot_that_cannot_be_are_ignored_and_take_no_memory() {
    RaftGroupMembersView all = view("a", "b", "c");
    requireIgnored(install(Integer.MAX_VALUE, 0, 5, all));
    requireIgnored(install(RaftChecks.CHUNKS_MOST + 1, 0, 5, all));
    requireIgnored(install(-1, NO_PART, 5, all));
    requireIgnored(install(2, 2, 5, all));
    requireIgnored(install(2, -1, 5, all));
    requireIgnored(install(2, 0, 6, all));
    requireIgnored(install(2, 0, 5, view("a", "b", "d")));
    requireTaken(install(2, 0, 5, all));
    assertThat(sent).last().asString().contains("part 1 of snapshot at 5");
  }

  @Test
  void a_snapshot_that_no_machine_can_load_is_ignored_and_the_member_starts_again() {
    requireIgnored(install(1, 0, 5, view("a", "b", "c")));
    requireTaken(install(2, 0, 5, view("a", "b", "c")));
    receive("b", install(2, 1, 5, view("a", "b", "c")));
    assertThat(replica.ignored()).isEqualTo(2);

    Replica again = member(log.crashed(), (_, _) -> {});
    again.tick(0);
    assertThat(again.term()).isEqualTo(replica.term());
  }

  @Test
  void after_parts_that_no_machine_can_load_the_right_ones_are_asked_for_and_taken() {
    RaftGroupMembersView all = view("a", "b", "c");
    requireTaken(install(2, 0, 5, all));
    receive("b", install(2, 1, 5, all));
    assertThat(replica.ignored()).isEqualTo(1);
    requireSnapshotTaken();
  }

  @Test
  void a_part_of_a_snapshot_of_another_size_does_not_complete_one_untried() {
    RaftGroupMembersView all = view("a", "b", "c");
    requireTaken(install(2, 0, 5, all));
    receive("b", install(1, 0, 5, all));
    assertThat(replica.ignored()).isEqualTo(1);
    requireTaken(install(3, 2, 5, all));
    requireTaken(install(2, 1, 5, all));

    Replica again = member(log.crashed(), (_, _) -> {});
    assertThat(again.term()).isEqualTo(replica.term());
  }

  @Test
  void
      a_member_whose_log_has_a_snapshot_that_no_machine_can_load_says_so_and_does_not_start_empty() {
    replica.tick(0);
    List<byte[]> records = new ArrayList<>(log.crashed().takeRecords());
    Out out = new Out().put((byte) 5);
    SnapshotChunk bad = (SnapshotChunk) install(1, 0, 5, view("a", "b", "c")).getSnapshotChunk();
    RaftModels.put(out, Objects.requireNonNull(bad));
    records.add(out.bytes());
    assertThatThrownBy(() -> member(new MemoryLog(records), (_, _) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("member 'a' of group 'g'")
        .hasMessageContaining("end too early")
        .hasMessageContaining("start it with a machine that can load that")
        .hasMessageContaining("must not start empty");
  }
}

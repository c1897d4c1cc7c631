package dev.faultline.group.raft;

import static dev.faultline.group.raft.RaftModels.FACTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microraft.RaftEndpoint;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.AppendEntriesSuccessResponse;
import io.microraft.model.message.RaftMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member with a snapshot that ends at 4, of term 2, and entries behind it. */
final class AppendsTest {
  private static final RaftEndpoint LEADER = new RaftMember("b");
  private static final int TERM = 5;

  private final MemoryLog log = new MemoryLog(List.of());
  private final KeptState kept = new KeptState(log);
  private final Appends appends = new Appends(kept);

  @BeforeEach
  void fill() throws IOException {
    kept.persistLogEntries(List.of(entry(1, 1), entry(2, 1), entry(3, 2), entry(4, 2)));
    kept.persistLogEntries(List.of(entry(5, 2), entry(6, 3)));
    snapshot(4, 2);
    assertThat(kept.takeCut()).isFalse();
    kept.flush();
  }

  private void snapshot(long index, int term) throws IOException {
    kept.persistSnapshotChunk(
        FACTORY
            .createSnapshotChunkBuilder()
            .setIndex(index)
            .setTerm(term)
            .setOperation(new byte[0])
            .setSnapshotChunkIndex(0)
            .setSnapshotChunkCount(1)
            .setGroupMembersView(
                FACTORY
                    .createRaftGroupMembersViewBuilder()
                    .setLogIndex(0)
                    .setMembers(List.of(LEADER))
                    .setVotingMembers(List.of(LEADER))
                    .build())
            .build());
  }

  private static LogEntry entry(long index, int term) {
    return FACTORY
        .createLogEntryBuilder()
        .setIndex(index)
        .setTerm(term)
        .setOperation(new byte[] {(byte) index})
        .build();
  }

  private static AppendEntriesRequest append(long previous, int previousTerm, LogEntry... some) {
    return FACTORY
        .createAppendEntriesRequestBuilder()
        .setGroupId("g")
        .setSender(LEADER)
        .setTerm(TERM)
        .setPreviousLogIndex(previous)
        .setPreviousLogTerm(previousTerm)
        .setCommitIndex(9)
        .setLogEntries(List.of(some))
        .setQuerySequenceNumber(7)
        .setFlowControlSequenceNumber(8)
        .build();
  }

  private @Nullable String mended(AppendEntriesRequest request) throws IOException {
    AppendEntriesRequest mended = appends.mend(request, TERM);
    if (mended == null) {
      return null;
    }
    List<Long> indexes = new ArrayList<>();
    mended.getLogEntries().forEach(each -> indexes.add(each.getIndex()));
    return "%s after %d of term %d"
        .formatted(indexes, mended.getPreviousLogIndex(), mended.getPreviousLogTerm());
  }

  @Test
  void what_is_known_is_left_out() throws IOException {
    assertThat(mended(append(4, 2, entry(5, 2), entry(6, 3), entry(7, 5))))
        .isEqualTo("[7] after 6 of term 3");
    assertThat(mended(append(2, 1, entry(3, 2), entry(4, 2), entry(5, 2))))
        .isEqualTo("[] after 5 of term 2");
    assertThat(mended(append(5, 2, entry(6, 3)))).isEqualTo("[6] after 5 of term 2");
  }

  @Test
  void a_conflict_behind_a_known_entry_is_left_to_the_library() throws IOException {
    assertThat(mended(append(4, 2, entry(5, 2), entry(6, 4)))).isEqualTo("[6] after 5 of term 2");
    assertThat(kept.entry(6)).isNotNull();
  }

  @Test
  void a_conflict_right_behind_the_snapshot_is_cut_durably_and_wants_a_new_member()
      throws IOException {
    AppendEntriesRequest request = append(4, 2, entry(5, 4));
    assertThat(mended(request)).isNull();
    assertThat(kept.entry(5)).isNull();
    assertThat(new KeptState(log.crashed()).entry(5)).isNull();
    assertThat(mended(request)).isEqualTo("[5] after 4 of term 2");
  }

  private static RaftMessage refusal(int term) {
    return FACTORY
        .createAppendEntriesFailureResponseBuilder()
        .setGroupId("g")
        .setSender(new RaftMember("a"))
        .setTerm(term)
        .setExpectedNextIndex(5)
        .setQuerySequenceNumber(7)
        .setFlowControlSequenceNumber(8)
        .build();
  }

  @Test
  void a_refusal_in_another_term_stays_one() throws IOException {
    appends.mend(append(4, 2), TERM);
    assertThat(appends.answer(refusal(TERM + 1))).isInstanceOf(AppendEntriesFailureResponse.class);
  }

  @Test
  void a_refusal_of_what_ends_behind_the_snapshot_stays_one() throws IOException {
    appends.mend(append(4, 2, entry(5, 2)), TERM);
    assertThat(appends.answer(refusal(TERM))).isInstanceOf(AppendEntriesFailureResponse.class);
  }

  @Test
  void a_refusal_of_what_says_nothing_new_becomes_a_consent() throws IOException {
    appends.mend(append(4, 2), TERM);
    RaftMessage refusal = refusal(TERM);
    assertThat(appends.answer(refusal))
        .isInstanceOfSatisfying(
            AppendEntriesSuccessResponse.class,
            ok -> {
              assertThat(ok.getLastLogIndex()).isEqualTo(4);
              assertThat(ok.getQuerySequenceNumber()).isEqualTo(7);
              assertThat(ok.getFlowControlSequenceNumber()).isEqualTo(8);
            });
    assertThat(appends.answer(refusal)).isSameAs(refusal);
  }

  @Test
  void an_older_leader_is_refused_by_the_library() throws IOException {
    AppendEntriesRequest request = append(2, 1, entry(3, 1));
    assertThat(appends.mend(request, TERM + 1)).isSameAs(request);
  }

  @Test
  void a_snapshot_that_does_not_fit_voids_what_is_behind_it_also_when_read_again()
      throws IOException {
    snapshot(5, 4);
    assertThat(kept.takeCut()).isTrue();
    assertThat(kept.takeCut()).isFalse();
    assertThat(kept.entry(6)).isNull();
    kept.flush();
    KeptState again = new KeptState(log.crashed());
    assertThat(again.entry(6)).isNull();
    assertThat(again.snapshotIndex()).isEqualTo(5);
  }

  @Test
  void a_term_never_goes_back() throws IOException {
    kept.takeOver(6);
    assertThatThrownBy(() ->
            kept.persistAndFlushTerm(
                FACTORY.createRaftTermPersistentStateBuilder().setTerm(5).build()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("term 6 was kept");
    assertThat(Objects.requireNonNull(log.crashed().takeRecords().getLast())).isNotEmpty();
  }
}

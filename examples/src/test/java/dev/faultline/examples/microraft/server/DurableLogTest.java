package dev.faultline.examples.microraft.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Store;
import dev.faultline.examples.microraft.ClusterWatch;
import io.microraft.RaftEndpoint;
import io.microraft.model.impl.DefaultRaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.persistence.RestoredRaftState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DurableLogTest {
  private static final List<RaftEndpoint> MEMBERS = List.of(new Member("a"), new Member("b"));

  private final DefaultRaftModelFactory models = new DefaultRaftModelFactory();
  private final PlainStore store = new PlainStore();

  @Test
  void a_server_that_never_joined_has_nothing_to_restore() {
    DurableLog log = log();
    assertThat(log.restore()).isNull();

    persistEndpoint(log);
    assertThat(log().restore()).isNull();
  }

  @Test
  void a_server_that_never_voted_is_in_term_zero() {
    joined();

    RestoredRaftState state = restored();
    assertThat(state.getTermPersistentState().getTerm()).isZero();
    assertThat(state.getTermPersistentState().getVotedFor()).isNull();
    assertThat(state.getLogEntries()).isEmpty();
    assertThat(state.getSnapshotEntry()).isNull();
  }

  @Test
  void the_vote_is_durable_at_once() {
    DurableLog log = joined();
    log.persistAndFlushTerm(
        models
            .createRaftTermPersistentStateBuilder()
            .setTerm(3)
            .setVotedFor(new Member("b"))
            .build());
    store.crash(0);

    assertThat(restored().getTermPersistentState().getTerm()).isEqualTo(3);
    assertThat(restored().getTermPersistentState().getVotedFor()).isEqualTo(new Member("b"));
  }

  @Test
  void entries_are_durable_when_flushed_and_not_before() {
    DurableLog log = joined();
    log.persistLogEntries(List.of(entry(1), entry(2)));
    log.flush();
    log.persistLogEntry(entry(3));
    store.crash(0);

    assertThat(indices()).containsExactly(1L, 2L);
  }

  @Test
  void a_truncation_that_a_crash_cuts_short_leaves_no_hole() {
    DurableLog log = joined();
    log.persistLogEntries(List.of(entry(1), entry(2), entry(3), entry(4)));
    log.flush();
    log.truncateLogEntriesFrom(2);
    store.crash(1);

    assertThat(indices()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void a_snapshot_counts_when_all_its_chunks_are_there() {
    DurableLog log = joined();
    log.persistLogEntries(List.of(entry(1), entry(2), entry(3)));
    log.persistSnapshotChunk(chunk(2, 0, 2));
    log.flush();
    assertThat(restored().getSnapshotEntry()).isNull();
    assertThat(indices()).containsExactly(1L, 2L, 3L);

    log.persistSnapshotChunk(chunk(2, 1, 2));
    log.flush();
    assertThat(Objects.requireNonNull(restored().getSnapshotEntry()).getIndex()).isEqualTo(2);
    assertThat(indices()).containsExactly(3L);
  }

  @Test
  void an_older_snapshot_is_kept_until_the_newer_one_is_complete() {
    DurableLog log = joined();
    log.persistSnapshotChunk(chunk(2, 0, 1));
    log.flush();
    log.persistSnapshotChunk(chunk(4, 0, 2));
    log.flush();
    assertThat(Objects.requireNonNull(restored().getSnapshotEntry()).getIndex()).isEqualTo(2);

    log.persistSnapshotChunk(chunk(4, 1, 2));
    log.flush();
    assertThat(Objects.requireNonNull(restored().getSnapshotEntry()).getIndex()).isEqualTo(4);
  }

  @Test
  void entries_after_a_gap_are_not_restored() {
    DurableLog log = joined();
    log.persistLogEntries(List.of(entry(1)));
    log.persistLogEntries(List.of(entry(3)));
    log.flush();

    assertThat(indices()).containsExactly(1L);
  }

  @Test
  void a_wiped_store_is_empty() {
    DurableLog log = joined();
    log.persistLogEntries(List.of(entry(1)));
    log.flush();
    DurableLog.wipe(store);
    store.crash(0);

    assertThat(log().restore()).isNull();
    assertThat(store.range("", "~")).isEmpty();
  }

  private DurableLog log() {
    return new DurableLog(store, "a", new ClusterWatch((_, _) -> {}), models);
  }

  private DurableLog joined() {
    DurableLog log = log();
    persistEndpoint(log);
    log.persistAndFlushInitialGroupMembers(members());
    return log;
  }

  private void persistEndpoint(DurableLog log) {
    log.persistAndFlushLocalEndpoint(
        models
            .createRaftEndpointPersistentStateBuilder()
            .setLocalEndpoint(new Member("a"))
            .setVoting(true)
            .build());
  }

  private RestoredRaftState restored() {
    return Objects.requireNonNull(log().restore());
  }

  private List<Long> indices() {
    return restored().getLogEntries().stream().map(LogEntry::getIndex).toList();
  }

  private LogEntry entry(long index) {
    return models.createLogEntryBuilder().setIndex(index).setTerm(1).setOperation("op").build();
  }

  private SnapshotChunk chunk(long index, int chunk, int chunks) {
    return models
        .createSnapshotChunkBuilder()
        .setIndex(index)
        .setTerm(1)
        .setOperation("state")
        .setSnapshotChunkIndex(chunk)
        .setSnapshotChunkCount(chunks)
        .setGroupMembersView(members())
        .build();
  }

  private RaftGroupMembersView members() {
    return models
        .createRaftGroupMembersViewBuilder()
        .setLogIndex(0)
        .setMembers(MEMBERS)
        .setVotingMembers(MEMBERS)
        .build();
  }

  /** Keeps what was synced and the oldest of the writes since then. */
  private static final class PlainStore implements Store {
    private TreeMap<String, Object> visible = new TreeMap<>();
    private TreeMap<String, Object> durable = new TreeMap<>();
    private final List<Runnable> unsynced = new ArrayList<>();

    @Override
    public @Nullable Object get(String key) {
      return visible.get(key);
    }

    @Override
    public void put(String key, Object value) {
      visible.put(key, value);
      unsynced.add(() -> durable.put(key, value));
    }

    @Override
    public void remove(String key) {
      visible.remove(key);
      unsynced.add(() -> durable.remove(key));
    }

    @Override
    public SortedMap<String, Object> range(String fromInclusive, String toExclusive) {
      return visible.subMap(fromInclusive, toExclusive);
    }

    @Override
    public void sync() {
      durable = new TreeMap<>(visible);
      unsynced.clear();
    }

    void crash(int survivors) {
      unsynced.subList(0, survivors).forEach(Runnable::run);
      unsynced.clear();
      visible = new TreeMap<>(durable);
    }
  }
}

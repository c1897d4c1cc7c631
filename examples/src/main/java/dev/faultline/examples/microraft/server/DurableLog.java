package dev.faultline.examples.microraft.server;

import dev.faultline.core.Store;
import dev.faultline.examples.microraft.ClusterWatch;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.log.SnapshotEntry;
import io.microraft.model.persistence.RaftEndpointPersistentState;
import io.microraft.model.persistence.RaftTermPersistentState;
import io.microraft.persistence.RaftStore;
import io.microraft.persistence.RestoredRaftState;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * MicroRaft's durable state on the node's store, synced exactly when MicroRaft's contract says so.
 * Implements the contracts of all versions at once: what only an older one calls has no
 * {@code @Override}.
 */
final class DurableLog implements RaftStore {
  private static final String ENDPOINT = "endpoint";
  private static final String FIRST_MEMBERS = "first-members";
  private static final String TERM = "term";
  private static final String LOG = "log/";
  private static final String SNAPSHOT = "snapshot/";
  private static final String END = "~";
  private static final HexFormat HEX = HexFormat.of();

  private final Store store;
  private final String server;
  private final ClusterWatch watch;
  private final RaftModelFactory models;
  private long snapshotIndex;
  private int snapshotTerm;

  DurableLog(Store store, String server, ClusterWatch watch, RaftModelFactory models) {
    this.store = store;
    this.server = server;
    this.watch = watch;
    this.models = models;
  }

  // --- writing ---

  @Override
  public void persistAndFlushLocalEndpoint(RaftEndpointPersistentState state) {
    store.put(ENDPOINT, state);
    store.sync();
  }

  @Override
  public void persistAndFlushInitialGroupMembers(RaftGroupMembersView members) {
    store.put(FIRST_MEMBERS, members);
    store.sync();
  }

  @Override
  public void persistAndFlushTerm(RaftTermPersistentState state) {
    store.put(TERM, state);
    store.sync();
  }

  @Override
  public void persistLogEntries(List<LogEntry> entries) {
    int previousTerm = termAt(entries.getFirst().getIndex() - 1);
    for (LogEntry entry : entries) {
      watch.logged(server, entry.getIndex(), entry.getTerm(), previousTerm, entry.getOperation());
      store.put(logKey(entry.getIndex()), entry);
      previousTerm = entry.getTerm();
    }
  }

  /** What versions before 0.7 call. */
  public void persistLogEntry(LogEntry entry) {
    persistLogEntries(List.of(entry));
  }

  @Override
  public void persistSnapshotChunk(SnapshotChunk chunk) {
    store.put(chunkKey(chunk.getIndex(), chunk.getSnapshotChunkIndex()), chunk);
    if (chunk.getIndex() > snapshotIndex
        && chunks(chunk.getIndex()).size() == chunk.getSnapshotChunkCount()) {
      snapshotIndex = chunk.getIndex();
      snapshotTerm = chunk.getTerm();
    }
  }

  /**
   * Removes from the end, since the oldest removals survive a crash, and the log may not have a
   * hole.
   */
  @Override
  public void truncateLogEntriesFrom(long indexInclusive) {
    List<String> keys = new ArrayList<>(store.range(logKey(indexInclusive), LOG + END).keySet());
    keys.reversed().forEach(store::remove);
  }

  @Override
  public void truncateLogEntriesUntil(long indexInclusive) {
    evict(LOG, logKey(indexInclusive + 1));
    evict(SNAPSHOT, chunkKey(snapshotIndex, 0));
  }

  @Override
  public void deleteSnapshotChunks(long index, int chunkCount) {
    for (int chunk = 0; chunk < chunkCount; chunk++) {
      store.remove(chunkKey(index, chunk));
    }
  }

  /**
   * Versions before 0.7 never say what they do not need any more: everything before the last
   * flushed snapshot.
   */
  @Override
  public void flush() {
    store.sync();
    truncateLogEntriesUntil(snapshotIndex);
  }

  private void evict(String fromInclusive, String toExclusive) {
    List.copyOf(store.range(fromInclusive, toExclusive).keySet()).forEach(store::remove);
  }

  /** Forgets everything. */
  static void wipe(Store store) {
    List.copyOf(store.range("", END).keySet()).forEach(store::remove);
    store.sync();
  }

  // --- reading ---

  /**
   * What the last incarnation left behind, or null when it had not got as far as joining the group.
   */
  @Nullable RestoredRaftState restore() {
    var endpoint = (RaftEndpointPersistentState) store.get(ENDPOINT);
    var firstMembers = (RaftGroupMembersView) store.get(FIRST_MEMBERS);
    if (endpoint == null || firstMembers == null) {
      return null;
    }
    var term = (RaftTermPersistentState) store.get(TERM);
    if (term == null) {
      term = models.createRaftTermPersistentStateBuilder().setTerm(0).build();
    }
    SnapshotEntry snapshot = newestSnapshot();
    return new RestoredRaftState(endpoint, firstMembers, term, snapshot, entriesAfterSnapshot());
  }

  private @Nullable SnapshotEntry newestSnapshot() {
    for (Object last : store.range(SNAPSHOT, SNAPSHOT + END).reversed().values()) {
      SnapshotChunk chunk = (SnapshotChunk) last;
      List<SnapshotChunk> chunks = chunks(chunk.getIndex());
      if (chunks.size() == chunk.getSnapshotChunkCount()) {
        snapshotIndex = chunk.getIndex();
        snapshotTerm = chunk.getTerm();
        return models
            .createSnapshotEntryBuilder()
            .setIndex(snapshotIndex)
            .setTerm(snapshotTerm)
            .setSnapshotChunks(chunks)
            .setGroupMembersView(chunk.getGroupMembersView())
            .build();
      }
    }
    return null;
  }

  private List<LogEntry> entriesAfterSnapshot() {
    List<LogEntry> entries = new ArrayList<>();
    long next = snapshotIndex + 1;
    for (Object each : store.range(logKey(next), LOG + END).values()) {
      LogEntry entry = (LogEntry) each;
      if (entry.getIndex() != next) {
        break;
      }
      entries.add(entry);
      next++;
    }
    return entries;
  }

  private List<SnapshotChunk> chunks(long index) {
    List<SnapshotChunk> chunks = new ArrayList<>();
    for (Object chunk : store.range(chunkKey(index, 0), chunkKey(index + 1, 0)).values()) {
      chunks.add((SnapshotChunk) Objects.requireNonNull(chunk));
    }
    return chunks;
  }

  private int termAt(long index) {
    if (index == 0) {
      return 0;
    }
    LogEntry entry = (LogEntry) store.get(logKey(index));
    if (entry != null) {
      return entry.getTerm();
    }
    return index == snapshotIndex ? snapshotTerm : ClusterWatch.UNKNOWN_TERM;
  }

  private static String logKey(long index) {
    return LOG + HEX.toHexDigits(index);
  }

  private static String chunkKey(long index, int chunk) {
    return SNAPSHOT + HEX.toHexDigits(index) + "/" + HEX.toHexDigits((short) chunk);
  }
}

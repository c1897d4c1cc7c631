package dev.faultline.group.raft;

import static dev.faultline.group.raft.RaftModels.FACTORY;

import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.log.SnapshotEntry;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.persistence.RaftEndpointPersistentState;
import io.microraft.model.persistence.RaftTermPersistentState;
import io.microraft.persistence.RaftStore;
import io.microraft.persistence.RestoredRaftState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What MicroRaft keeps, as records of a log, and beside it in memory as the records say.
 *
 * <p>A snapshot that another member sent and that does not fit the entry at its index makes all
 * entries behind it void (Ongaro and Ousterhout, <i>In search of an understandable consensus
 * algorithm</i>, 2014, figure 13). MicroRaft keeps those, and goes wrong; here they go, and {@link
 * #takeCut} says so.
 */
final class KeptState implements RaftStore {
  private static final byte IDENTITY = 1;
  private static final byte TERM = 2;
  private static final byte ENTRY = 3;
  private static final byte CUT = 4;
  private static final byte CHUNK = 5;
  private static final byte DROP = 6;

  /** A log is rewritten once it is as long as that, and at least twice what it would be then. */
  private static final long REWRITE_BYTES = 256 * 1024;

  private final RecordLog log;

  private @Nullable String self;
  private @Nullable RaftGroupMembersView members;
  private int term;
  private @Nullable String votedFor;
  private final TreeMap<Long, LogEntry> entries = new TreeMap<>();
  private final TreeMap<Long, TreeMap<Integer, SnapshotChunk>> chunks = new TreeMap<>();
  private long snapshotIndex;
  private int snapshotTerm;

  private boolean cut;
  private boolean dirty;
  private long rewriteAtBytes = REWRITE_BYTES;
  private @Nullable IOException failure;

  /**
   * What a log has.
   *
   * @throws IllegalArgumentException if it is not a member's
   */
  KeptState(RecordLog log) {
    this.log = log;
    log.takeRecords().forEach(each -> In.read(each, this::replay));
    // Nobody has entries in memory yet that would have to go.
    cut = false;
  }

  private KeptState replay(In in) {
    byte kind = in.one();
    switch (kind) {
      case IDENTITY -> {
        self = in.someText();
        members = RaftModels.members(in);
      }
      case TERM -> {
        term = in.number();
        votedFor = in.text();
      }
      case ENTRY -> add(RaftModels.entry(in));
      case CUT -> entries.tailMap(in.big(), true).clear();
      case CHUNK -> add(RaftModels.chunk(in));
      case DROP -> chunks.remove(in.big());
      default -> throw new IllegalArgumentException("there is no record of kind " + kind);
    }
    return this;
  }

  private void add(LogEntry entry) {
    entries.put(entry.getIndex(), entry);
  }

  private void add(SnapshotChunk chunk) {
    if (chunk.getIndex() <= snapshotIndex) {
      return;
    }
    TreeMap<Integer, SnapshotChunk> all = with(chunk);
    chunks.put(chunk.getIndex(), all);
    if (all.size() == chunk.getSnapshotChunkCount()) {
      complete(chunk);
    }
  }

  /** The parts of its snapshot that are here, and it. Parts of another one at its index go. */
  private TreeMap<Integer, SnapshotChunk> with(SnapshotChunk chunk) {
    TreeMap<Integer, SnapshotChunk> all = new TreeMap<>();
    for (SnapshotChunk each : chunks.getOrDefault(chunk.getIndex(), new TreeMap<>()).values()) {
      if (each.getTerm() == chunk.getTerm()
          && each.getSnapshotChunkCount() == chunk.getSnapshotChunkCount()) {
        all.put(each.getSnapshotChunkIndex(), each);
      }
    }
    all.put(chunk.getSnapshotChunkIndex(), chunk);
    return all;
  }

  private void complete(SnapshotChunk chunk) {
    snapshotIndex = chunk.getIndex();
    snapshotTerm = chunk.getTerm();
    chunks.headMap(snapshotIndex, false).clear();
    LogEntry at = entries.get(snapshotIndex);
    var behind = entries.tailMap(snapshotIndex, false);
    if ((at == null || at.getTerm() != snapshotTerm) && !behind.isEmpty()) {
      behind.clear();
      cut = true;
    }
    entries.headMap(snapshotIndex, true).clear();
  }

  // --- what MicroRaft writes ---

  @Override
  public void persistAndFlushLocalEndpoint(RaftEndpointPersistentState state) {
    if (!state.isVoting()) {
      throw new IllegalArgumentException(state + " does not vote; all members do here");
    }
    self = RaftMember.name(state.getLocalEndpoint());
  }

  /** It comes right after the endpoint, at every start; both are one record, written once. */
  @Override
  public void persistAndFlushInitialGroupMembers(RaftGroupMembersView view) throws IOException {
    if (members == null) {
      members = view;
      append(identity());
      flush();
    }
  }

  @Override
  public void persistAndFlushTerm(RaftTermPersistentState state) throws IOException {
    String vote = state.getVotedFor() == null ? null : RaftMember.name(state.getVotedFor());
    if (state.getTerm() < term) {
      IllegalStateException back =
          new IllegalStateException(
              "term %d was kept, and now %d is to be: a vote might be given twice"
                  .formatted(term, state.getTerm()));
      fail(back);
      throw back;
    }
    if (state.getTerm() != term || !Objects.equals(vote, votedFor)) {
      term = state.getTerm();
      votedFor = vote;
      append(terms());
      flush();
    }
  }

  /** Enters a later term, without a vote in it. */
  void takeOver(int later) throws IOException {
    if (later > term) {
      term = later;
      votedFor = null;
      append(terms());
      flush();
    }
  }

  @Override
  public void persistLogEntries(List<LogEntry> some) throws IOException {
    for (LogEntry entry : some) {
      add(entry);
      append(record(entry));
    }
  }

  @Override
  public void persistSnapshotChunk(SnapshotChunk chunk) throws IOException {
    append(record(chunk));
    add(chunk);
  }

  @Override
  public void truncateLogEntriesFrom(long indexInclusive) throws IOException {
    entries.tailMap(indexInclusive, true).clear();
    append(new Out().put(CUT).put(indexInclusive).bytes());
  }

  /** A complete snapshot does that, and the next rewriting of the log. */
  @Override
  public void truncateLogEntriesUntil(long indexInclusive) {}

  @Override
  public void deleteSnapshotChunks(long index, int count) throws IOException {
    if (index > snapshotIndex) {
      chunks.remove(index);
      append(new Out().put(DROP).put(index).bytes());
    }
  }

  @Override
  public void flush() throws IOException {
    if (!dirty) {
      return;
    }
    try {
      if (log.size() >= rewriteAtBytes) {
        log.rewrite(all());
        rewriteAtBytes = Math.max(REWRITE_BYTES, 2 * log.size());
      } else {
        log.sync();
      }
      dirty = false;
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
      throw e;
    }
  }

  /** MicroRaft catches whatever is thrown here, and goes on. */
  private void fail(Throwable why) {
    if (failure == null) {
      failure = why instanceof IOException io ? io : new IOException(why.toString(), why);
    }
  }

  private void append(byte[] item) throws IOException {
    dirty = true;
    try {
      log.append(item);
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
      throw e;
    }
  }

  private List<byte[]> all() {
    List<byte[]> all = new ArrayList<>();
    if (self != null && members != null) {
      all.add(identity());
    }
    all.add(terms());
    chunks.values().forEach(each -> each.values().forEach(chunk -> all.add(record(chunk))));
    entries.values().forEach(entry -> all.add(record(entry)));
    return all;
  }

  private byte[] identity() {
    Out out = new Out().put(IDENTITY).put(self);
    RaftModels.put(out, Objects.requireNonNull(members));
    return out.bytes();
  }

  private byte[] terms() {
    return new Out().put(TERM).put(term).put(votedFor).bytes();
  }

  private static byte[] record(LogEntry entry) {
    Out out = new Out().put(ENTRY);
    RaftModels.put(out, entry);
    return out.bytes();
  }

  private static byte[] record(SnapshotChunk chunk) {
    Out out = new Out().put(CHUNK);
    RaftModels.put(out, chunk);
    return out.bytes();
  }

  // --- what is kept ---

  /**
   * What a snapshot consists of once this part of it is here as well; empty if parts of it are
   * missing, or it is here already.
   */
  List<Object> completedBy(SnapshotChunk chunk) {
    TreeMap<Integer, SnapshotChunk> all = with(chunk);
    if (chunk.getIndex() <= snapshotIndex || all.size() != chunk.getSnapshotChunkCount()) {
      return List.of();
    }
    return all.values().stream().map(SnapshotChunk::getOperation).toList();
  }

  /**
   * Forgets the parts of a snapshot that no machine can load together with its last one. Any may be
   * the wrong one, and without it the member would stand still until there is a newer snapshot.
   *
   * @return whether there were any; MicroRaft has them in memory as well
   */
  boolean dropParts(InstallSnapshotRequest last) {
    boolean any = chunks.containsKey(last.getSnapshotIndex());
    try {
      deleteSnapshotChunks(last.getSnapshotIndex(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return any;
  }

  /** Why nothing more can be kept: MicroRaft itself goes on after a failure. */
  @Nullable IOException failure() {
    return failure;
  }

  /**
   * Throws if nothing more can be kept.
   *
   * @throws UncheckedIOException with the failure of the log
   */
  void requireStored() {
    if (failure != null) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Whether entries went that MicroRaft has in memory; from then on not any more. */
  boolean takeCut() {
    boolean was = cut;
    cut = false;
    return was;
  }

  long snapshotIndex() {
    return snapshotIndex;
  }

  /** The index of the last entry, or of the snapshot if there is none behind it. */
  long lastIndex() {
    return entries.isEmpty() ? snapshotIndex : entries.lastKey();
  }

  /** The entry at an index behind the snapshot. */
  @Nullable LogEntry entry(long index) {
    return entries.get(index);
  }

  /**
   * Nobody may go on with what another member has promised.
   *
   * @throws IllegalArgumentException if this is another's, or one of a group of others
   */
  void requireOwnedBy(String name, List<String> all) {
    RaftGroupMembersView kept = members;
    if (kept == null) {
      return;
    }
    List<String> theirs = kept.getMembers().stream().map(RaftMember::name).sorted().toList();
    if (!name.equals(self) || !theirs.equals(all.stream().sorted().toList())) {
      throw new IllegalArgumentException(
          "the log is that of member '%s' of %s, expected '%s' of %s"
              .formatted(self, theirs, name, all));
    }
  }

  /** For MicroRaft to go on with; null for a member that has not started before. */
  @Nullable RestoredRaftState restore() {
    if (self == null || members == null) {
      return null;
    }
    return new RestoredRaftState(
        FACTORY
            .createRaftEndpointPersistentStateBuilder()
            .setLocalEndpoint(new RaftMember(self))
            .setVoting(true)
            .build(),
        members,
        FACTORY
            .createRaftTermPersistentStateBuilder()
            .setTerm(term)
            .setVotedFor(votedFor == null ? null : new RaftMember(votedFor))
            .build(),
        snapshot(),
        List.copyOf(entries.values()));
  }

  private @Nullable SnapshotEntry snapshot() {
    if (snapshotIndex == 0) {
      return null;
    }
    List<SnapshotChunk> parts =
        List.copyOf(Objects.requireNonNull(chunks.get(snapshotIndex)).values());
    return FACTORY
        .createSnapshotEntryBuilder()
        .setIndex(snapshotIndex)
        .setTerm(snapshotTerm)
        .setSnapshotChunks(parts)
        .setGroupMembersView(parts.getFirst().getGroupMembersView())
        .build();
  }
}

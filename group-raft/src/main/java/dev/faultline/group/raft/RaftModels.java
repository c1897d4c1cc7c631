package dev.faultline.group.raft;

import io.microraft.RaftEndpoint;
import io.microraft.model.impl.DefaultRaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Bytes of what is both kept and sent. */
final class RaftModels {
  static final DefaultRaftModelFactory FACTORY = new DefaultRaftModelFactory();

  /** The least that an entry takes: index, term, and the length of its operation. */
  static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES + Integer.BYTES;

  private RaftModels() {}

  static void put(Out out, LogEntry entry) {
    out.put(entry.getIndex()).put(entry.getTerm()).put((byte[]) entry.getOperation());
  }

  static LogEntry entry(In in) {
    return FACTORY
        .createLogEntryBuilder()
        .setIndex(in.big())
        .setTerm(in.number())
        .setOperation(in.bytes())
        .build();
  }

  static void put(Out out, SnapshotChunk chunk) {
    out.put(chunk.getIndex())
        .put(chunk.getTerm())
        .put((byte[]) chunk.getOperation())
        .put(chunk.getSnapshotChunkIndex())
        .put(chunk.getSnapshotChunkCount());
    put(out, chunk.getGroupMembersView());
  }

  static SnapshotChunk chunk(In in) {
    return FACTORY
        .createSnapshotChunkBuilder()
        .setIndex(in.big())
        .setTerm(in.number())
        .setOperation(in.bytes())
        .setSnapshotChunkIndex(in.number())
        .setSnapshotChunkCount(in.number())
        .setGroupMembersView(members(in))
        .build();
  }

  static void put(Out out, RaftGroupMembersView view) {
    out.put(view.getLogIndex());
    put(out, view.getMembers());
    put(out, view.getVotingMembers());
  }

  static RaftGroupMembersView members(In in) {
    return FACTORY
        .createRaftGroupMembersViewBuilder()
        .setLogIndex(in.big())
        .setMembers(endpoints(in))
        .setVotingMembers(endpoints(in))
        .build();
  }

  static void put(Out out, Collection<RaftEndpoint> endpoints) {
    out.put(endpoints.size());
    endpoints.forEach(each -> out.put(RaftMember.name(each)));
  }

  static List<RaftEndpoint> endpoints(In in) {
    List<RaftEndpoint> endpoints = new ArrayList<>();
    for (int left = in.count(1 + Integer.BYTES); left > 0; left--) {
      endpoints.add(new RaftMember(in.someText()));
    }
    return endpoints;
  }
}

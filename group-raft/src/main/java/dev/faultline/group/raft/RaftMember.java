package dev.faultline.group.raft;

import io.microraft.RaftEndpoint;

/** A member as MicroRaft knows it. Its hash is its name's, so maps have one order in every run. */
record RaftMember(String id) implements RaftEndpoint {
  @Override
  public Object getId() {
    return id;
  }

  static String name(RaftEndpoint endpoint) {
    return (String) endpoint.getId();
  }
}

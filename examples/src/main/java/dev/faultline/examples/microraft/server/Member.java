package dev.faultline.examples.microraft.server;

import io.microraft.RaftEndpoint;

/**
 * An endpoint of the group. Its hash is that of its name, so MicroRaft's maps have the same order
 * in every run.
 */
record Member(String id) implements RaftEndpoint {
  @Override
  public Object getId() {
    return id;
  }

  @Override
  public String toString() {
    return id;
  }
}

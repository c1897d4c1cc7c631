package dev.faultline.group.raft;

/** The way out of a {@link Replica}. */
@FunctionalInterface
public interface ReplicaPort {
  /** Sends a message to a member or a client. It may be lost, come late, twice, or in disorder. */
  void send(String to, GroupMessage message);
}

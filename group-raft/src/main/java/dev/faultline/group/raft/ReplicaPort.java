package dev.faultline.group.raft;

/** Sends the messages of a {@link Replica}. */
@FunctionalInterface
public interface ReplicaPort {
  /** Sends a message to a member or a client. It may be lost, delayed, duplicated or reordered. */
  void send(String to, GroupMessage message);
}

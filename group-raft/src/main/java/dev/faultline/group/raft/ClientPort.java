package dev.faultline.group.raft;

/** Sends the messages of a {@link GroupClient}, and receives the results of its calls. */
public interface ClientPort {
  /** Sends a message to a member. It may be lost, delayed, duplicated or reordered. */
  void send(String member, GroupMessage message);

  /** The call of that number has ended. The client can be called from here. */
  void ended(long call, CallEnding ending);
}

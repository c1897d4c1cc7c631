package dev.faultline.group.raft;

/** The way out of a {@link GroupClient}. */
public interface ClientPort {
  /** Sends a message to a member. It may be lost, come late, twice, or in disorder. */
  void send(String member, GroupMessage message);

  /** The call of that number is over. The client can be called from here. */
  void ended(long call, CallEnding ending);
}

package dev.faultline.group.raft;

/**
 * The messages between members, and between members and clients. {@link GroupCodec} encodes them.
 */
public sealed interface GroupMessage {
  /** A message of MicroRaft between members. */
  record Consensus(byte[] bytes) implements GroupMessage {
    @Override
    public String toString() {
      return RaftWire.describe(bytes);
    }
  }

  /**
   * A client's request.
   *
   * @param number chosen by the client; the reply repeats it
   */
  record Request(long number, Ask ask) implements GroupMessage {}

  /** The reply of a member to the request of that number. */
  record Reply(long number, Outcome outcome) implements GroupMessage {}
}

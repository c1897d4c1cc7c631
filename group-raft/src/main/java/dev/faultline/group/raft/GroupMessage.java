package dev.faultline.group.raft;

/** What travels between members, and between them and clients. {@link GroupCodec} has bytes. */
public sealed interface GroupMessage {
  /** What members tell each other, as MicroRaft has it. */
  record Consensus(byte[] bytes) implements GroupMessage {
    @Override
    public String toString() {
      return RaftWire.describe(bytes);
    }
  }

  /**
   * A client asks.
   *
   * @param number of the client's own; the answer has the same
   */
  record Request(long number, Ask ask) implements GroupMessage {}

  /** A member answers the request of that number. */
  record Reply(long number, Outcome outcome) implements GroupMessage {}
}

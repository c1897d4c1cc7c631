package dev.faultline.group.raft;

/** What a client asks of a group. */
public sealed interface Ask {
  /** A session, so that the client's commands can be told from their repetitions. */
  record Open() implements Ask {
    @Override
    public String toString() {
      return "open a session";
    }
  }

  /**
   * A command.
   *
   * @param session as it was opened
   * @param sequence counts the commands of the session, from 1 on; a repetition has the same
   */
  record Command(long session, long sequence, byte[] bytes) implements Ask {
    @Override
    public String toString() {
      return "command %d of session %d".formatted(sequence, session);
    }
  }

  /** A question to the state, which it leaves as it is. */
  record Query(byte[] bytes) implements Ask {
    @Override
    public String toString() {
      return "query";
    }
  }
}

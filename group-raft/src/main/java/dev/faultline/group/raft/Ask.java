package dev.faultline.group.raft;

/** A request of a client to a group. */
public sealed interface Ask {
  /**
   * Opens a session, by which repeated commands of the client are recognised. A repetition has the
   * same number, and opens no other session.
   *
   * @param opening drawn at random by the client for each session; 0 for one that cannot be
   *     repeated
   */
  record Open(long opening) implements Ask {
    @Override
    public String toString() {
      return "open a session";
    }
  }

  /**
   * A command.
   *
   * @param session as it was opened
   * @param sequence the number of the command in the session, from 1; a repetition has the same
   *     number
   */
  record Command(long session, long sequence, byte[] bytes) implements Ask {
    @Override
    public String toString() {
      return "command %d of session %d".formatted(sequence, session);
    }
  }

  /** A query, which does not change the state. */
  record Query(byte[] bytes) implements Ask {
    @Override
    public String toString() {
      return "query";
    }
  }
}

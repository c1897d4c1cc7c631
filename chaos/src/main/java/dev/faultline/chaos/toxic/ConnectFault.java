package dev.faultline.chaos.toxic;

/** A fault while a connection is being set up; open connections are unaffected. */
public sealed interface ConnectFault extends Toxic {
  /**
   * The proxy stops listening, so that the system refuses connections. It affects all clients: its
   * toxicity is 1, and it matches no source.
   */
  record Refuse() implements ConnectFault {
    @Override
    public String type() {
      return "refuse";
    }
  }

  /** The connection is accepted and reset at once; the server is not dialled. */
  record ConnectReset() implements ConnectFault {
    @Override
    public String type() {
      return "connect_reset";
    }
  }

  /**
   * The server is dialled later. The client's operating system reports the connection as
   * established at once; the client's data waits.
   *
   * @param delayMillis how much later; the delays of several such toxics add up
   */
  record SlowConnect(long delayMillis) implements ConnectFault {
    public SlowConnect {
      Attributes.notNegative(delayMillis, "delay");
    }

    @Override
    public String type() {
      return "slow_connect";
    }
  }

  /**
   * The server is never dialled, and the client's data is discarded. Removing the toxic resets the
   * connections that it holds.
   */
  record ConnectNever() implements ConnectFault {
    @Override
    public String type() {
      return "connect_never";
    }
  }
}

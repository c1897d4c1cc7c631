package dev.faultline.chaos.toxic;

/** What happens while a connection is made; those that live are left alone. */
public sealed interface ConnectFault extends Toxic {
  /**
   * The proxy stops listening, so that the system refuses connections. It strikes all clients
   * alike: its toxicity is 1, and it matches no source.
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
   * The server is dialled later. The client's own system says at once that it is connected; its
   * data waits.
   *
   * @param delayMillis how much later; several add up
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
   * The server is never dialled, and what the client sends is swallowed. Removing it resets the
   * connections that it holds.
   */
  record ConnectNever() implements ConnectFault {
    @Override
    public String type() {
      return "connect_never";
    }
  }
}

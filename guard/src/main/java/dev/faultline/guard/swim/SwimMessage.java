package dev.faultline.guard.swim;

import java.util.List;

/** The messages of the protocol. Each carries rumours. Immutable. */
public sealed interface SwimMessage {
  /** The number of the probe; the answer repeats it. */
  long probe();

  /** The rumours that the sender passes on. */
  List<Rumour> rumours();

  /** A probe: are you alive? */
  record Ping(long probe, List<Rumour> rumours) implements SwimMessage {
    public Ping {
      rumours = List.copyOf(rumours);
    }
  }

  /**
   * Asks the receiver to probe another member.
   *
   * @param target the member to probe
   */
  record PingRequest(long probe, int target, List<Rumour> rumours) implements SwimMessage {
    public PingRequest {
      rumours = List.copyOf(rumours);
    }
  }

  /** The probed member is alive. */
  record Ack(long probe, List<Rumour> rumours) implements SwimMessage {
    public Ack {
      rumours = List.copyOf(rumours);
    }
  }

  /** The helper is alive, but the member that it was asked to probe has not answered yet. */
  record Nack(long probe, List<Rumour> rumours) implements SwimMessage {
    public Nack {
      rumours = List.copyOf(rumours);
    }
  }
}

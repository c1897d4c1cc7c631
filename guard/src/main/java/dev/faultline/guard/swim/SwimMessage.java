package dev.faultline.guard.swim;

import java.util.List;

/** What members send one another. All carry rumours. Immutable. */
public sealed interface SwimMessage {
  /** Numbers a probe; an answer has the same. */
  long probe();

  /** What the sender has to tell. */
  List<Rumour> rumours();

  /** Are you alive? */
  record Ping(long probe, List<Rumour> rumours) implements SwimMessage {
    public Ping {
      rumours = List.copyOf(rumours);
    }
  }

  /**
   * Ask another whether it is alive.
   *
   * @param target whom
   */
  record PingRequest(long probe, int target, List<Rumour> rumours) implements SwimMessage {
    public PingRequest {
      rumours = List.copyOf(rumours);
    }
  }

  /** The one that was probed is alive. */
  record Ack(long probe, List<Rumour> rumours) implements SwimMessage {
    public Ack {
      rumours = List.copyOf(rumours);
    }
  }

  /** I am alive, and the one that you asked for did not answer me yet. */
  record Nack(long probe, List<Rumour> rumours) implements SwimMessage {
    public Nack {
      rumours = List.copyOf(rumours);
    }
  }
}

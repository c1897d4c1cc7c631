package dev.faultline.guard.swim;

import java.util.Objects;

/**
 * A statement about one member that members gossip to each other.
 *
 * @param member which member it is about
 * @param state the claimed state
 * @param incarnation of the member that the claim is about; only the member itself increases it
 * @param from the member that made the claim first: suspicions from different members confirm each
 *     other
 */
public record Rumour(int member, MemberState state, long incarnation, int from) {
  /** Creates a rumour. The numbers are not checked here but by the receiver. */
  public Rumour {
    Objects.requireNonNull(state, "state");
  }
}

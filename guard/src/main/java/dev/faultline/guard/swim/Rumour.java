package dev.faultline.guard.swim;

import java.util.Objects;

/**
 * What members tell one another of a member.
 *
 * @param member who it is about
 * @param state what is said of it
 * @param incarnation of the member, to which that applies; only the member itself raises it
 * @param from who says so at first: suspicions of different members confirm one another
 */
public record Rumour(int member, MemberState state, long incarnation, int from) {
  /** Creates it. Whether the numbers can be is looked at where it is heard. */
  public Rumour {
    Objects.requireNonNull(state, "state");
  }
}

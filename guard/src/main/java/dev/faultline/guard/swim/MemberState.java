package dev.faultline.guard.swim;

/** What a member believes of another. */
public enum MemberState {
  /** It answers, as far as is known. */
  ALIVE,
  /** It did not answer, and may still say that it is alive. */
  SUSPECT,
  /** It did not say so in time. It may come back with a higher incarnation. */
  DEAD
}

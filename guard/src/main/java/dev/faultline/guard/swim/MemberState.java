package dev.faultline.guard.swim;

/** What a member believes about another member. */
public enum MemberState {
  /** Alive: it answered its last probe, or nothing else is known. */
  ALIVE,
  /** It did not answer a probe; it may still refute the suspicion. */
  SUSPECT,
  /** It did not refute the suspicion in time. It may come back with a higher incarnation. */
  DEAD
}

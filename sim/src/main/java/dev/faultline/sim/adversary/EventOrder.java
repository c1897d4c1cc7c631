package dev.faultline.sim.adversary;

/** Who says in which order the events of a world happen. */
public enum EventOrder {
  /** Simulated time: delays are decisions, and the earliest event happens next. */
  TIME,
  /**
   * The adversary: any message on its way, and any timer, may be next, as far as the model goes.
   * Messages of one link keep their order where links do not reorder; a timer does not overtake one
   * that its node set before for no longer, or in the same step for a shorter time; and while the
   * model bounds time, time decides.
   */
  PENDING_SET,
  /**
   * The adversary, over the set of all messages ever sent: each stays deliverable, again and again,
   * and sending it once more changes nothing. This covers loss, duplication and reordering at once.
   */
  MESSAGE_SET
}

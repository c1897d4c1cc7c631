package dev.faultline.sim;

/**
 * The kinds of things that could have gone otherwise in a world. Together with a subject and an
 * ordinal a kind identifies one decision, whatever else happens in the run: that identity is what
 * lets a fault be deleted from a run without reshuffling the rest. A kind's place in the list is
 * part of the identity: new kinds come last.
 */
public enum Decision {
  /** How long a datagram takes. Subject: the directed link; ordinal: the message on it. */
  LATENCY,
  /**
   * How long the second copy of a duplicated datagram takes. Subject and ordinal as for {@link
   * #LATENCY}.
   */
  COPY_LATENCY,
  /** Whether a datagram is lost. Subject: the directed link; ordinal: the message on it. */
  LOSS,
  /** Whether a datagram arrives twice. Subject: the directed link; ordinal: the message on it. */
  DUPLICATION,
  /**
   * Whether a datagram changes on the way. Subject: the directed link; ordinal: the message on it.
   */
  CORRUPTION,
  /** Which bit changes, or how. Subject: the directed link; ordinal: the message on it. */
  CORRUPTED_BIT,
  /**
   * Whether an omission-faulty node fails to send. Subject: the directed link; ordinal: the message
   * on it.
   */
  SEND_OMISSION,
  /**
   * Whether an omission-faulty node fails to receive. Subject: the directed link; ordinal: the
   * message on it.
   */
  RECEIVE_OMISSION,
  /** How much later than asked for a timer fires. Subject: the node; ordinal: the timer on it. */
  TIMER_LATENESS,
  /**
   * How long after the world's start a node comes up. Subject: the node; ordinal: its incarnation.
   */
  START_DELAY,
  /** How far a node's wall clock is off at the start. Subject: the node; ordinal: 0. */
  CLOCK_OFFSET,
  /**
   * What a node's random generator returns. Subject: the node and its incarnation; ordinal: the
   * draw.
   */
  RANDOM,
  /** How many writes since the last sync survive. Subject: the node; ordinal: its incarnation. */
  STORE_SURVIVORS,
  /**
   * How long a thread of a blocking node that can go on has to wait for its turn. Subject: the
   * node; ordinal: its wake-up; with 0 for all, threads go on in the order in which they could.
   */
  SCHEDULE,
  /** Which fault strikes, if any. Subject: 0; ordinal: the opportunity. */
  FAULT,
  /**
   * Whether a client never comes up, which a shrinker may want. Subject: the client; ordinal: 0.
   */
  CLIENT_ABSENT,
  /**
   * Whether a client leaves an operation out, which a shrinker may want. Subject: the client;
   * ordinal: the operation.
   */
  OPERATION_SKIPPED,
  /**
   * Which event happens next, where the adversary orders them. Subject: 0; ordinal: the event in
   * the run; the number is the event's {@link PendingEvent#key}, and the simplest is the earliest.
   */
  NEXT_EVENT,
  /**
   * Which identity hash codes an incarnation sees, and so in which order it walks through hash
   * tables. Subject: the node and its incarnation; ordinal: 0.
   */
  IDENTITIES,
  /**
   * Whether an arbitrary node says something else than it means. Subject: the directed link;
   * ordinal: what the node meant to say on it.
   */
  LIE,
  /** What it says. Subject and ordinal as for {@link #LIE}. */
  LIE_CHOICE;

  private static final Decision[] VALUES = values();

  static Decision of(int index) {
    return VALUES[index];
  }
}

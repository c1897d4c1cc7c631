package dev.faultline.sim.adversary;

/**
 * The kinds of things that could have gone otherwise in a world. Together with a subject and an
 * ordinal a kind identifies one decision, whatever else happens in the run: that identity is what
 * lets a fault be deleted from a run without reshuffling the rest. A kind's place in the list is
 * part of the identity: new kinds come last.
 */
public enum Decision {
  /** How long a datagram takes. Subject: the directed link; ordinal: the message on it. */
  LATENCY(Role.DETAIL),
  /**
   * How long the second copy of a duplicated datagram takes. Subject and ordinal as for {@link
   * #LATENCY}.
   */
  COPY_LATENCY(Role.DETAIL),
  /** Whether a datagram is lost. Subject: the directed link; ordinal: the message on it. */
  LOSS(Role.MESSAGE),
  /** Whether a datagram arrives twice. Subject: the directed link; ordinal: the message on it. */
  DUPLICATION(Role.MESSAGE),
  /**
   * Whether a datagram changes on the way. Subject: the directed link; ordinal: the message on it.
   */
  CORRUPTION(Role.MESSAGE),
  /** Which bit changes, or how. Subject: the directed link; ordinal: the message on it. */
  CORRUPTED_BIT(Role.DETAIL),
  /**
   * Whether an omission-faulty node fails to send. Subject: the directed link; ordinal: the message
   * on it.
   */
  SEND_OMISSION(Role.MESSAGE),
  /**
   * Whether an omission-faulty node fails to receive. Subject: the directed link; ordinal: the
   * message on it.
   */
  RECEIVE_OMISSION(Role.MESSAGE),
  /** How much later than asked for a timer fires. Subject: the node; ordinal: the timer on it. */
  TIMER_LATENESS(Role.DETAIL),
  /**
   * How long after the world's start a node comes up. Subject: the node; ordinal: its incarnation.
   */
  START_DELAY(Role.DETAIL),
  /** How far a node's wall clock is off at the start. Subject: the node; ordinal: 0. */
  CLOCK_OFFSET(Role.DETAIL),
  /**
   * What a node's random generator returns. Subject: the node and its incarnation; ordinal: the
   * draw.
   */
  RANDOM(Role.DETAIL),
  /**
   * How many writes since the last sync survive, where the oldest do. Subject: the node; ordinal:
   * its incarnation.
   */
  STORE_SURVIVORS(Role.DETAIL),
  /**
   * How long a thread of a blocking node that can go on has to wait for its turn. Subject: the
   * node; ordinal: its wake-up; with 0 for all, threads go on in the order in which they could.
   */
  SCHEDULE(Role.DETAIL),
  /**
   * Which fault strikes, if any. Subject: 0; ordinal: the opportunity that time brings. Or subject:
   * the node; ordinal: the point in what it does.
   */
  FAULT(Role.FAULT),
  /**
   * Whether a client never comes up, which a shrinker may want. Subject: the client; ordinal: 0.
   */
  CLIENT_ABSENT(Role.LEFT_OUT),
  /**
   * Whether a client leaves an operation out, which a shrinker may want. Subject: the client;
   * ordinal: the operation.
   */
  OPERATION_SKIPPED(Role.LEFT_OUT),
  /**
   * Which event happens next, where the adversary orders them. Subject: 0; ordinal: the event in
   * the run; the number is the event's {@link PendingEvent#key}, and the simplest is the earliest.
   */
  NEXT_EVENT(Role.DETAIL),
  /**
   * Which identity hash codes an incarnation sees, and so in which order it walks through hash
   * tables. Subject: the node and its incarnation; ordinal: 0.
   */
  IDENTITIES(Role.DETAIL),
  /**
   * Whether an arbitrary node says something else than it means. Subject: the directed link;
   * ordinal: what the node meant to say on it.
   */
  LIE(Role.MESSAGE),
  /** What it says. Subject and ordinal as for {@link #LIE}. */
  LIE_CHOICE(Role.DETAIL),
  /**
   * Whether a node does not come up before the world heals, which a shrinker may want. Asked where
   * the model bounds no speed and the links may lose what is sent meanwhile; and where a process
   * may crash before its first step, which then counts against f, and the node never comes up.
   * Subject: the node; ordinal: 0.
   */
  NODE_ABSENT(Role.LEFT_OUT),
  /**
   * Whether a thread gives up its turn before it touches what threads may share. Subject: the node;
   * ordinal: the place it has come to, counted over all threads of the node.
   */
  PREEMPTION(Role.DETAIL),
  /** How often threads give up their turns in this world, the lower the rarer. */
  PREEMPTION_ODDS(Role.DETAIL),
  /**
   * Whether a crash is that of the process alone (1), so that the operating system of its machine
   * resets its connections at once and refuses new ones, and keeps what was written to the store,
   * durable or not; or of the machine (another number), from which nothing is heard, and which
   * loses what was not made durable. Asked in worlds with connections, and of a node with unsynced
   * writes. Subject: the node; ordinal: the incarnation that crashes.
   */
  MACHINE_LIVES(Role.DETAIL),
  /**
   * Whether an omission-faulty node fails to receive the second copy of a duplicated datagram: each
   * copy is a decision of its own. Subject and ordinal as for {@link #RECEIVE_OMISSION}.
   */
  COPY_RECEIVE_OMISSION(Role.MESSAGE),
  /**
   * Where a node's monotonic clock begins. Subject: the node and its incarnation; ordinal: 0; with
   * 0 it shows simulated time, as far as it does not drift.
   */
  MONOTONIC_ORIGIN(Role.DETAIL),
  /** How long a sync takes. Subject: the node; ordinal: the sync on it. */
  SYNC_TIME(Role.DETAIL),
  /**
   * Whether the writes that survive a crash are the oldest, 0, or any, 1. Subject: the node;
   * ordinal: its incarnation.
   */
  STORE_ORDER(Role.DETAIL),
  /**
   * Whether a write is durable, 1, after a crash that may have taken any, or after a failed sync.
   * Subject: the node; ordinal: the write on it.
   */
  WRITE_SURVIVES(Role.DETAIL),
  /** How long an access of a disk's device takes. Subject: the node; ordinal: the access of it. */
  DISK_TIME(Role.DETAIL),
  /**
   * What of the unsynced operations on a disk a crash of the machine is likely to take: it gives
   * the odds of the losses, and no more. Subject: the node; ordinal: its incarnation.
   */
  DISK_LOSS(Role.DETAIL),
  /** How much of it, or which. Subject and ordinal as for {@link #DISK_LOSS}. */
  DISK_LOSS_MEASURE(Role.DETAIL),
  /**
   * Whether a crash of the machine takes an unsynced operation on its disk. Subject: the node;
   * ordinal: the operation on its disk.
   */
  OPERATION_LOST(Role.STORAGE),
  /** Whether a crash leaves a part of one. Subject and ordinal as for {@link #OPERATION_LOST}. */
  OPERATION_TORN(Role.STORAGE),
  /**
   * Whether a part is lost of an operation that is torn. Subject: the node; ordinal: the operation
   * times 2<sup>24</sup>, and the part.
   */
  PART_LOST(Role.DETAIL),
  /**
   * Whether old bytes of the device show after a crash where new blocks were not written, and not
   * zeros. Subject: the node; ordinal: its incarnation.
   */
  OLD_BYTES_SHOWN(Role.STORAGE),
  /**
   * Whether a write that a crash took damaged the bytes around it, on a device where that happens.
   * Subject: the node; ordinal: the operation on its disk.
   */
  NEIGHBOURS_DAMAGED(Role.STORAGE),
  /**
   * Which of the threads that wait at an object {@code notify} wakes, the lower the longer it has
   * waited. Subject: the node; ordinal: such a choice on it.
   */
  WOKEN(Role.DETAIL),
  /**
   * Whether a fault that the program lets strike by hand is left out, which a shrinker may want.
   * Subject: the node that the fault names first; ordinal: the fault on it.
   */
  FAULT_SKIPPED(Role.LEFT_OUT),
  /**
   * What a trouble of a disk leaves to chance, such as which bit turns. Subject: the node; ordinal:
   * when it struck, in nanoseconds.
   */
  DISK_DETAIL(Role.DETAIL),
  /**
   * Whether a chance that the program offers by {@link dev.faultline.core.Env#chance} is ever taken
   * in this world. Subject: its name; ordinal: 0.
   */
  CHANCE_ON(Role.DETAIL),
  /**
   * Whether it is taken here. Subject: the node and the chance's name, as for a link; ordinal: how
   * often that node has offered it.
   */
  CHANCE(Role.DETAIL),
  /**
   * Whether a change that the program plans is left out, which a shrinker may want: that a node
   * joins, leaves, is upgraded, or gets another setting. Subject: the node; ordinal: the change of
   * it.
   */
  CHANGE_SKIPPED(Role.LEFT_OUT);

  /** What a decision is to people who read about a run. */
  public enum Role {
    /** Something happens to a single message that should not. */
    MESSAGE,
    /** A fault strikes. */
    FAULT,
    /** Something becomes of what a disk was to keep. */
    STORAGE,
    /** Something that the run does not need is left out of it. */
    LEFT_OUT,
    /** Something takes its course this way or that: nothing is wrong either way. */
    DETAIL
  }

  private final Role role;

  Decision(Role role) {
    this.role = role;
  }

  public Role role() {
    return role;
  }

  private static final Decision[] VALUES = values();

  static Decision of(int index) {
    return VALUES[index];
  }
}

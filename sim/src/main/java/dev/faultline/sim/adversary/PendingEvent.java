package dev.faultline.sim.adversary;

/** Something that may happen. Immutable. Its text says where: on the link or at the node. */
public interface PendingEvent {
  /** Identifies the event: equal in all runs that reach it in an equivalent way. */
  long key();

  /**
   * Whether the order of the two may matter: they happen at one node, or one of them concerns the
   * whole world, and they are not turns of threads that are known to touch different things.
   */
  boolean racesWith(PendingEvent other);

  /** The index of the node at which it happens, or −1 when it concerns the whole world. */
  int node();

  /** The ordinal of the event that made this one possible, or −1 when it existed from the start. */
  long cause();
}

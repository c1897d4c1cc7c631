package dev.faultline.link.connection;

import dev.faultline.link.Egress;

/** What has its turn on an {@link Agenda}: with one place there at most, which it knows itself. */
abstract class Due {
  /** Where it stands in the heap of deadlines; -1 if it is not there. */
  int heapIndex = -1;

  long deadline = Long.MAX_VALUE;

  /** Whether it is on the list of those that have something to do. */
  boolean busy;

  abstract boolean ended();

  abstract void onTimer(long now);

  /** Sends what is due; false when there was no room for all of it. */
  abstract boolean poll(long now, Egress egress);

  /** There was no memory for its turn: it has no other one, or is over. */
  abstract void outOfMemory();

  /** When there is something to do next, if nothing happens before. */
  abstract long nextDeadline();
}

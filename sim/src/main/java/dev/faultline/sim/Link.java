package dev.faultline.sim;

import java.util.ArrayDeque;

/** What a world knows about one directed link. */
final class Link {
  /** A message that waits for a cut to end, on links that lose nothing. */
  record Held(long ordinal, Object message) {}

  final SimNode from;
  final SimNode to;
  final long subject;
  long nextOrdinal;

  /** How many active faults cut this link. */
  int cuts;

  long faultLossOdds;
  long extraDelayNanos;
  long lastArrival;
  long sendableAt;
  int lossesInARow;
  final ArrayDeque<Held> held = new ArrayDeque<>(0);

  Link(SimNode from, SimNode to) {
    this.from = from;
    this.to = to;
    this.subject = Subjects.link(from.subject, to.subject);
  }
}

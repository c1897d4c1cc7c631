package dev.faultline.sim;

import java.util.ArrayList;
import java.util.List;

/** What a world knows about one directed link. */
final class Link {
  /** A message that waits for a cut to end, on links that lose nothing. */
  record Held(long ordinal, Object message, long contents) {}

  final SimNode from;
  final SimNode to;
  final long subject;
  final String text;
  long nextOrdinal;

  /** Counts what a node with a {@link Liar} meant to say here. */
  long nextLie;

  /** How many active faults cut this link. */
  int cuts;

  long faultLossOdds;
  long extraDelayNanos;
  long lastArrival;
  long sendableAt;
  int lossesInARow;
  private List<Held> held = List.of();

  Link(SimNode from, SimNode to) {
    this.from = from;
    this.to = to;
    this.text = from.name + " -> " + to.name;
    this.subject = Subjects.link(from.subject, to.subject);
  }

  void hold(long ordinal, Object message, long contents) {
    if (held.isEmpty()) {
      held = new ArrayList<>();
    }
    held.add(new Held(ordinal, message, contents));
  }

  /** What was held back, in the order in which it was sent; it is held no longer. */
  List<Held> takeHeld() {
    List<Held> taken = held;
    held = List.of();
    return taken;
  }
}

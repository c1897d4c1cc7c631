package dev.faultline.sim.net;

import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.setup.Route;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a world knows about one directed link. */
public final class Link {
  /** A message that waits for a cut to end, on links that lose nothing. */
  record Held(long ordinal, Object message, long contents) {}

  public final SimNode from;
  public final SimNode to;
  public final long subject;
  private @Nullable String text;
  long nextOrdinal;

  /** Counts what a node with a {@link Liar} meant to say here. */
  long nextLie;

  /** How many active faults cut this link. */
  public int cuts;

  /** Whether the program holds a message here that no other one may overtake. */
  boolean stopped;

  /** How much later the program lets the present message arrive. */
  long handDelayNanos;

  public long faultLossOdds;
  public long extraDelayNanos;
  long lastArrival;
  long sendableAt;
  int lossesInARow;
  private List<Held> held = List.of();

  /** Datagrams of which a faulty receiver has had one copy; kept only where there are copies. */
  private @Nullable Set<Long> met;

  /** What the way is like when nothing is wrong with it. */
  final Route route;

  /** How many choices of a latency there are here. */
  final long latencyBound;

  /** How likely a loss is before the world has healed. */
  final long lossOdds;

  Link(SimNode from, SimNode to, Route route, long lossOdds) {
    this.route = route;
    this.latencyBound = route.latency().bound();
    this.lossOdds = lossOdds;
    this.from = from;
    this.to = to;
    this.subject = Subjects.link(from.subject, to.subject);
  }

  /** What the link is called: {@code from -> to}. */
  public String text() {
    String known = text;
    return known != null ? known : (text = from.name + " -> " + to.name);
  }

  /** Which decision it is that a faulty receiver does not take this copy of a datagram. */
  Decision receiveOmission(long ordinal, boolean mayBeCopy) {
    if (!mayBeCopy) {
      return Decision.RECEIVE_OMISSION;
    }
    Set<Long> before = met == null ? met = new LinkedHashSet<>() : met;
    return before.add(ordinal) ? Decision.RECEIVE_OMISSION : Decision.COPY_RECEIVE_OMISSION;
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

package dev.faultline.sim.fault;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.net.Link;
import dev.faultline.sim.net.LinkConditions;
import dev.faultline.sim.net.Links;
import java.util.List;

/** What the active faults do to directed links. */
public final class LinkFaults implements LinkConditions {
  private final Links links;
  private final List<ActiveFault> active;

  /**
   * @param active the faults that are active, a list that the fault board keeps
   */
  LinkFaults(Links links, List<ActiveFault> active) {
    this.links = links;
    this.active = active;
  }

  /** Brings the links that {@code fault} names up to date, as far as anybody has used them yet. */
  void changed(Fault fault) {
    switch (fault) {
      case Fault.Partition p -> {
        List<String> names = p.groups().stream().flatMap(List::stream).toList();
        names.forEach(from -> names.forEach(to -> changed(from, to)));
      }
      case Fault.Flapping f -> changed(f.from(), f.to());
      case Fault.LinkLoss l -> changed(l.from(), l.to());
      case Fault.LinkDelay d -> changed(d.from(), d.to());
      case Fault.Crash c -> {}
      case Fault.Pause p -> {}
      case Fault.Slow s -> {}
      case Fault.SendOmission o -> {}
      case Fault.ReceiveOmission o -> {}
      case Fault.ClockJump j -> {}
      case Fault.SyncFailure f -> {}
      case Fault.Disk d -> {}
      case Fault.ClockDrift d -> {}
      case Fault.Arbitrary a -> {}
    }
  }

  private void changed(String from, String to) {
    Link link = links.used(from, to);
    if (link != null) {
      boolean wasCut = link.cuts > 0;
      apply(link);
      if (wasCut && link.cuts == 0) {
        links.release(link);
      }
    }
  }

  @Override
  public void applyToNew(Link link) {
    if (!active.isEmpty()) {
      apply(link);
    }
  }

  private void apply(Link link) {
    String from = link.from.name;
    String to = link.to.name;
    int cuts = 0;
    long loss = Odds.NEVER;
    long delay = 0;
    for (ActiveFault each : active) {
      switch (each.fault) {
        case Fault.Partition p -> cuts += p.shape().cuts(p.groups(), from, to) ? 1 : 0;
        case Fault.Flapping f ->
            cuts += each.cutting && f.from().equals(from) && f.to().equals(to) ? 1 : 0;
        case Fault.LinkLoss l -> {
          if (l.from().equals(from) && l.to().equals(to)) {
            loss = Odds.either(loss, Odds.of(l.rate()));
          }
        }
        case Fault.LinkDelay d -> {
          if (d.from().equals(from) && d.to().equals(to)) {
            delay = SimTime.plus(delay, SimTime.saturatedNanos(d.extra()));
          }
        }
        case Fault.Crash c -> {}
        case Fault.Pause p -> {}
        case Fault.Slow s -> {}
        case Fault.SendOmission o -> {}
        case Fault.ReceiveOmission o -> {}
        case Fault.ClockJump j -> {}
        case Fault.SyncFailure f -> {}
        case Fault.Disk d -> {}
        case Fault.ClockDrift d -> {}
        case Fault.Arbitrary a -> {}
      }
    }
    link.cuts = cuts;
    link.faultLossOdds = loss;
    link.extraDelayNanos = delay;
  }
}

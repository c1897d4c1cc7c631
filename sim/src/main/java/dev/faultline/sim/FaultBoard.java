package dev.faultline.sim;

import dev.faultline.core.Fault;
import java.util.ArrayList;
import java.util.List;

/**
 * The faults that are active. What a fault does to links and nodes is worked out anew from all
 * active faults whenever one begins or ends, so that overlapping faults add up and come apart in
 * any order.
 */
final class FaultBoard {
  private static final class Active {
    final Fault fault;
    boolean down = true;
    boolean over;

    Active(Fault fault) {
      this.fault = fault;
    }
  }

  private final Kernel kernel;
  private final ModelGuard guard;
  private final List<Active> active = new ArrayList<>();

  FaultBoard(Kernel kernel, ModelGuard guard) {
    this.kernel = kernel;
    this.guard = guard;
  }

  /** Lets a legal fault strike now. */
  void begin(Fault fault) {
    String why = guard.whyIllegal(fault);
    if (!why.isEmpty()) {
      throw new SimulationBug("the adversary played " + fault + ", but " + why, kernel.now());
    }
    kernel.trace(new TraceEvent.FaultBegan(kernel.now(), fault));
    kernel.hash().add(fault.toString());
    if (fault instanceof Fault.ClockJump(var name, var by)) {
      kernel.node(name).clock.jump(by.toNanos());
      return;
    }
    Active entry = new Active(fault);
    active.add(entry);
    apply(entry);
    guard.assertWithin();
    if (!fault.duration().equals(Fault.FOREVER)) {
      long end = SimTime.plus(kernel.now(), SimTime.saturatedNanos(fault.duration()));
      kernel.scheduleControl(end, () -> end(entry));
    }
  }

  private void apply(Active entry) {
    switch (entry.fault) {
      case Fault.Partition p -> linksChanged();
      case Fault.LinkLoss l -> linksChanged();
      case Fault.LinkDelay d -> linksChanged();
      case Fault.Flapping f -> {
        linksChanged();
        kernel.scheduleControl(kernel.now() + f.down().toNanos(), () -> flap(entry, f));
      }
      case Fault.Crash c -> {
        SimNode node = kernel.node(c.node());
        node.everFaulty = true;
        kernel.crash(node);
      }
      case Fault.Pause p -> kernel.node(p.node()).pauses++;
      case Fault.Slow s -> nodeChanged(s.node());
      case Fault.SendOmission o -> nodeChanged(o.node());
      case Fault.ReceiveOmission o -> nodeChanged(o.node());
      case Fault.ClockDrift d -> nodeChanged(d.node());
      case Fault.Arbitrary a -> {
        SimNode node = kernel.node(a.node());
        node.everFaulty = true;
        node.arbitrary = true;
        if (node.instance != null && node.twin != null) {
          node.speaker = node.twin.apply(node.instance);
        }
      }
      case Fault.ClockJump j -> {}
    }
  }

  private void flap(Active entry, Fault.Flapping flapping) {
    if (entry.over) {
      return;
    }
    entry.down = !entry.down;
    linksChanged();
    long phase = (entry.down ? flapping.down() : flapping.up()).toNanos();
    kernel.scheduleControl(kernel.now() + phase, () -> flap(entry, flapping));
  }

  private void end(Active entry) {
    if (entry.over) {
      return;
    }
    entry.over = true;
    active.remove(entry);
    kernel.trace(new TraceEvent.FaultEnded(kernel.now(), entry.fault));
    switch (entry.fault) {
      case Fault.Partition p -> linksChanged();
      case Fault.LinkLoss l -> linksChanged();
      case Fault.LinkDelay d -> linksChanged();
      case Fault.Flapping f -> linksChanged();
      case Fault.Crash c -> kernel.start(kernel.node(c.node()));
      case Fault.Pause p -> {
        SimNode node = kernel.node(p.node());
        node.pauses--;
        if (node.pauses == 0) {
          kernel.resume(node);
        }
      }
      case Fault.Slow s -> nodeChanged(s.node());
      case Fault.SendOmission o -> nodeChanged(o.node());
      case Fault.ReceiveOmission o -> nodeChanged(o.node());
      case Fault.ClockDrift d -> nodeChanged(d.node());
      case Fault.Arbitrary a -> {
        SimNode node = kernel.node(a.node());
        node.arbitrary = false;
        node.speaker = node.instance;
      }
      case Fault.ClockJump j -> {}
    }
  }

  /** Ends every fault that can end: what stopped for good stays down. */
  void heal() {
    for (Active entry : List.copyOf(active)) {
      boolean forGood =
          entry.fault instanceof Fault.Crash && entry.fault.duration().equals(Fault.FOREVER);
      if (!forGood) {
        end(entry);
      }
    }
  }

  private void linksChanged() {
    List<SimNode> nodes = kernel.nodes();
    for (SimNode from : nodes) {
      for (SimNode to : nodes) {
        if (from != to) {
          update(kernel.links().link(from, to));
        }
      }
    }
  }

  private void update(Link link) {
    int cuts = 0;
    long loss = Odds.NEVER;
    long delay = 0;
    for (Active entry : active) {
      switch (entry.fault) {
        case Fault.Partition p -> {
          if (p.shape().cuts(p.groups(), link.from.name, link.to.name)) {
            cuts++;
          }
        }
        case Fault.Flapping f -> {
          if (entry.down && f.from().equals(link.from.name) && f.to().equals(link.to.name)) {
            cuts++;
          }
        }
        case Fault.LinkLoss l -> {
          if (l.from().equals(link.from.name) && l.to().equals(link.to.name)) {
            loss = Odds.either(loss, Odds.of(l.rate()));
          }
        }
        case Fault.LinkDelay d -> {
          if (d.from().equals(link.from.name) && d.to().equals(link.to.name)) {
            delay += d.extra().toNanos();
          }
        }
        case Fault.Crash c -> {}
        case Fault.Pause p -> {}
        case Fault.Slow s -> {}
        case Fault.SendOmission o -> {}
        case Fault.ReceiveOmission o -> {}
        case Fault.ClockJump j -> {}
        case Fault.ClockDrift d -> {}
        case Fault.Arbitrary a -> {}
      }
    }
    boolean opened = link.cuts > 0 && cuts == 0;
    link.cuts = cuts;
    link.faultLossOdds = loss;
    link.extraDelayNanos = delay;
    if (opened) {
      kernel.links().release(link);
    }
  }

  private void nodeChanged(String name) {
    SimNode node = kernel.node(name);
    long step = 0;
    long send = Odds.NEVER;
    long receive = Odds.NEVER;
    long drift = 0;
    for (Active entry : active) {
      switch (entry.fault) {
        case Fault.Slow s when s.node().equals(name) -> step += s.perStep().toNanos();
        case Fault.SendOmission o when o.node().equals(name) ->
            send = Odds.either(send, Odds.of(o.rate()));
        case Fault.ReceiveOmission o when o.node().equals(name) ->
            receive = Odds.either(receive, Odds.of(o.rate()));
        case Fault.ClockDrift d when d.node().equals(name) -> drift += d.ppm();
        case Fault fault -> {}
      }
    }
    node.stepNanos = step;
    node.sendOmissionOdds = send;
    node.receiveOmissionOdds = receive;
    node.everFaulty |= send != Odds.NEVER || receive != Odds.NEVER;
    node.clock.drift(Math.clamp(drift, -999_999L, 999_999L));
  }
}

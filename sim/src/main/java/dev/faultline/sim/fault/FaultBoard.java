package dev.faultline.sim.fault;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.base.SimulationBug;
import dev.faultline.sim.disk.SimDisk;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.rare.Lazily;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The faults that are active. What a fault does to links and nodes is worked out anew from all
 * active faults whenever one begins or ends, so that overlapping faults add up and come apart in
 * any order.
 */
public final class FaultBoard {
  private final Kernel kernel;
  private final ModelGuard guard;
  private final List<ActiveFault> active = new ArrayList<>();
  private final LinkFaults linkFaults;
  private List<ActiveFault> byHand = Collections.emptyList();
  private final OwnFaults own = new OwnFaults();
  private int begun;
  private int scripted;

  /** Told whenever a fault is over. */
  private Runnable ended = () -> {};

  public FaultBoard(Kernel kernel, ModelGuard guard) {
    this.kernel = kernel;
    this.guard = guard;
    this.linkFaults = new LinkFaults(kernel.links(), active);
  }

  public LinkFaults linkFaults() {
    return linkFaults;
  }

  /** Whether the script has played any fault. */
  boolean scriptPlayed() {
    return scripted > 0;
  }

  /** Whether any fault has struck. */
  boolean played() {
    return begun > 0;
  }

  /** What the program itself has played. */
  public OwnFaults own() {
    return own;
  }

  /** Says whom to tell whenever a fault is over. */
  void whenEnded(Runnable told) {
    ended = told;
  }

  /** Lets a legal fault of the program's script strike now. */
  public void beginScripted(Fault fault) {
    scripted++;
    own.add(fault);
    begin(fault);
  }

  /** The program has changed its nodes. */
  void changed(String what) {
    begun++;
    scripted++;
    own.add(what);
  }

  /** Lets a legal fault strike that the program may end by hand. */
  void beginByHand(Fault fault) {
    int before = active.size();
    beginScripted(fault);
    if (active.size() > before) {
      byHand = Lazily.with(byHand, active.getLast());
    }
  }

  /** Ends what {@link #beginByHand} has begun. */
  void endByHand() {
    List<ActiveFault> ended = List.copyOf(byHand);
    byHand = Collections.emptyList();
    ended.forEach(this::end);
  }

  /** Whether any fault struck that was not the script's. */
  public boolean adversaryPlayed() {
    return begun > scripted;
  }

  /** Lets a legal fault strike now. */
  void begin(Fault fault) {
    String why = guard.whyIllegal(fault);
    if (!why.isEmpty()) {
      throw new SimulationBug("the adversary played " + fault + ", but " + why, kernel.now());
    }
    begun++;
    kernel.trace(new TraceEvent.FaultBegan(kernel.now(), fault));
    kernel.hash().add(fault.toString());
    if (fault instanceof Fault.ClockJump(var name, var by)) {
      kernel.node(name).clock.jump(by.toNanos());
      return;
    }
    if (fault instanceof Fault.Disk disk && !disk.trouble().lasting()) {
      disk(disk).strike(disk);
      guard.assertWithin();
      return;
    }
    if (fault instanceof Fault.SyncFailure(var name)) {
      kernel.node(name).syncs.failNext();
      return;
    }
    ActiveFault entry = new ActiveFault(fault);
    active.add(entry);
    apply(entry);
    guard.assertWithin();
    if (!fault.duration().equals(Fault.FOREVER)) {
      kernel.schedule().control(after(fault.duration()), new FaultEnd(fault, () -> end(entry)));
    }
  }

  private void apply(ActiveFault entry) {
    switch (entry.fault) {
      case Fault.Partition p -> linkFaults.changed(p);
      case Fault.LinkLoss l -> linkFaults.changed(l);
      case Fault.LinkDelay d -> linkFaults.changed(d);
      case Fault.Flapping f -> {
        linkFaults.changed(f);
        kernel.schedule().control(after(f.down()), () -> flap(entry, f));
      }
      case Fault.Crash c -> crash(kernel.node(c.node()), c);
      case Fault.Pause p -> kernel.lives().pause(kernel.node(p.node()));
      case Fault.Slow s -> nodeChanged(s.node());
      case Fault.SendOmission o -> nodeChanged(o.node());
      case Fault.ReceiveOmission o -> nodeChanged(o.node());
      case Fault.ClockDrift d -> nodeChanged(d.node());
      case Fault.Arbitrary a -> nodeChanged(a.node());
      case Fault.ClockJump j -> {}
      case Fault.Disk d -> disk(d).strike(d);
      case Fault.SyncFailure f -> {}
    }
  }

  /** A process that stands still may crash as well; what comes back afterwards does not. */
  private void crash(SimNode node, Fault.Crash crash) {
    endPauses(node);
    node.everFaulty = true;
    node.crashedForGood |= crash.duration().equals(Fault.FOREVER);
    kernel.lives().crash(node, crash.extent());
  }

  /** Stops a node as the program has planned. */
  void stop(SimNode node) {
    endPauses(node);
    kernel.lives().stop(node);
  }

  private void endPauses(SimNode node) {
    for (ActiveFault entry : List.copyOf(active)) {
      if (entry.fault instanceof Fault.Pause(var name, var duration) && name.equals(node.name)) {
        end(entry);
      }
    }
  }

  /** A node that has left in the meantime does not come back. */
  private void comeBack(SimNode node) {
    if (node.member && !node.up()) {
      kernel.lives().start(node);
    }
  }

  /** A store lies on its machine's disk, whether that has files or not. */
  private SimDisk disk(Fault.Disk fault) {
    return kernel.node(fault.node()).disk();
  }

  private void flap(ActiveFault entry, Fault.Flapping flapping) {
    if (entry.over) {
      return;
    }
    entry.cutting = !entry.cutting;
    linkFaults.changed(flapping);
    Duration phase = entry.cutting ? flapping.down() : flapping.up();
    kernel.schedule().control(after(phase), () -> flap(entry, flapping));
  }

  private void end(ActiveFault entry) {
    if (entry.over) {
      return;
    }
    entry.over = true;
    active.remove(entry);
    kernel.trace(new TraceEvent.FaultEnded(kernel.now(), entry.fault));
    switch (entry.fault) {
      case Fault.Partition p -> linkFaults.changed(p);
      case Fault.LinkLoss l -> linkFaults.changed(l);
      case Fault.LinkDelay d -> linkFaults.changed(d);
      case Fault.Flapping f -> linkFaults.changed(f);
      case Fault.Crash c -> comeBack(kernel.node(c.node()));
      case Fault.Pause p -> kernel.lives().resume(kernel.node(p.node()));
      case Fault.Slow s -> nodeChanged(s.node());
      case Fault.SendOmission o -> nodeChanged(o.node());
      case Fault.ReceiveOmission o -> nodeChanged(o.node());
      case Fault.ClockDrift d -> nodeChanged(d.node());
      case Fault.Arbitrary a -> nodeChanged(a.node());
      case Fault.ClockJump j -> {}
      case Fault.Disk d -> disk(d).end(d);
      case Fault.SyncFailure f -> {}
    }
    ended.run();
  }

  /** Ends every fault that can end: what stopped for good stays down. */
  public void heal() {
    for (SimNode node : kernel.nodes()) {
      node.syncs.failNoMore();
      if (node.disk != null) {
        node.disk.heal();
      }
    }
    for (ActiveFault entry : List.copyOf(active)) {
      boolean forGood =
          entry.fault instanceof Fault.Crash && entry.fault.duration().equals(Fault.FOREVER);
      if (!forGood) {
        end(entry);
      }
    }
  }

  private long after(Duration delay) {
    return SimTime.plus(kernel.now(), SimTime.saturatedNanos(delay));
  }

  private void nodeChanged(String name) {
    SimNode node = kernel.node(name);
    long step = 0;
    long send = Odds.NEVER;
    long receive = Odds.NEVER;
    long drift = 0;
    boolean arbitrary = false;
    for (ActiveFault entry : active) {
      switch (entry.fault) {
        case Fault.Slow s when s.node().equals(name) ->
            step = SimTime.plus(step, SimTime.saturatedNanos(s.perStep()));
        case Fault.SendOmission o when o.node().equals(name) ->
            send = Odds.either(send, Odds.of(o.rate()));
        case Fault.ReceiveOmission o when o.node().equals(name) ->
            receive = Odds.either(receive, Odds.of(o.rate()));
        case Fault.ClockDrift d when d.node().equals(name) -> drift += d.ppm();
        case Fault.Arbitrary a when a.node().equals(name) -> arbitrary = true;
        case Fault fault -> {}
      }
    }
    kernel.lives().slow(node, step);
    node.sendOmissionOdds = send;
    node.receiveOmissionOdds = receive;
    kernel.lives().drift(node, Math.clamp(drift, -guard.maxDriftPpm(), guard.maxDriftPpm()));
    kernel.lives().arbitrary(node, arbitrary);
    node.everFaulty |= arbitrary || send != Odds.NEVER || receive != Odds.NEVER;
  }
}

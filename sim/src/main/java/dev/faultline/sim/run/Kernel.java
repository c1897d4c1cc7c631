package dev.faultline.sim.run;

import dev.faultline.core.Address;
import dev.faultline.core.Names;
import dev.faultline.core.Node;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.content.Contents;
import dev.faultline.sim.content.TraceHash;
import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.EventQueue;
import dev.faultline.sim.event.Pending;
import dev.faultline.sim.event.Timeline;
import dev.faultline.sim.net.Links;
import dev.faultline.sim.node.Factories;
import dev.faultline.sim.node.SimAddress;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.property.Monitors;
import dev.faultline.sim.setup.Network;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The heart of a world: takes the earliest event, advances time to it and lets its node handle it,
 * until the world ends. Everything that a node does passes through here or through {@link Links}.
 */
public final class Kernel {
  private final Adversary adversary;
  private final Timeline timeline = new Timeline();
  private final EventQueue queue = timeline.queue();
  private final TraceHash hash = new TraceHash();
  private final boolean hashing;
  private final @Nullable Tracer tracer;
  private final Links links;
  private final NodeTable table = new NodeTable();
  private final List<SimNode> nodes = table.all();
  private final Monitors monitors;
  private final Factories factories = new Factories(this);
  private final Schedule schedule;
  private final Steps steps;
  private final Lives lives;
  private final Remarks remarks;
  private final Chances chances = new Chances(this);
  private final Disks disks = new Disks();
  private final Uses uses = new Uses();

  private long now;
  private long events;
  private boolean healed;
  private boolean stopped;

  private @Nullable SimNode running;

  /** Says what happens next in the place of time, where the adversary wants to. */
  private @Nullable Loop ordered;

  private @Nullable StrikePoints points;

  /**
   * @param hashing whether to keep the rolling hash that tells two runs apart
   * @param tracer hears everything that happens; null for nobody
   */
  public Kernel(
      Adversary adversary,
      Network network,
      boolean hashing,
      @Nullable Tracer tracer,
      Monitors monitors) {
    this.adversary = adversary;
    this.hashing = hashing;
    this.tracer = tracer;
    this.links = new Links(this, adversary, network);
    this.monitors = monitors;
    this.schedule = new Schedule(this, adversary, timeline);
    this.steps = new Steps(this, hashing, tracer);
    this.lives = new Lives(this, adversary, steps, hashing);
    this.remarks = new Remarks(this, hashing);
  }

  // --- what the rest of the world asks ---

  public long now() {
    return now;
  }

  public long events() {
    return events;
  }

  public long hashValue() {
    return hash.value();
  }

  public TraceHash hash() {
    return hash;
  }

  public Links links() {
    return links;
  }

  public Adversary adversary() {
    return adversary;
  }

  public List<SimNode> nodes() {
    return nodes;
  }

  public boolean healed() {
    return healed;
  }

  /** The node whose code is running right now. */
  public @Nullable SimNode running() {
    return running;
  }

  void running(@Nullable SimNode node) {
    running = node;
  }

  public boolean traced() {
    return tracer != null;
  }

  public void trace(TraceEvent event) {
    if (tracer != null) {
      tracer.on(event);
    }
  }

  public SimNode node(String name) {
    SimNode node = table.find(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "no node is called '" + name + "', expected one of " + table.names());
    }
    return node;
  }

  public boolean knows(String name) {
    return table.find(name) != null;
  }

  public SimNode node(Address address) {
    int index = SimAddress.indexOf(address);
    if (index >= 0 && index < nodes.size() && nodes.get(index).name.equals(address.name())) {
      return nodes.get(index);
    }
    return node(address.name());
  }

  // --- setting up ---

  public SimNode add(String name, boolean client, Supplier<? extends Node> factory) {
    Names.check(name, "a node's name");
    SimNode node = new SimNode(this, nodes.size(), name, client, factory);
    table.add(node);
    return node;
  }

  public void points(StrikePoints points) {
    this.points = points;
  }

  /** A node has come to a point inside a step where a fault may strike. */
  public void point(SimNode node) {
    if (++node.points >= node.nextPoint && points != null) {
      points.reachedInside(node);
    }
  }

  /** A step of a node is over, where a fault may strike. */
  void reached(SimNode node) {
    if (points != null) {
      points.reached(node);
    }
  }

  void starting(SimNode node) {
    if (points != null) {
      points.starting(node);
    }
  }

  public void nodeThrew(SimNode node, Throwable thrown) {
    steps.nodeThrew(node, thrown);
  }

  public void heal() {
    healed = true;
    links.heal();
  }

  public void stop() {
    stopped = true;
  }

  public boolean stopped() {
    return stopped;
  }

  public void orderedBy(Loop loop) {
    ordered = loop;
  }

  /** Whether the adversary ended the run before its time. */
  public boolean cut() {
    return ordered != null && ordered.cut();
  }

  /** How many events are still to come. */
  public int waiting() {
    return timeline.size();
  }

  /**
   * Whether nothing is left to happen on any node: no message, timer or turn, no node that comes up
   * again, and no action of the program's own.
   */
  public boolean still() {
    if (uses.scripts() || timeline.anyOfNodes()) {
      return false;
    }
    for (SimNode node : nodes) {
      if (!node.up() || !node.backlog.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  public Timeline timeline() {
    return timeline;
  }

  public Monitors monitors() {
    return monitors;
  }

  public Schedule schedule() {
    return schedule;
  }

  public Lives lives() {
    return lives;
  }

  public Remarks remarks() {
    return remarks;
  }

  public Chances chances() {
    return chances;
  }

  /** What disks and stores are like in this world. */
  public Disks disks() {
    return disks;
  }

  /** What the program has used so far. */
  public Uses uses() {
    return uses;
  }

  /** Whether code of the program's outside nodes sees or changes something while they run. */
  public boolean actsOrLooks() {
    return uses.scripts() || watched();
  }

  /** The content of a message as a number; 0 where no hash is kept. */
  public long contents(Object message) {
    return hashing ? hash.contents().of(message) : 0;
  }

  /** Whether a message says something else than it did when {@link #contents} looked at it. */
  public boolean changed(Object message, long contents) {
    return (contents & Contents.MAY_CHANGE) != 0 && hash.contents().of(message) != contents;
  }

  public Factories factories() {
    return factories;
  }

  public boolean watched() {
    return monitors.watching();
  }

  // --- the loop ---

  /**
   * Runs until {@code endNanos}, until nothing is left to happen, until {@link #stop}, or until
   * {@code maxEvents}.
   *
   * @return whether the world ended by itself; false when it ran into {@code maxEvents}
   */
  public boolean run(long endNanos, long maxEvents) {
    if (ordered != null) {
      return ordered.run(endNanos, maxEvents);
    }
    while (!stopped) {
      if (queue.isEmpty()) {
        return true;
      }
      long at = queue.firstTime();
      if (at > endNanos) {
        now = endNanos;
        return true;
      }
      if (events >= maxEvents) {
        return false;
      }
      int slot = queue.take();
      long meta = queue.meta(slot);
      if (EventMeta.kind(meta) == EventMeta.CANCELLED) {
        queue.free(slot);
        continue;
      }
      events++;
      now = at;
      dispatch(slot, meta);
    }
    return true;
  }

  /** Lets an event happen now, or at its time where that is still to come. */
  public void happen(Pending event) {
    events++;
    now = Math.max(now, event.at);
    dispatch(timeline.begin(event), event.meta);
  }

  /** Goes on at an earlier time, for searches that go back to a state. */
  public void rewind(long nanos) {
    now = nanos;
  }

  /** The run ends at that time. */
  public void endAt(long nanos) {
    now = nanos;
  }

  /** Lets an event happen, or wait where its node cannot take it now. */
  private void dispatch(int slot, long meta) {
    int kind = EventMeta.kind(meta);
    if (kind == EventMeta.CONTROL) {
      control(slot, meta);
      return;
    }
    SimNode target = nodes.get(EventMeta.target(meta));
    if (kind == EventMeta.WAKE) {
      queue.free(slot);
      steps.wake(target);
    } else if (target.readyAt > now) {
      steps.wait(target, slot);
    } else {
      steps.handle(slot, meta, target);
    }
  }

  private void control(int slot, long meta) {
    Object payload = queue.payload(slot);
    long extra = queue.extra(slot);
    queue.free(slot);
    if (hashing) {
      hash.add(now, meta, extra);
    }
    if (payload instanceof Runnable action) {
      action.run();
      monitors.afterStep();
    }
  }
}

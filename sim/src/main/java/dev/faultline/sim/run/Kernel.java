package dev.faultline.sim.run;

import dev.faultline.agent.Machine;
import dev.faultline.agent.Machines;
import dev.faultline.core.Address;
import dev.faultline.core.Names;
import dev.faultline.core.Node;
import dev.faultline.sim.SimTime;
import dev.faultline.sim.SimulationBug;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.PendingEvent;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.connection.ConnectionMessage;
import dev.faultline.sim.connection.Endpoint;
import dev.faultline.sim.connection.Segment;
import dev.faultline.sim.content.Contents;
import dev.faultline.sim.event.EventQueue;
import dev.faultline.sim.event.Timeline;
import dev.faultline.sim.fault.FaultPoints;
import dev.faultline.sim.net.Link;
import dev.faultline.sim.net.Links;
import dev.faultline.sim.node.ClockRate;
import dev.faultline.sim.node.Factories;
import dev.faultline.sim.node.MachineHost;
import dev.faultline.sim.node.Preemption;
import dev.faultline.sim.node.SimAddress;
import dev.faultline.sim.node.SimBlockingEnv;
import dev.faultline.sim.node.SimClock;
import dev.faultline.sim.node.SimEnv;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.node.SimRandom;
import dev.faultline.sim.node.Survivors;
import dev.faultline.sim.order.OrderedLoop;
import dev.faultline.sim.property.Monitors;
import dev.faultline.sim.setup.Network;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import dev.faultline.sim.trace.TraceHash;
import dev.faultline.sim.trace.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The heart of a world: takes the earliest event, advances time to it and lets its node handle it,
 * until the world ends. Everything that a node does passes through here or through {@link Links}.
 */
public final class Kernel {
  /** An event's meta: its kind in the top byte, then the receiving and the sending node's index. */
  private static final int KIND_SHIFT = 56;

  private static final int TARGET_SHIFT = 28;
  private static final long INDEX_MASK = (1L << 28) - 1;

  public static final int CANCELLED = 0;
  public static final int DELIVERY = 1;
  public static final int TIMER = 2;
  public static final int TASK = 3;
  public static final int CONTROL = 4;
  public static final int WAKE = 5;
  public static final int TURN = 6;

  /** The meta of an event that means nothing any more. */
  public static final long CANCELLED_META = 0;

  private final Adversary adversary;
  private final Timeline timeline = new Timeline();
  private final EventQueue queue = timeline.queue();
  private final TraceHash hash = new TraceHash();
  private final boolean hashing;
  private final @Nullable Tracer tracer;
  private final Links links;
  private final List<SimNode> nodes = new ArrayList<>();
  private final Map<String, SimNode> nodesByName = new LinkedHashMap<>();
  private final Monitors monitors;
  private final Factories factories = new Factories(this);

  /** Where incarnations get their JDK from; null in a JVM without the agent. */
  private @Nullable Machines machines;

  /** Whether threads take turns inside their code; null as long as no machine is booted. */
  private @Nullable Preemption preemption;

  private long timerLateness = 50_000;
  private long threadLateness = 10_000;
  private long syncTime;
  private long monotonicOrigin = Duration.ofDays(10).toNanos();
  private long now;
  private long events;
  private boolean healed;
  private boolean stopped;
  private @Nullable SimNode running;

  /** Says what happens next in the place of time, where the adversary wants to. */
  private @Nullable OrderedLoop ordered;

  private boolean connectionsUsed;

  /** Whether the program has asked which incarnation of a node it is. */
  private boolean incarnationsRead;

  private int nextOperation;

  private @Nullable FaultPoints points;

  /** How many operations of clients began or ended. */
  private long operations;

  public Kernel(Adversary adversary, Network network, WorldOptions options, Monitors monitors) {
    this.adversary = adversary;
    this.hashing = options.traceHash();
    this.tracer = options.tracer();
    this.links = new Links(this, adversary, network);
    this.monitors = monitors;
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
  @Nullable SimNode running() {
    return running;
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
    SimNode node = nodesByName.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "no node is called '" + name + "', expected one of " + nodesByName.keySet());
    }
    return node;
  }

  public boolean knows(String name) {
    return nodesByName.containsKey(name);
  }

  public SimNode node(Address address) {
    if (address instanceof SimAddress(var name, var index)
        && index < nodes.size()
        && nodes.get(index).name.equals(name)) {
      return nodes.get(index);
    }
    return node(address.name());
  }

  // --- setting up ---

  public SimNode add(String name, boolean client, Supplier<? extends Node> factory) {
    Names.check(name, "a node's name");
    if (nodesByName.containsKey(name)) {
      throw new IllegalArgumentException("there is already a node called '" + name + "'");
    }
    SimNode node = new SimNode(this, nodes.size(), name, client, factory, hash);
    nodes.add(node);
    nodesByName.put(name, node);
    return node;
  }

  public long timerLateness() {
    return timerLateness;
  }

  public void timerLateness(long nanos) {
    timerLateness = nanos;
  }

  public void threadLateness(long nanos) {
    threadLateness = nanos;
  }

  /** How long a sync takes at most, in nanoseconds. */
  public void syncTime(long nanos) {
    syncTime = nanos;
  }

  public long syncTime() {
    return syncTime;
  }

  /** How far from zero a monotonic clock begins at most, either way. */
  public void monotonicOrigin(long nanos) {
    monotonicOrigin = nanos;
  }

  public void points(FaultPoints points) {
    this.points = points;
  }

  /** A node has come to a point inside a step where a fault may strike. */
  public void point(SimNode node) {
    if (++node.points >= node.nextPoint && points != null) {
      points.reachedInside(node);
    }
  }

  public void machines(Machines machines, Preemption preemption) {
    this.machines = machines;
    this.preemption = preemption;
  }

  public boolean preempts(SimNode node) {
    return preemption != null && preemption.strikes(node);
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

  public void orderedBy(OrderedLoop loop) {
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

  public Timeline timeline() {
    return timeline;
  }

  public long operations() {
    return operations;
  }

  public Factories factories() {
    return factories;
  }

  /** A number for an operation that no other operation of this world has. */
  public int nextOperation() {
    return nextOperation++;
  }

  public boolean watched() {
    return monitors.watching();
  }

  public static int kind(long meta) {
    return (int) (meta >>> KIND_SHIFT);
  }

  public static int target(long meta) {
    return (int) (meta >>> TARGET_SHIFT & INDEX_MASK);
  }

  /** Whether an event is due on a node's own clock: a timer, or the end of a timed wait. */
  public static boolean isOnClockOf(int node, long meta) {
    return meta == meta(TIMER, node, 0) || meta == meta(TASK, node, 0);
  }

  public static int from(long meta) {
    return (int) (meta & INDEX_MASK);
  }

  // --- events ---

  /**
   * @param contents what {@link #contents} said of the message when it was sent
   */
  public void scheduleDelivery(Link link, long ordinal, Object message, long contents, long delay) {
    queue.add(
        SimTime.plus(now, delay), meta(DELIVERY, link.to.index, link.from.index), ordinal, message);
    queue.contents(queue.lastSlot(), contents);
  }

  /** What a message says, as a number; 0 where nobody keeps a hash. */
  public long contents(Object message) {
    return hashing ? hash.contents().of(message) : 0;
  }

  public long scheduleTimer(SimNode node, int incarnation, long localDelay, Object tag) {
    return timeline.add(dueAt(node, localDelay), meta(TIMER, node.index, 0), incarnation, tag);
  }

  private long dueAt(SimNode node, long localDelay) {
    long delay = node.clock.trueNanos(localDelay);
    if (delay > 0 && timerLateness > 0) {
      delay +=
          adversary.choose(
              Decision.TIMER_LATENESS, node.subject, node.timersSet++, timerLateness + 1);
    }
    return SimTime.plus(node.clock.here(), delay);
  }

  public void cancelTimer(SimNode node, long timerId) {
    timeline.cancel(node, timerId);
  }

  /**
   * Runs {@code task} in the node's turn, as late as a timer may be, unless the incarnation is over
   * by then. This is how timed waits of blocking nodes end.
   *
   * @return an id for {@link #cancelTimer}
   */
  public long scheduleTask(SimNode node, int incarnation, long localDelay, Runnable task) {
    return timeline.add(dueAt(node, localDelay), meta(TASK, node.index, 0), incarnation, task);
  }

  /**
   * Runs {@code task} of the world itself in the node's turn, without lateness, which is for the
   * program's own timers; unless the incarnation is over by then.
   */
  public void scheduleOwn(SimNode node, int incarnation, long localDelay, Runnable task) {
    queue.add(
        SimTime.plus(node.clock.here(), node.clock.trueNanos(localDelay)),
        meta(TASK, node.index, 0),
        incarnation,
        task);
  }

  /**
   * Runs {@code turn}, one stretch of a thread of a blocking node from one blocking operation to
   * the next, when the adversary lets it: threads that became ready at about the same time may go
   * on in any order.
   */
  public void scheduleTurn(SimNode node, int incarnation, long leastNanos, Turn turn) {
    // Asked for also where threads are never late: a search that is asked knows of threads.
    long delay =
        leastNanos
            + adversary.choose(Decision.SCHEDULE, node.subject, node.wakeUps++, threadLateness + 1);
    queue.add(SimTime.plus(now, delay), meta(TURN, node.index, 0), incarnation, turn);
  }

  /**
   * Runs {@code action} of the world itself, of no node, at a point in time that is not in the
   * past.
   */
  public void scheduleControl(long at, Runnable action) {
    queue.add(Math.max(at, now), meta(CONTROL, 0, 0), 0, action);
  }

  private static long meta(int kind, int target, int from) {
    return (long) kind << KIND_SHIFT | (long) target << TARGET_SHIFT | from;
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
      if (kind(meta) == CANCELLED) {
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
  public void happen(PendingEvent event) {
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
    int kind = kind(meta);
    if (kind == CONTROL) {
      control(slot, meta);
      return;
    }
    SimNode target = nodes.get((int) (meta >>> TARGET_SHIFT & INDEX_MASK));
    if (kind == WAKE) {
      queue.free(slot);
      wake(target);
    } else if (target.readyAt > now) {
      wait(target, slot);
    } else {
      handle(slot, meta, target);
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

  private void wait(SimNode node, int slot) {
    node.backlog.add(slot);
    readinessChanged(node);
  }

  private void scheduleWake(SimNode node) {
    long at = Math.max(now, node.busyUntil);
    if (at < node.wakeAt) {
      node.wakeAt = at;
      queue.add(at, meta(WAKE, node.index, 0), 0, null);
    }
  }

  /** Lets a node take the event that has waited longest, if it can. */
  private void wake(SimNode node) {
    if (node.wakeAt <= now) {
      node.wakeAt = Long.MAX_VALUE;
    }
    boolean taken = false;
    while (!taken && node.pauses == 0 && node.busyUntil <= now && !node.backlog.isEmpty()) {
      int slot = node.backlog.take();
      long meta = queue.meta(slot);
      taken = kind(meta) != CANCELLED;
      if (taken) {
        handle(slot, meta, node);
      } else {
        queue.free(slot);
      }
    }
    readinessChanged(node);
  }

  private void readinessChanged(SimNode node) {
    node.readinessChanged();
    if (node.pauses == 0 && !node.backlog.isEmpty()) {
      scheduleWake(node);
    }
  }

  /** A node takes an event. */
  private void handle(int slot, long meta, SimNode target) {
    long extra = queue.extra(slot);
    Object payload = queue.payload(slot);
    long contents = queue.contents(slot);
    queue.free(slot);
    int kind = kind(meta);
    if (hashing) {
      hash.add(now, meta, extra);
    }
    Node speaker = target.speaker;
    SimEnv env = target.env;
    if (kind == DELIVERY) {
      deliver(target, nodes.get((int) (meta & INDEX_MASK)), speaker, env, extra, payload, contents);
      return;
    }
    if (speaker == null || env == null || payload == null || extra != target.incarnation) {
      return;
    }
    if (kind == TIMER && tracer != null) {
      tracer.on(new TraceEvent.TimerFired(now, target.name, payload));
    }
    running = target;
    try {
      if (kind == TIMER) {
        @Nullable Machine entered = target.enter();
        try {
          speaker.timer(env, payload);
        } finally {
          SimNode.leave(entered);
        }
      } else if (kind == TASK || kind == TURN) {
        traceTurn(target, payload);
        ((Runnable) payload).run();
      }
    } catch (Throwable thrown) {
      stepThrew(target, env, thrown);
    }
    stepDone(target);
  }

  private void deliver(
      SimNode target,
      SimNode from,
      @Nullable Node speaker,
      @Nullable SimEnv env,
      long ordinal,
      @Nullable Object message,
      long contents) {
    if (message == null) {
      return;
    }
    if (speaker == null || env == null) {
      links.lose(links.link(from, target), ordinal, message, LossReason.RECEIVER_DOWN);
      if (target.answersWithoutProcess && message instanceof Segment segment) {
        Segment answer = Endpoint.answerWithoutProcess(segment);
        if (answer != null) {
          links.send(target, from, answer);
        }
      }
      return;
    }
    if (target.receiveOmissionOdds != 0 && from != target) {
      Link link = links.link(from, target);
      if (links.omitted(link, ordinal, target.receiveOmissionOdds)) {
        links.lose(link, ordinal, message, LossReason.RECEIVE_OMISSION);
        return;
      }
    }
    if (hashing) {
      hash.add(contents);
      if (changed(message, contents)) {
        monitors.messageChanged(from.name, target.name, message);
      }
    }
    if (tracer != null) {
      tracer.on(
          new TraceEvent.Delivered(
              now, from.name, target.name, ordinal, ConnectionMessage.shown(message)));
    }
    running = target;
    try {
      if (message instanceof Segment segment) {
        env.endpoint().arrived(from, segment);
      } else {
        @Nullable Machine entered = target.enter();
        try {
          speaker.receive(env, from.address, message);
        } finally {
          SimNode.leave(entered);
        }
      }
    } catch (Throwable thrown) {
      stepThrew(target, env, thrown);
    }
    stepDone(target);
  }

  /** Whether a message says something else than it did when {@link #contents} looked at it. */
  public boolean changed(Object message, long contents) {
    return (contents & Contents.MAY_CHANGE) != 0 && hash.contents().of(message) != contents;
  }

  public Monitors monitors() {
    return monitors;
  }

  private void traceTurn(SimNode node, Object task) {
    if (tracer != null && machines != null) {
      String thread = Machine.threadOf(task instanceof Turn turn ? turn.task() : task);
      if (thread != null) {
        tracer.on(new TraceEvent.ThreadRan(now, node.name, thread));
      }
    }
  }

  private void stepDone(SimNode node) {
    running = null;
    long ahead = node.clock.ahead();
    if (ahead > 0) {
      node.atWorkUntil = SimTime.plus(now, ahead);
      node.clock.stepOver();
    }
    if (node.stepNanos > 0 || ahead > 0) {
      node.busyUntil = SimTime.plus(now, ahead + node.stepNanos);
      node.readinessChanged();
    }
    monitors.afterStep();
    if (++node.points >= node.nextPoint && points != null && node.up() && !stopped) {
      points.reached(node);
    }
  }

  /** What comes out of an incarnation that has crashed in this step is not the program's. */
  private void stepThrew(SimNode node, SimEnv env, Throwable thrown) {
    if (node.env == env || thrown instanceof SimulationBug) {
      nodeThrew(node, thrown);
    }
  }

  public void nodeThrew(SimNode node, Throwable thrown) {
    running = null;
    UserCode.rethrowWhatIsNotIts(thrown);
    monitors.nodeThrew(node.name, thrown);
  }

  // --- the life of a node ---

  public void start(SimNode node) {
    if (node.up()) {
      throw new SimulationBug(node.name + " was started while it was up", now);
    }
    node.incarnation++;
    node.answersWithoutProcess = false;
    SimRandom random =
        new SimRandom(adversary, Subjects.incarnation(node.subject, node.incarnation));
    node.clock.boot();
    if (points != null) {
      points.starting(node);
    }
    SimEnv env = boot(node, random);
    if (hashing) {
      hash.add(now, node.index, node.incarnation);
    }
    trace(new TraceEvent.Started(now, node.name, node.incarnation));
    node.env = env;
    node.random = random;
    node.busyUntil = 0;
    running = node;
    try {
      @Nullable Machine entered = node.enter();
      try {
        Node instance = factories.make(node);
        node.instance = instance;
        node.speaker = speaker(node, instance);
        node.speaker.start(env);
      } finally {
        SimNode.leave(entered);
      }
    } catch (Throwable thrown) {
      stepThrew(node, env, thrown);
    }
    stepDone(node);
  }

  /** Asked for at a clock's first reading, also where it can only be 0: see {@link SimClock}. */
  public long monotonicOrigin(SimNode node) {
    long choice =
        adversary.choose(
            Decision.MONOTONIC_ORIGIN,
            Subjects.incarnation(node.subject, node.incarnation),
            0,
            Math.max(1, 2 * monotonicOrigin));
    // The lower the number, the nearer to zero.
    return (choice & 1) == 0 ? choice >> 1 : -(choice + 1 >> 1);
  }

  private SimEnv boot(SimNode node, SimRandom random) {
    if (machines == null) {
      return new SimEnv(this, node, random);
    }
    MachineHost host = new MachineHost(this, node, random);
    long identities =
        adversary.choose(
            Decision.IDENTITIES, Subjects.incarnation(node.subject, node.incarnation), 0, 0);
    Machine machine = machines.boot(node.name, identities, host);
    node.machine = machine;
    if (node.blocking && preemption != null) {
      preemption.boot(machine);
    }
    return node.blocking
        ? new SimBlockingEnv(this, node, random, machine, host)
        : new SimEnv(this, node, random);
  }

  public void crash(SimNode node) {
    if (!node.up()) {
      throw new SimulationBug(node.name + " crashed while it was down", now);
    }
    boolean machineLives = machineLives(node);
    int lost = machineLives ? 0 : node.store.crash(Survivors.of(adversary, node));
    node.syncs.failNoMore();
    node.clock.stepOver();
    if (machineLives && connectionsUsed) {
      node.answersWithoutProcess = true;
      if (node.env != null) {
        node.env.processDied();
      }
    }
    node.instance = null;
    node.speaker = null;
    node.env = null;
    if (node.machine != null) {
      node.machine.halt();
      node.machine = null;
    }
    if (hashing) {
      hash.add(now, -node.index, lost);
    }
    trace(new TraceEvent.Crashed(now, node.name, node.incarnation, lost));
    dropBacklog(node);
  }

  /**
   * Whether only the process crashes. Its operating system then still has what it wrote, durable or
   * not; asked where somebody could tell the difference. Most crashes with unsynced writes are
   * those of machines, since these lose them.
   */
  private boolean machineLives(SimNode node) {
    if (!connectionsUsed && !node.store.unsynced()) {
      return false;
    }
    long bound = connectionsUsed ? 2 : 3;
    return adversary.choose(Decision.MACHINE_LIVES, node.subject, node.incarnation, bound) == 1;
  }

  private void dropBacklog(SimNode node) {
    while (!node.backlog.isEmpty()) {
      int slot = node.backlog.take();
      long meta = queue.meta(slot);
      Object payload = queue.payload(slot);
      if (kind(meta) == DELIVERY && payload != null) {
        SimNode from = nodes.get((int) (meta & INDEX_MASK));
        links.lose(links.link(from, node), queue.extra(slot), payload, LossReason.RECEIVER_DOWN);
      }
      queue.free(slot);
    }
    node.busyUntil = 0;
    node.atWorkUntil = 0;
    node.readinessChanged();
  }

  /** Stands still: whatever comes from now on waits until {@link #resume}. */
  public void pause(SimNode node) {
    node.pauses++;
    node.readinessChanged();
  }

  /** Goes on, with what came in the meantime, in its order. */
  public void resume(SimNode node) {
    node.pauses--;
    readinessChanged(node);
  }

  /** From now on the node's clocks run at another rate; its timers stay due on its own clock. */
  public void drift(SimNode node, long ppm) {
    ClockRate before = node.clock.rate();
    if (before.ppm() == ppm) {
      return;
    }
    node.clock.drift(ppm);
    ClockRate after = node.clock.rate();
    timeline.retime(
        node, time -> time == Long.MAX_VALUE ? time : after.trueAt(before.localAt(time)));
  }

  /** From now on the node's twin speaks in its place, or it speaks for itself again. */
  public void arbitrary(SimNode node, boolean arbitrary) {
    if (node.arbitrary == arbitrary) {
      return;
    }
    node.arbitrary = arbitrary;
    Node instance = node.instance;
    if (instance != null) {
      try {
        node.speaker = speaker(node, instance);
      } catch (Throwable thrown) {
        nodeThrew(node, thrown);
      }
    }
  }

  private static Node speaker(SimNode node, Node instance) {
    return node.arbitrary && node.twin != null ? node.twin.apply(instance) : instance;
  }

  /** From now on each step takes {@code stepNanos}, and the present one no longer than that. */
  public void slow(SimNode node, long stepNanos) {
    node.stepNanos = stepNanos;
    node.busyUntil =
        Math.max(node.atWorkUntil, Math.min(node.busyUntil, SimTime.plus(now, stepNanos)));
    readinessChanged(node);
  }

  public void remark(SimNode node, String text) {
    if (hashing) {
      hash.add(text);
    }
    trace(new TraceEvent.Remarked(now, node.name, text));
  }

  public void incarnationIsRead() {
    incarnationsRead = true;
  }

  public boolean incarnationsRead() {
    return incarnationsRead;
  }

  /** Some node of this world has connections. */
  public void connectionsAreUsed() {
    connectionsUsed = true;
  }

  /**
   * A client calls an operation, or is told of its end.
   *
   * @param contents the operation's input, or what its client is told
   */
  public void operation(TraceEvent event, String client, @Nullable Object contents) {
    operations++;
    if (hashing) {
      hash.add(Contents.text(client));
      hash.addContents(contents);
    }
    trace(event);
  }

  public void signal(String node, String name, long value) {
    if (hashing) {
      hash.add(value);
    }
    trace(new TraceEvent.Signalled(now, node, name, value));
  }
}

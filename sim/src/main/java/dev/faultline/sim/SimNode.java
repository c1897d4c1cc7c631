package dev.faultline.sim;

import dev.faultline.agent.Machine;
import dev.faultline.core.Node;
import java.lang.ref.WeakReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One node through all its incarnations: the machine that the incarnations run on. */
final class SimNode {
  final int index;
  final String name;
  final long subject;
  final SimAddress address;
  final boolean client;
  final Supplier<? extends Node> factory;
  final SimClock clock;
  final SimStore store;
  final Syncs syncs;

  /** What came while the node was paused or busy. */
  final Backlog backlog = new Backlog();

  @Nullable UnaryOperator<Node> twin;

  /** What the node says while it is arbitrary, where the program let it lie. */
  @Nullable Liar liar;

  /** The running incarnation; null while the node is down. */
  @Nullable Node instance;

  /**
   * Who is called in the instance's place: the instance itself, or its twin while the node is
   * arbitrary.
   */
  @Nullable Node speaker;

  @Nullable SimEnv env;

  /** The running incarnation as the JDK sees it; null while the node is down, and without agent. */
  @Nullable Machine machine;

  /** Whether incarnations are straight-line code with threads of their own. */
  boolean blocking;

  /** The instance that the factory made last, running or not; null where none comes back. */
  @Nullable WeakReference<Node> made;

  /** Of what the factory had captured by then. */
  long fingerprint;

  /** Whether the machine's operating system answers in the place of a process that crashed. */
  boolean answersWithoutProcess;

  @Nullable SimRandom random;
  int incarnation;
  long timersSet;

  /** How many times a thread of this node was made ready to go on. */
  long wakeUps;

  /** How many times a thread of this node could have been interrupted in its turn. */
  long preemptions;

  /** How many points in what it does this node has come to; see {@link FaultPoints}. */
  long points;

  /** At which of them the adversary wants to be asked next. */
  long nextPoint = Long.MAX_VALUE;

  /** Until when a step goes on that took time of its own: no end of a fault makes it shorter. */
  long atWorkUntil;

  /** How many active faults pause this node. */
  int pauses;

  /** How long each step takes; 0 unless the node is slowed down. */
  long stepNanos;

  /** When the step that was begun last is over. */
  long busyUntil;

  /**
   * From when on an event reaches the node straight away; until then it joins the backlog. Follows
   * from the pauses, the backlog and {@link #busyUntil}: one comparison an event instead of three.
   */
  long readyAt;

  /** When an event comes that looks after the backlog; the largest number for never. */
  long wakeAt = Long.MAX_VALUE;

  long sendOmissionOdds;
  long receiveOmissionOdds;
  boolean arbitrary;

  /** Whether this node crashed before its first step, and never comes up. */
  boolean crashedBeforeItsStart;

  /** Whether this node crashed and never comes back. */
  boolean crashedForGood;

  /** Whether this node has ever been faulty in a way that counts against the model's f. */
  boolean everFaulty;

  SimNode(
      Kernel kernel,
      int index,
      String name,
      boolean client,
      Supplier<? extends Node> factory,
      TraceHash hash) {
    this.index = index;
    this.name = name;
    this.subject = Subjects.node(name);
    this.address = new SimAddress(name, index);
    this.client = client;
    this.factory = factory;
    this.clock = new SimClock(kernel, this);
    this.store =
        new SimStore(hash, (key, value) -> kernel.monitors().storedValueChanged(name, key, value));
    this.syncs = new Syncs(kernel, this);
  }

  /** How many random numbers this incarnation drew. */
  long draws() {
    return random == null ? 0 : random.draws();
  }

  void draws(long drawn) {
    if (random != null) {
      random.draws(drawn);
    }
  }

  /**
   * Begins a step of the node's own code, as far as the JDK is concerned.
   *
   * @return what {@link #leave} needs: the machine may crash, and another boot, before the step is
   *     over
   */
  @Nullable Machine enter() {
    Machine running = machine;
    if (running != null) {
      running.enter();
    }
    return running;
  }

  static void leave(@Nullable Machine entered) {
    if (entered != null) {
      entered.leave();
    }
  }

  /** Whether the node can be arbitrary at all. */
  boolean mayBeArbitrary() {
    return twin != null || liar != null;
  }

  boolean up() {
    return instance != null;
  }

  /** To be called whenever something changes that {@link #readyAt} follows from. */
  void readinessChanged() {
    readyAt = pauses > 0 || !backlog.isEmpty() ? Long.MAX_VALUE : busyUntil;
  }
}

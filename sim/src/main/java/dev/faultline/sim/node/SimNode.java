package dev.faultline.sim.node;

import dev.faultline.agent.Machine;
import dev.faultline.core.Node;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.disk.SimDisk;
import dev.faultline.sim.event.Backlog;
import dev.faultline.sim.net.Liar;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.setup.DiskSetup;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One node through all its incarnations: the machine that the incarnations run on. */
public final class SimNode {
  public final int index;
  public final String name;
  public final long subject;
  public final SimAddress address;
  public final boolean client;
  private final Kernel kernel;

  /** Makes the incarnations from now on. */
  public Supplier<? extends Node> factory;

  public final SimClock clock;

  /** Null as long as no incarnation has asked for it. */
  private @Nullable SimStore store;

  public final Syncs syncs;

  /** Null as long as no incarnation has asked for it: most worlds have no files. */
  public @Nullable SimDisk disk;

  /** What its disk is; null for what those of the world are. */
  public @Nullable DiskSetup diskSetup;

  /** What came while the node was paused or busy. */
  public final Backlog backlog = new Backlog();

  public @Nullable UnaryOperator<Node> twin;

  /** What the node says while it is arbitrary, where the program let it lie. */
  public @Nullable Liar liar;

  /** The running incarnation; null while the node is down. */
  public @Nullable Node instance;

  /**
   * Who is called in the instance's place: the instance itself, or its twin while the node is
   * arbitrary.
   */
  public @Nullable Node speaker;

  public @Nullable SimEnv env;

  /** The running incarnation as the JDK sees it; null while the node is down, and without agent. */
  public @Nullable Machine machine;

  /** Whether incarnations are straight-line code with threads of their own. */
  public boolean blocking;

  /** Whether its program has a console of its own, to which its logs go. */
  public boolean console;

  /** The instance that the factory made last, running or not; null where none comes back. */
  @Nullable WeakReference<Node> made;

  /** Of what the factory had captured by then. */
  long fingerprint;

  /** The factory that the fingerprint is of. */
  @Nullable Object fingerprinted;

  /** Whether the machine's operating system answers in the place of a process that crashed. */
  public boolean answersWithoutProcess;

  public @Nullable SimRandom random;
  public int incarnation;
  public long timersSet;

  /** How many times a thread of this node was made ready to go on. */
  public long wakeUps;

  /** How many times a thread of this node could have been interrupted in its turn. */
  long preemptions;

  /** How often one of several threads was to be woken. */
  long wakes;

  /** How many points in what it does this node has come to; a fault may strike there. */
  public long points;

  /** At which of them the adversary wants to be asked next. */
  public long nextPoint = Long.MAX_VALUE;

  /** Until when a step goes on that took time of its own: no end of a fault makes it shorter. */
  public long atWorkUntil;

  /** How many active faults pause this node. */
  public int pauses;

  /** How long each step takes; 0 unless the node is slowed down. */
  public long stepNanos;

  /** When the step that was begun last is over. */
  public long busyUntil;

  /**
   * From when on an event reaches the node straight away; until then it joins the backlog. Follows
   * from the pauses, the backlog and {@link #busyUntil}: one comparison an event instead of three.
   */
  public long readyAt;

  /** When an event comes that looks after the backlog; the largest number for never. */
  public long wakeAt = Long.MAX_VALUE;

  public long sendOmissionOdds;
  public long receiveOmissionOdds;
  public boolean arbitrary;

  /** Whether the node belongs to the system now: it has not left, or is to join later. */
  public boolean member = true;

  /** Whether it would, if no change had been left out. */
  public boolean planned = true;

  /** How many changes of this node the program has planned. */
  public long changes;

  /** What {@link dev.faultline.core.Env#setting} tells incarnations that start from now on. */
  public SortedMap<String, String> settings = Collections.emptySortedMap();

  /** Whether this node crashed before its first step, and never comes up. */
  public boolean crashedBeforeItsStart;

  /** Whether this node crashed and never comes back. */
  public boolean crashedForGood;

  /** Whether this node has ever been faulty in a way that counts against the model's f. */
  public boolean everFaulty;

  public SimNode(
      Kernel kernel, int index, String name, boolean client, Supplier<? extends Node> factory) {
    this.kernel = kernel;
    this.index = index;
    this.name = name;
    this.subject = Subjects.node(name);
    this.address = new SimAddress(name, index);
    this.client = client;
    this.factory = factory;
    this.clock = new SimClock(kernel, this);
    this.syncs = new Syncs(kernel, this);
  }

  /** How many random numbers this incarnation drew. */
  public long draws() {
    return random == null ? 0 : random.draws();
  }

  public void draws(long drawn) {
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
  public @Nullable Machine enter() {
    Machine running = machine;
    if (running != null) {
      running.enter();
    }
    return running;
  }

  public static void leave(@Nullable Machine entered) {
    if (entered != null) {
      entered.leave();
    }
  }

  /** Its store, which is made where there is none yet. */
  public SimStore store() {
    SimStore made = store;
    if (made == null) {
      made =
          new SimStore(
              kernel.hash(),
              (key, value) -> kernel.monitors().storedValueChanged(name, key, value));
      store = made;
    }
    return made;
  }

  /** Whether any incarnation has asked for the store. */
  public boolean hasStore() {
    return store != null;
  }

  /** Whether the store was ever written to. */
  public boolean wroteToStore() {
    return store != null && !store.untouched();
  }

  /** Its disk, which is made where there is none yet. */
  public SimDisk disk() {
    SimDisk made = disk;
    if (made == null) {
      made = new SimDisk(kernel, this, diskSetup == null ? kernel.disks().setup() : diskSetup);
      disk = made;
    }
    return made;
  }

  /** Whether a crash of the machine may lose anything. */
  public boolean unsynced() {
    return store != null && store.unsynced() || disk != null && disk.unsynced();
  }

  /** Whether the node can be arbitrary at all. */
  public boolean mayBeArbitrary() {
    return twin != null || liar != null;
  }

  public boolean up() {
    return instance != null;
  }

  /** To be called whenever something changes that {@link #readyAt} follows from. */
  public void readinessChanged() {
    readyAt = pauses > 0 || !backlog.isEmpty() ? Long.MAX_VALUE : busyUntil;
  }
}

package dev.faultline.hook;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a node, as the JDK sees it: its clocks, its randomness and the scheduler of
 * its virtual threads. Used by one carrier at a time.
 */
public abstract class Context {
  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

  /** The bits of {@link #interleaved}, one of which every world has that decides on turns. */
  static final long ANYWHERE = -1;

  /** Those of worlds in which accesses to fields and collections are places, too. */
  static final long ACCESSES = ~1L;

  final Realm realm;
  private final String name;
  private long hashSeed;
  private int threadsNamed;
  private @Nullable FiberScheduler scheduler;
  private @Nullable CommonPool commonPool;
  private @Nullable Random shuffler;
  private final long typeSeed;

  /** Null as long as nothing was asked for its hash code, as in most worlds. */
  private @Nullable TypeHashes typeHashes;

  private IdentityHashes.@Nullable State otherHashes;

  /**
   * What the handler asks, which is on no thread of the node's; null as long as it asks nothing.
   */
  private @Nullable Asking handlers;

  /** How many delayed tasks are still to run on the carrier. */
  private int delays;

  private boolean calledBack;
  private boolean halted;
  private long interleaved;
  private boolean listed;

  /** The first of the fibers that have started and not ended, in the order of their starts. */
  @Nullable Fiber firstFiber;

  @Nullable Fiber lastFiber;

  /** What runs as this incarnation if it was not written for worlds; else null. */
  @Nullable Program program;

  /**
   * @param name of the node, for messages
   * @param seed of the identity hash codes that this incarnation sees
   */
  protected Context(Realm realm, String name, long seed) {
    this.realm = realm;
    this.name = name;
    this.hashSeed = seed;
    typeSeed = nextSeed();
  }

  protected abstract long monotonicNanos();

  protected abstract long wallNanos();

  protected abstract long random();

  /** A virtual thread can go on; {@code turn} runs it until it blocks. */
  protected abstract void runnable(Runnable turn, boolean yielded);

  /** Runs {@code task} on the carrier, in no thread of the node's. */
  protected abstract long schedule(Runnable task, long delayNanos);

  protected abstract void cancel(long id);

  /** Whether the running thread gives up its turn before it touches something. */
  protected boolean preempts(int touches) {
    return false;
  }

  /** Which of several threads that wait at an object is woken; 0 for the one before all others. */
  protected int wakes(int count) {
    return 0;
  }

  /** Threads may meet at such calls and get no turns there. */
  protected void turnsHidden(String before) {}

  /** A thread has ended by throwing something that nobody handles. */
  protected abstract void uncaught(Thread thread, Throwable thrown);

  public final String name() {
    return name;
  }

  /**
   * The incarnation is over: no code of its threads runs again. They end at once, or after the
   * present step.
   */
  public final void halt() {
    halted = true;
    if (program != null) {
      program.release();
    }
    realm.over(this);
  }

  /** What a thread did that blocked where it cannot be set aside, for people. */
  String blocked(String thread) {
    return thread
        + " of "
        + name
        + " blocked where a thread cannot be set aside: in a class initialiser, or below native"
        + " code";
  }

  /** From now on threads may take turns inside their code, at places with one of these bits. */
  public final void interleave(long bits) {
    interleaved = bits;
  }

  /** From now on as in another context. */
  final void interleaveAs(Context other) {
    interleaved = other.interleaved;
  }

  final boolean interleaved(long asked) {
    return (interleaved & asked) != 0;
  }

  /**
   * Whether something may happen inside the node while its only thread is set aside. What comes
   * from other nodes the program sees through its surroundings alone, as long as it has given them
   * nothing to call.
   */
  boolean mayGoOn() {
    return firstFiber != lastFiber || delays > 0 || calledBack;
  }

  /** From now on code of the program's may run on the carrier whenever something arrives. */
  public final void callBack() {
    calledBack = true;
  }

  final void delayBegan() {
    delays++;
  }

  final void delayEnded() {
    delays--;
  }

  public final boolean halted() {
    return halted;
  }

  /** Begins a step that runs code of the node's on the carrier itself. */
  public final void enter() {
    realm.begin(this);
  }

  /** Ends the step. */
  public final void leave() {
    realm.end();
  }

  /**
   * Starts a virtual thread of this node. To be called on the carrier, in a step or between steps.
   */
  public final Thread start(String threadName, Runnable task) {
    Carrier carrier = realm.carrier();
    Context before = carrier.context;
    carrier.context = this;
    try {
      return Thread.ofVirtual().name(threadName).inheritInheritableThreadLocals(false).start(task);
    } finally {
      carrier.context = before;
    }
  }

  final FiberScheduler scheduler() {
    FiberScheduler known = scheduler;
    return known != null ? known : (scheduler = FiberScheduler.of(this));
  }

  final CommonPool commonPool() {
    CommonPool known = commonPool;
    return known != null ? known : (commonPool = CommonPool.of(this));
  }

  final Random shuffler() {
    Random known = shuffler;
    return known != null ? known : (shuffler = new Random(random()));
  }

  final long nextSeed() {
    long mixed = hashSeed += GOLDEN_GAMMA;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    return mixed ^ (mixed >>> 31);
  }

  /** Starts the generator of identity hash codes afresh, at the beginning of a step. */
  final void seedHashes() {
    IdentityHashes.seed(realm.carrier(), nextSeed());
  }

  final void leaveHashes() {
    IdentityHashes.save(place(known()));
  }

  final void returnToHashes() {
    IdentityHashes.restore(place(known()));
  }

  private IdentityHashes.State otherHashes() {
    IdentityHashes.State known = otherHashes;
    return known != null ? known : (otherHashes = new IdentityHashes.State());
  }

  private TypeHashes typeHashes() {
    TypeHashes known = typeHashes;
    return known != null ? known : (typeHashes = new TypeHashes(typeSeed));
  }

  private IdentityHashes.State place(@Nullable Asking asking) {
    return asking != null && asking.isUnderWay ? asking.inside : otherHashes();
  }

  /** What the thread whose turn it is has asked, or the handler; null for nothing so far. */
  private @Nullable Asking known() {
    Fiber fiber = realm.carrier().fiber;
    // An initialiser has surroundings of its own, whichever thread came to it.
    return fiber != null && fiber.context == this ? fiber.asking : handlers;
  }

  private Asking asking() {
    Asking known = known();
    return known != null ? known : (handlers = new Asking());
  }

  /** A thread goes on that gave up its turn while it asked an object for its hash code. */
  final void goOnAsking(Asking asking) {
    IdentityHashes.save(otherHashes());
    IdentityHashes.restore(asking.inside);
  }

  /** A thread gives up its turn while it asks an object for its hash code. */
  final void setAsideAsking(Asking asking) {
    IdentityHashes.save(asking.inside);
    IdentityHashes.restore(otherHashes());
  }

  /**
   * Asks an object for its hash code. What is drawn for it comes from the object's type, and from
   * how many of that type came before; for a part of another object, from both types and how many
   * such parts came before. The JDK fills caches of its own once in a JVM, in whichever world comes
   * first, and what it draws for their keys must not shift what the program sees.
   *
   * @throws NullPointerException when there is no object, before anything has changed
   */
  final int hash(Object key, boolean identity) {
    Asking asking = asking();
    Class<?> type = key.getClass();
    if (asking.isUnderWay) {
      return hashInside(key, type, identity, asking);
    }
    IdentityHashes.save(otherHashes());
    try {
      asking.isUnderWay = true;
      typeHashes().enter(type, TypeHashes.NOBODY, asking);
      return identity ? System.identityHashCode(key) : key.hashCode();
    } finally {
      asking.isUnderWay = false;
      typeHashes().leave(asking);
      IdentityHashes.restore(otherHashes());
    }
  }

  /**
   * An object asks a part of its own for its hash code. The JVM draws, too, when a class is first
   * used on the way there, so the part must not get what comes next for the whole.
   */
  private int hashInside(Object key, Class<?> type, boolean identity, Asking asking) {
    long wholeType = asking.type;
    int wholeObject = asking.object;
    int whole = asking.name;
    IdentityHashes.State wholeHashes = new IdentityHashes.State();
    IdentityHashes.save(wholeHashes);
    try {
      typeHashes().enter(type, whole, asking);
      return identity ? System.identityHashCode(key) : key.hashCode();
    } finally {
      typeHashes().leave(asking);
      IdentityHashes.restore(wholeHashes);
      asking.type = wholeType;
      asking.object = wholeObject;
      asking.name = whole;
    }
  }

  final int nextThreadName() {
    return ++threadsNamed;
  }

  final void started(Fiber fiber) {
    Fiber last = lastFiber;
    fiber.previous = last;
    if (last == null) {
      firstFiber = fiber;
    } else {
      last.next = fiber;
    }
    lastFiber = fiber;
    if (!listed) {
      listed = true;
      realm.add(this);
    }
  }

  final void ended(Fiber fiber) {
    Fiber previous = fiber.previous;
    Fiber next = fiber.next;
    if (previous == null) {
      firstFiber = next;
    } else {
      previous.next = next;
    }
    if (next == null) {
      lastFiber = previous;
    } else {
      next.previous = previous;
    }
    fiber.previous = null;
    fiber.next = null;
  }
}

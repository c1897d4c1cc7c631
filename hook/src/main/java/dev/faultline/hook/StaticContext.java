package dev.faultline.hook;

/**
 * What the initialiser of a user's class sees: time stands at the epoch of all worlds, random
 * numbers come from the class's name, and there are no threads to start, for they would outlive the
 * world.
 */
final class StaticContext extends Context {
  private static final long EPOCH_NANOS = 1_767_225_600_000_000_000L; // 2026-01-01T00:00:00Z

  private final String type;
  private final Context outside;

  /**
   * The surroundings of an initialiser.
   *
   * @param outside whose thread came to it
   */
  StaticContext(Context outside, String type) {
    super(outside.realm, "the initialiser of " + type, type.hashCode());
    this.type = type;
    this.outside = outside;
    interleaveAs(outside);
  }

  @Override
  boolean mayGoOn() {
    return outside.mayGoOn();
  }

  /** No thread can be set aside here, for the JVM holds a lock for the class. */
  @Override
  protected boolean preempts(int touches) {
    outside.turnsHidden("accesses in the static initialiser of " + type);
    return false;
  }

  @Override
  protected void turnsHidden(String before) {
    outside.turnsHidden(before);
  }

  @Override
  protected long monotonicNanos() {
    return 0;
  }

  @Override
  protected long wallNanos() {
    return EPOCH_NANOS;
  }

  @Override
  protected long random() {
    return nextSeed();
  }

  @Override
  protected void runnable(Runnable turn, boolean yielded) {
    throw threads();
  }

  @Override
  protected long schedule(Runnable task, long delayNanos) {
    throw threads();
  }

  @Override
  protected void cancel(long id) {
    throw threads();
  }

  @Override
  protected void uncaught(Thread thread, Throwable thrown) {
    throw threads();
  }

  private Escape threads() {
    return realm.escaped(blocked(""));
  }

  @Override
  String blocked(String thread) {
    return "the static initialiser of "
        + type
        + " started a thread, slept or waited; the JVM holds a lock meanwhile, so that no world can"
        + " let others run: have the class initialised before, by the code that sets the world up";
  }
}

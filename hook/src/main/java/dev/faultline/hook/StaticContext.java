package dev.faultline.hook;

/**
 * What the initialiser of a user's class sees: time stands at the epoch of all worlds, random
 * numbers come from the class's name, and there are no threads to start, for they would outlive the
 * world.
 */
final class StaticContext extends Context {
  private static final long EPOCH_NANOS = 1_767_225_600_000_000_000L; // 2026-01-01T00:00:00Z

  private final String type;

  StaticContext(Realm realm, String type) {
    super(realm, "the initialiser of " + type, type.hashCode());
    this.type = type;
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
    return realm.escaped(
        "the initialiser of " + type + " used a thread, which would outlive the world");
  }
}

package dev.faultline.explore;

/** A run did not come out the same again, so nothing that is derived from it would mean a thing. */
public final class LeakException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Leak leak;

  public LeakException(Leak leak) {
    super("nondeterminism has leaked into the world: " + leak.summary());
    this.leak = leak;
  }

  /** Where the runs part. */
  public Leak leak() {
    return leak;
  }
}

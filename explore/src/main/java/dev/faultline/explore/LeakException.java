package dev.faultline.explore;

/** A run differed when it was repeated, so nothing can be concluded from it. */
public final class LeakException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Leak leak;

  public LeakException(Leak leak) {
    super("nondeterminism has leaked into the world: " + leak.summary());
    this.leak = leak;
  }

  /** Where the two runs differ. */
  public Leak leak() {
    return leak;
  }
}

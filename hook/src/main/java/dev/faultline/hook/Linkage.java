package dev.faultline.hook;

import org.jspecify.annotations.Nullable;

/**
 * Loading, transforming and linking classes happens once in a JVM, in whichever world comes first.
 * So that this world sees the same as all later ones, it happens outside: with the real clock, and
 * without a draw from the node.
 */
public final class Linkage {
  private Linkage() {}

  // Suspensions nest: an initialiser loads classes. So what resume needs is with the context that
  // was left.

  /** Leaves the world; returns what {@link #resume} needs to come back. */
  public static @Nullable Context suspend() {
    Carrier carrier = Carrier.current();
    if (carrier == null) {
      return null;
    }
    Context context = carrier.context;
    if (context != null) {
      context.leaveHashes();
      carrier.context = null;
    }
    return context;
  }

  /**
   * Leaves the world for the surroundings in which the initialiser of a user's class runs: they are
   * the same in every world, so that what it stores does not depend on which came first.
   */
  public static @Nullable Context initialising(String type) {
    Context context = suspend();
    Carrier carrier = Carrier.current();
    if (context != null && carrier != null) {
      StaticContext surroundings = new StaticContext(context.realm, type);
      carrier.context = surroundings;
      surroundings.seedHashes();
    }
    return context;
  }

  public static void resume(@Nullable Context context) {
    if (context == null) {
      return;
    }
    Carrier carrier = Carrier.current();
    if (carrier != null) {
      context.returnToHashes();
      carrier.context = context;
    }
  }
}

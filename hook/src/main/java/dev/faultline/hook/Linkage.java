package dev.faultline.hook;

import jdk.internal.misc.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * Loading, transforming and linking classes happens once in a JVM, in whichever world comes first.
 * So that this world sees the same as all later ones, it happens outside: with the real clock, and
 * without a draw from the node.
 */
public final class Linkage {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private Linkage() {}

  /**
   * Whether the initialiser of a class has run, so that looking at its variables starts nothing.
   */
  public static boolean isInitialized(Class<?> type) {
    return !UNSAFE.shouldBeInitialized(type);
  }

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
      StaticContext surroundings = new StaticContext(context, type);
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

package dev.faultline.hook;

import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** Hash codes and iteration orders that the JDK varies from run to run. */
public final class Order {
  private static final long SALT = 0x5DEE_CE66L;

  /** The id of the thread that a handler sees; no virtual thread of a world counts as far. */
  private static final long HANDLERS_THREAD = Integer.MAX_VALUE;

  private Order() {}

  /**
   * In place of the salt that decides where the iteration over a {@code Set.of} or {@code Map.of}
   * begins.
   */
  public static long salt(long outside) {
    return Carrier.currentContext() == null ? outside : SALT;
  }

  /**
   * In place of the coin that decides in which direction the iteration over a {@code Set.of} or
   * {@code Map.of} goes.
   */
  public static boolean reversed(boolean outside) {
    return Carrier.currentContext() == null && outside;
  }

  /**
   * In place of the identity hash code of an enum constant. Outside worlds too: constants are keys
   * of maps that outlive a world, and must be found there from everywhere.
   */
  public static int enumHash(Object constant) {
    Enum<?> key = (Enum<?>) constant;
    int hash = 31 * key.getDeclaringClass().getName().hashCode() + key.name().hashCode();
    return hash == 0 ? 1 : hash; // The JDK takes 0 for "not computed yet".
  }

  /** In place of {@link Object#hashCode} where it decides on an order. */
  public static int hash(Object key) {
    if (key instanceof String || isNumber(key.getClass())) {
      return key.hashCode();
    }
    if (key instanceof Class<?> type) {
      return named(type).hashCode();
    }
    Context context = Carrier.currentContext();
    if (context == null) {
      return key.hashCode();
    }
    Interleaving.hashing(context, key);
    return context.hash(key, false);
  }

  /** Those whose hash code is made of their value; adders and atomics are numbers, too. */
  private static boolean isNumber(Class<?> type) {
    return type == Integer.class
        || type == Long.class
        || type == Short.class
        || type == Byte.class
        || type == Double.class
        || type == Float.class;
  }

  /** In place of {@link System#identityHashCode}. */
  public static int identityHashCode(@Nullable Object key) {
    if (key instanceof Class<?> type) {
      return named(type).hashCode();
    }
    Context context = Carrier.currentContext();
    return context == null || key == null ? System.identityHashCode(key) : context.hash(key, true);
  }

  /**
   * Gives a class an identity hash code that depends on its name only, unless it has one already.
   * In and outside worlds: classes outlive them.
   */
  public static Class<?> named(Class<?> loaded) {
    return hashed(loaded, TypeHashes.nameHash(loaded)) == 0
        ? Object.class
        : loaded; // Never 0; but the hash code must not be optimised away.
  }

  /**
   * The same for an object that there is once in a JVM, for all worlds: whoever asks it first must
   * not decide on its hash code.
   *
   * @return its identity hash code
   */
  public static int named(Object constant, String name) {
    return hashed(constant, name.hashCode());
  }

  /** In place of a currency that the JDK keeps for all. */
  public static Currency currency(Currency kept) {
    named(kept, kept.getCurrencyCode());
    return kept;
  }

  private static int hashed(Object object, int name) {
    IdentityHashes.State before = new IdentityHashes.State();
    IdentityHashes.State byName = new IdentityHashes.State();
    byName.seed(name * 0x9E37_79B9_7F4A_7C15L);
    IdentityHashes.save(before);
    IdentityHashes.restore(byName);
    int hash = System.identityHashCode(object);
    IdentityHashes.restore(before);
    return hash;
  }

  /**
   * In place of {@link Thread#threadId}: for a virtual thread its number within the world, for the
   * thread under a handler a constant. The worker's own id would depend on what else the JVM runs.
   */
  public static long threadId(Thread thread) {
    Fiber fiber = ThreadState.fiber(thread);
    if (fiber != null) {
      return fiber.ordinal;
    }
    return contextOf(thread) == null ? thread.threadId() : HANDLERS_THREAD;
  }

  /**
   * In place of {@link Thread#getName}: the thread under a handler has the name of its node. The
   * worker's own tells which of a campaign's workers runs the world.
   */
  public static String threadName(Thread thread) {
    Context context = contextOf(thread);
    return context == null ? thread.getName() : context.name();
  }

  /** {@link Thread#toString} of the thread under a handler; null for all other threads. */
  public static @Nullable String handlersThread(Thread thread) {
    return contextOf(thread) == null
        ? null
        : "Thread[#%d,%s,%d,%s]"
            .formatted(
                HANDLERS_THREAD,
                threadName(thread),
                thread.getPriority(),
                thread.getThreadGroup().getName());
  }

  /** Whose handler runs on a thread and asks about it; null for all other threads. */
  private static @Nullable Context contextOf(Thread thread) {
    return thread instanceof Carrier carrier && carrier == Carrier.current()
        ? carrier.context
        : null;
  }
}

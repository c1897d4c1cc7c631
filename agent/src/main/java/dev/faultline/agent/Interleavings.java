package dev.faultline.agent;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where threads of blocking nodes take turns inside their code. Asked for once, it stays so in this
 * JVM: the classes that are meant are rewritten, those that are loaded already too. In worlds that
 * did not ask for it, or asked for other packages, they behave as before. Thread-safe.
 */
public final class Interleavings {
  /** So long a class is waited for that another thread is loading; it takes milliseconds. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /** How the JVM says that a class is in no state to be changed, JVMTI_ERROR_INVALID_CLASS. */
  private static final String INVALID = "invalid class";

  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  /** Knows what classes that are loaded now are rewritten for. */
  private static final Arrivals ARRIVALS = new Arrivals();

  /** What all classes are rewritten for: a world that starts before that would take no turns. */
  private static volatile Scope ready = Scope.NOTHING;

  private Interleavings() {}

  /**
   * Sees to it that threads can take turns there.
   *
   * @param packages in whose classes, and in those of the packages below, every access counts; in
   *     all other classes of the program locks, volatile fields and atomic operations do
   * @return for {@link Machine#interleave}: what tells these places from those that only other
   *     worlds asked for
   * @throws AgentMissingException when this JVM runs without the agent
   * @throws IllegalStateException when more than 62 packages were asked for in this JVM, or another
   *     thread has been loading one of the classes for ten seconds, so that nobody knows whether
   *     threads would take turns in it
   */
  public static long askFor(Set<String> packages) {
    return askFor(packages, PATIENCE_NANOS);
  }

  /** The same, for a test that has no ten seconds. */
  static long askFor(Set<String> packages, long patienceNanos) {
    Agent.require();
    if (!ready.plus(packages).equals(ready)) {
      widen(packages, patienceNanos);
    }
    return ready.bits(packages);
  }

  /** What threads of all worlds that run can take turns at. */
  static Scope scope() {
    return ready;
  }

  /**
   * What is meant in a class of the program that is rewritten now; it is loaded, or about to be.
   */
  static Scope.Bits meantIn(@Nullable ClassLoader loader, String name, boolean isLoaded) {
    return isLoaded ? ARRIVALS.scope().of(name) : ARRIVALS.begin(loader, name);
  }

  /**
   * Real time says only how long is waited: all classes take part, or nobody gets turns, and no
   * world starts that was to have them.
   */
  private static synchronized void widen(Set<String> asked, long patienceNanos) {
    Scope before = ready;
    Scope after = before.plus(asked);
    if (after.equals(before)) {
      return;
    }
    ARRIVALS.scope(after);
    Instrumentation instrumentation = Agent.instrumentation();
    Set<Class<?>> loaded = new LinkedHashSet<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      String name = type.getName().replace('.', '/');
      if (!Transformer.isJdk(type.getClassLoader()) && !after.of(name).equals(before.of(name))) {
        loaded.add(type);
      }
    }
    rewrite(instrumentation, loaded);
    Arrivals.Awaited awaited = ARRIVALS.awaited();
    long start = System.nanoTime();
    while (!awaited.isEmpty()) {
      Set<Class<?>> come = awaited.look(instrumentation::getAllLoadedClasses);
      come.removeAll(loaded);
      rewrite(instrumentation, come);
      if (!awaited.isEmpty()) {
        if (System.nanoTime() - start >= patienceNanos) {
          throw new IllegalStateException(
              "no turns for threads in "
                  + String.join(", ", asked)
                  + ": after "
                  + TimeUnit.NANOSECONDS.toSeconds(patienceNanos)
                  + " s another thread is still loading "
                  + awaited
                  + "; start when these classes have been loaded");
        }
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
    ready = after;
  }

  private static void rewrite(Instrumentation instrumentation, Set<Class<?>> loaded) {
    rewrite(
        instrumentation,
        loaded.stream()
            .filter(type -> !type.isArray() && !type.isHidden())
            .filter(instrumentation::isModifiableClass)
            .toList());
  }

  /**
   * One class whose initialiser has failed would keep the JVM from rewriting any: it is found by
   * halves, and left as it is. Nothing can call it or create one any more.
   */
  private static void rewrite(Instrumentation instrumentation, List<Class<?>> types) {
    if (types.isEmpty()) {
      return;
    }
    try {
      instrumentation.retransformClasses(types.toArray(Class<?>[]::new));
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("a class that may be changed could not be", e);
    } catch (InternalError e) {
      if (!String.valueOf(e.getMessage()).endsWith(INVALID)) {
        throw e;
      }
      if (types.size() > 1) {
        int middle = types.size() / 2;
        rewrite(instrumentation, types.subList(0, middle));
        rewrite(instrumentation, types.subList(middle, types.size()));
      }
    }
  }
}

package dev.faultline.agent;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where threads of blocking nodes take turns inside their code. Asked for once, it stays so in this
 * JVM: the classes that are meant are rewritten, those that are loaded already too. In worlds that
 * did not ask for it, or asked for other packages, they behave as before. Thread-safe.
 */
public final class Interleavings {
  /** What classes that are loaded now are rewritten for. */
  private static volatile Scope scope = Scope.NOTHING;

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
   * @throws IllegalStateException when more than 62 packages were asked for in this JVM
   */
  public static long askFor(Set<String> packages) {
    Agent.require();
    if (!ready.plus(packages).equals(ready)) {
      widen(packages);
    }
    return ready.bits(packages);
  }

  static Scope scope() {
    return scope;
  }

  private static synchronized void widen(Set<String> asked) {
    Scope before = ready;
    Scope after = before.plus(asked);
    if (after.equals(before)) {
      return;
    }
    scope = after;
    Instrumentation instrumentation = Agent.instrumentation();
    List<Class<?>> loaded = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      String name = type.getName().replace('.', '/');
      if (!type.isArray()
          && !type.isHidden()
          && !Transformer.isJdk(type.getClassLoader())
          && instrumentation.isModifiableClass(type)
          && !after.of(name).equals(before.of(name))) {
        loaded.add(type);
      }
    }
    try {
      if (!loaded.isEmpty()) {
        instrumentation.retransformClasses(loaded.toArray(Class<?>[]::new));
      }
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("a class that may be changed could not be", e);
    }
    ready = after;
  }
}

package dev.faultline.agent;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where threads of blocking nodes take turns inside their code. Asked for once, it stays so in this
 * JVM: the classes that are meant are rewritten, those that are loaded already too. In worlds that
 * did not ask for it they behave as before. Thread-safe.
 */
public final class Interleavings {
  private static volatile Scope scope = Scope.NOTHING;

  private Interleavings() {}

  /**
   * Sees to it that threads can take turns there.
   *
   * @param packages in whose classes, and in those of the packages below, every access counts; in
   *     all other classes of the program locks, volatile fields and atomic operations do
   * @throws AgentMissingException when this JVM runs without the agent
   */
  public static void askFor(Set<String> packages) {
    Agent.require();
    Scope asked = new Scope(true, Set.copyOf(packages));
    if (!scope.plus(asked).equals(scope)) {
      widen(asked);
    }
  }

  static Scope scope() {
    return scope;
  }

  private static synchronized void widen(Scope asked) {
    Scope before = scope;
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
          && after.of(name) != before.of(name)) {
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
  }
}

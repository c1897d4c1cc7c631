package dev.faultline.hook;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Methods that calls by name are redirected from, where they are found by reflection or as method
 * handles. What is called instead has the same name and arguments, after the object if it is an
 * instance's method.
 */
public final class Reflected {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private Reflected() {}

  /** Whether a method is one of those, and a world runs. */
  public static boolean isMeant(Method method) {
    return Carrier.currentContext() != null
        && mayHave(method.getDeclaringClass())
        && replacement(method) != null;
  }

  /** A first look, which is all that most calls take. */
  private static boolean mayHave(Class<?> owner) {
    return owner == System.class
        || owner == Runtime.class
        || owner == Thread.class
        || owner == Object.class;
  }

  /** Whose hooks those of a method are, or null. */
  private static @Nullable Class<?> hooks(Class<?> owner, String name, int parameters) {
    if (owner == System.class) {
      return switch (name) {
        case "nanoTime", "currentTimeMillis" -> Time.class;
        case "identityHashCode" -> Order.class;
        case "getProperty",
            "setProperty",
            "clearProperty",
            "getProperties",
            "setProperties",
            "getenv",
            "setOut",
            "setErr",
            "setIn",
            "console" ->
            ProgramSystem.class;
        default -> null;
      };
    }
    if (owner == Runtime.class) {
      return switch (name) {
        case "availableProcessors", "maxMemory", "totalMemory", "freeMemory" -> Hardware.class;
        default -> null;
      };
    }
    if (owner == Thread.class && parameters == 0) {
      return switch (name) {
        case "currentThread" -> ProgramThreads.class;
        case "onSpinWait" -> Threads.class;
        default -> null;
      };
    }
    return owner == Object.class && name.equals("hashCode") ? Order.class : null;
  }

  private static @Nullable MethodHandle find(
      Class<?> owner, String name, MethodType type, boolean ofInstance) {
    if (Carrier.currentContext() == null || !mayHave(owner)) {
      return null;
    }
    Class<?> hooks = hooks(owner, name, type.parameterCount());
    if (hooks == null) {
      return null;
    }
    String hook = owner == Object.class ? "hash" : name;
    MethodType full = ofInstance ? type.insertParameterTypes(0, owner) : type;
    // Made once in a JVM, in whichever world comes first.
    Context world = Linkage.suspend();
    try {
      return LOOKUP.findStatic(hooks, hook, full);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null; // No such method in the JDK either, or another one of that name.
    } finally {
      Linkage.resume(world);
    }
  }

  private static @Nullable MethodHandle replacement(Method method) {
    return find(
        method.getDeclaringClass(),
        method.getName(),
        MethodType.methodType(method.getReturnType(), method.getParameterTypes()),
        !Modifier.isStatic(method.getModifiers()));
  }

  /** In place of {@link Method#invoke}, for a method that is meant. */
  public static @Nullable Object invoke(
      Method method, @Nullable Object on, Object @Nullable [] arguments)
      throws InvocationTargetException {
    MethodHandle replacement = replacement(method);
    if (replacement == null) {
      throw new IllegalStateException(method.toString());
    }
    int given = arguments == null ? 0 : arguments.length;
    if (given != method.getParameterCount()) {
      throw new IllegalArgumentException(
          "wrong number of arguments: " + given + " expected: " + method.getParameterCount());
    }
    try {
      MethodHandle bound =
          Modifier.isStatic(method.getModifiers()) ? replacement : replacement.bindTo(on);
      return bound.invokeWithArguments(arguments == null ? new Object[0] : arguments);
    } catch (Unwound over) {
      throw over;
    } catch (Throwable thrown) {
      throw new InvocationTargetException(thrown);
    }
  }

  /** In place of {@code Lookup.findStatic}; null for all other methods. */
  public static @Nullable MethodHandle findStatic(Class<?> owner, String name, MethodType type) {
    return owner == Object.class ? null : find(owner, name, type, false);
  }

  /** In place of {@code Lookup.findVirtual}; null for all other methods. */
  public static @Nullable MethodHandle findVirtual(Class<?> owner, String name, MethodType type) {
    return find(owner, name, type, true);
  }

  /** In place of {@code Lookup.bind}; null for all other methods. */
  public static @Nullable MethodHandle bind(Object on, String name, MethodType type) {
    MethodHandle found = find(on.getClass(), name, type, true);
    return found == null ? null : found.bindTo(on);
  }

  /** In place of {@code Lookup.unreflect}; null for all other methods. */
  public static @Nullable MethodHandle unreflect(Method method) {
    return replacement(method);
  }
}

package dev.faultline.sim.order;

import dev.faultline.agent.Machine;
import dev.faultline.sim.ModelException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * What parts of states, messages and stored values that nobody can look into have to be: values by
 * their own {@code equals}, which nobody changes. An object with a mutable field would change in
 * all states that a search has seen, and all would be one; an object that is equal to itself alone
 * tells no state from another.
 */
final class OpaqueStates {
  private static final ClassValue<Known> KNOWN =
      new ClassValue<>() {
        @Override
        protected Known computeValue(Class<?> type) {
          return Machine.outside(() -> new Known(wrong(type), equalsOf(type) == Object.class));
        }
      };

  /**
   * What is known of a class.
   *
   * @param wrong why its objects are no values; empty when they are
   * @param itself whether an object is equal to itself alone
   */
  private record Known(String wrong, boolean itself) {}

  private OpaqueStates() {}

  static void mustBeValue(String node, Class<?> type) {
    refuseUnless(
        KNOWN.get(type).wrong.isEmpty(), "the state of " + node, type, "state() has to return");
  }

  /** What is equal to itself alone is never taken for another one. */
  static void mustBeToldApart(String what, Class<?> type) {
    Known known = KNOWN.get(type);
    refuseUnless(known.itself || known.wrong.isEmpty(), what, type, "it has to be");
  }

  private static void refuseUnless(boolean fine, String what, Class<?> type, String advice) {
    if (!fine) {
      throw new ModelException(
          "a search over states cannot look into "
              + what
              + ", a "
              + type.getTypeName()
              + ", and "
              + KNOWN.get(type).wrong
              + ": "
              + advice
              + " a value that nobody changes, such as a record; a field that keeps a hash code for"
              + " later counts as one that changes");
    }
  }

  private static String wrong(Class<?> type) {
    @Nullable Class<?> lowest = null;
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          if (!Modifier.isFinal(field.getModifiers())) {
            return "its field " + field.getName() + " is not final";
          }
          lowest = lowest == null ? each : lowest;
        }
      }
    }
    Class<?> equals = equalsOf(type);
    if (equals == Object.class) {
      return "it has no equals of its own";
    }
    return lowest == null || lowest.isAssignableFrom(equals)
        ? ""
        : "its equals is that of " + equals.getTypeName() + ", which does not know all its fields";
  }

  /** The class whose equals it has. */
  private static Class<?> equalsOf(Class<?> type) {
    try {
      return type.getMethod("equals", Object.class).getDeclaringClass();
    } catch (NoSuchMethodException e) {
      return Object.class;
    }
  }
}

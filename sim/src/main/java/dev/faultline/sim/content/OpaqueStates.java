package dev.faultline.sim.content;

import dev.faultline.agent.Machine;
import dev.faultline.sim.base.ModelException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;

/**
 * What parts of states, messages and stored values that cannot be looked into have to be: values by
 * their own {@code equals}, which never change. An object with a mutable field would change in all
 * states that a search has seen, and all would be one; an object that is equal to itself alone
 * tells no state from another.
 */
final class OpaqueStates {
  private static final ClassValue<Known> KNOWN =
      new ClassValue<>() {
        @Override
        protected Known computeValue(Class<?> type) {
          return Machine.outside(
              () -> new Known(mayChange(type), unequal(type), equalsOf(type) == Object.class));
        }
      };

  /**
   * What is known of a class.
   *
   * @param mayChange why its objects may change; empty when they do not
   * @param unequal what is wrong with their equals; empty when it knows all of them
   * @param itself whether an object is equal to itself alone
   */
  private record Known(String mayChange, String unequal, boolean itself) {}

  private OpaqueStates() {}

  static void mustBeValue(String node, Class<?> type) {
    Known known = KNOWN.get(type);
    refuse(
        known.mayChange.isEmpty() ? known.unequal : known.mayChange,
        "the state of " + node,
        type,
        "state() has to return");
  }

  /**
   * What is equal to itself alone is never taken for another one. But what may change is one object
   * in all states that the search goes back to, and what a receiver did to it is not undone.
   */
  static void mustBeToldApart(String what, Class<?> type) {
    Known known = KNOWN.get(type);
    String wrong = known.itself ? "" : known.unequal;
    refuse(known.mayChange.isEmpty() ? wrong : known.mayChange, what, type, "it has to be");
  }

  private static void refuse(String wrong, String what, Class<?> type, String advice) {
    if (!wrong.isEmpty()) {
      throw new ModelException(
          "a search over states cannot compare "
              + what
              + ", a "
              + type.getTypeName()
              + ", and "
              + wrong
              + ": "
              + advice
              + " an immutable value, such as a record; a field that caches a hash code makes a"
              + " class mutable");
    }
  }

  private static String mayChange(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : fields(each)) {
        if (!Modifier.isFinal(field.getModifiers())) {
          return "its field " + field.getName() + " is not final";
        }
      }
    }
    return "";
  }

  private static String unequal(Class<?> type) {
    Class<?> equals = equalsOf(type);
    if (equals == Object.class) {
      return "it has no equals of its own";
    }
    Class<?> lowest = type;
    while (lowest != null && fields(lowest).isEmpty()) {
      lowest = lowest.getSuperclass();
    }
    return lowest == null || lowest.isAssignableFrom(equals)
        ? ""
        : "its equals is that of " + equals.getTypeName() + ", which does not know all its fields";
  }

  /** A cause and a stack trace may be set later, and are set once. */
  private static List<Field> fields(Class<?> type) {
    return type == Throwable.class
        ? List.of()
        : Arrays.stream(type.getDeclaredFields())
            .filter(field -> !Modifier.isStatic(field.getModifiers()))
            .toList();
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

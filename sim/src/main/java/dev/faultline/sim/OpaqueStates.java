package dev.faultline.sim;

import dev.faultline.agent.Machine;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What parts of states that nobody can look into have to be: values by their own {@code equals},
 * which nobody changes. An object with a mutable field would change in all states that a search has
 * seen, and all would be one; an object that is equal to itself alone tells no state from another.
 */
final class OpaqueStates {
  private static final ClassValue<String> WRONG =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          return Machine.outside(() -> wrong(type));
        }
      };

  private OpaqueStates() {}

  static void mustBeValue(String node, Class<?> type) {
    String wrong = WRONG.get(type);
    if (!wrong.isEmpty()) {
      throw new ModelException(
          "a search over states cannot look into the state of "
              + node
              + ", a "
              + type.getTypeName()
              + ", and "
              + wrong
              + ": state() has to return a value that nobody changes, such as a record");
    }
  }

  private static String wrong(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      var changing =
          Arrays.stream(each.getDeclaredFields())
              .filter(field -> (field.getModifiers() & (Modifier.STATIC | Modifier.FINAL)) == 0)
              .findFirst();
      if (changing.isPresent()) {
        return "its field " + changing.get().getName() + " is not final";
      }
    }
    Method equals = equalsOf(type);
    return equals == null || equals.getDeclaringClass() == Object.class
        ? "it has no equals of its own"
        : "";
  }

  private static @Nullable Method equalsOf(Class<?> type) {
    try {
      return type.getMethod("equals", Object.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}

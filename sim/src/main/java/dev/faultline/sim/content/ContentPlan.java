package dev.faultline.sim.content;

import dev.faultline.agent.Machine;
import dev.faultline.core.Address;
import dev.faultline.sim.base.KeyedHash;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How {@link Contents} looks into the values of one class; worked out once for each class. */
@FunctionalInterface
interface ContentPlan {
  long hash(Object value, Contents contents);

  /**
   * What is known of a class.
   *
   * @param kind values of different kinds are different, whatever they contain
   * @param plan for the trace hash
   * @param exact for what tells values apart
   */
  record Known(long kind, ContentPlan plan, ContentPlan exact) {}

  /** The plans for a class. */
  static Known of(Class<?> type) {
    return Plans.BY_CLASS.get(type);
  }

  /** Makes plans, and keeps them as long as their classes live. */
  final class Plans {
    private Plans() {}

    private static final ClassValue<Known> BY_CLASS =
        new ClassValue<>() {
          @Override
          protected Known computeValue(Class<?> type) {
            // Only the first world of a JVM comes here: none may notice.
            return Machine.outside(() -> known(type));
          }
        };

    private static Known known(Class<?> type) {
      ContentPlan plan = plan(type);
      return new Known(KeyedHash.ofText(ContentKind.of(type)), plan, ContentKind.exact(type, plan));
    }

    private static ContentPlan plan(Class<?> type) {
      if (Enum.class.isAssignableFrom(type)) {
        return (value, contents) -> contents.said(((Enum<?>) value).name());
      }
      if (type.isArray()) {
        return ArrayContents.plan(type.getComponentType());
      }
      if (LookedAt.class.isAssignableFrom(type)) {
        return (value, contents) -> ((LookedAt) value).said();
      }
      if (Address.class.isAssignableFrom(type)) {
        return (value, contents) -> contents.said(((Address) value).name());
      }
      if (type.isRecord()) {
        return RecordContents.plan(type);
      }
      if (Collection.class.isAssignableFrom(type)) {
        return CollectionContents.ofCollection(type);
      }
      if (Map.class.isAssignableFrom(type)) {
        return CollectionContents.ofMap(type);
      }
      ContentPlan known = ScalarContents.plan(type);
      return known != null ? known : other(type);
    }

    /**
     * What the JVM itself throws. Once the code is compiled it leaves the message out
     * (OmitStackTraceInFastThrow), so that the message depends on what this JVM did before.
     */
    static final List<Class<?>> FAST_THROWN =
        List.of(
            NullPointerException.class,
            ArithmeticException.class,
            ArrayIndexOutOfBoundsException.class,
            ArrayStoreException.class,
            ClassCastException.class);

    private static ContentPlan other(Class<?> type) {
      if (type == Optional.class) {
        return (value, contents) ->
            KeyedHash.mix(contents.applyAsLong(((Optional<?>) value).orElse(null)));
      }
      if (Throwable.class.isAssignableFrom(type)) {
        long name = Contents.text(type.getName());
        if (FAST_THROWN.contains(type)) {
          return (value, contents) -> name;
        }
        return (value, contents) ->
            KeyedHash.mix(name ^ contents.applyAsLong(((Throwable) value).getMessage()));
      }
      if (!type.isHidden() && !type.isSynthetic() && !hasState(type)) {
        long name = Contents.text(type.getName());
        return (value, contents) -> name;
      }
      return (value, contents) -> contents.leftOut(type);
    }

    private static boolean hasState(Class<?> type) {
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        if (Arrays.stream(each.getDeclaredFields())
            .anyMatch(field -> !Modifier.isStatic(field.getModifiers()))) {
          return true;
        }
      }
      return false;
    }
  }
}

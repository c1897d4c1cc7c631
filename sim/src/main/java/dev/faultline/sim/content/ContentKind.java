package dev.faultline.sim.content;

import dev.faultline.core.Address;
import dev.faultline.sim.base.KeyedHash;
import dev.faultline.sim.base.ModelException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.PriorityBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What tells apart values that contain the same: two lists are of one kind, a list and a set are
 * not, nor are two numbers of different types, or two enums' constants of one name.
 */
final class ContentKind {
  /**
   * Heaps: of elements that tie, the one comes first that lies so, and they are walked as they lie.
   */
  private static final List<Class<?>> SORTED_QUEUES =
      List.of(PriorityQueue.class, PriorityBlockingQueue.class, DelayQueue.class);

  private ContentKind() {}

  /** The kind's name: that of the class, or of what makes values of several classes equal. */
  static String of(Class<?> type) {
    if (Enum.class.isAssignableFrom(type)) {
      Class<?> above = type.getSuperclass();
      return above == Enum.class || above == null ? type.getName() : above.getName();
    }
    for (Class<?> common :
        List.of(Address.class, ByteBuffer.class, List.class, Set.class, Queue.class, Map.class)) {
      if (common.isAssignableFrom(type) && !type.isRecord()) {
        return common.getName();
      }
    }
    // The names of these count what this JVM made before.
    return type.isHidden() || Proxy.isProxyClass(type) ? "" : type.getName();
  }

  /** How values of a class are told apart, where the trace hash goes by a simpler plan. */
  static ContentPlan exact(Class<?> type, ContentPlan plan) {
    if (type.isRecord() || type.isEnum() || Address.class.isAssignableFrom(type)) {
      return plan;
    }
    if (type == Object.class) {
      // Nobody makes one but to tell it from all others.
      return (value, contents) -> contents.leftOut(type);
    }
    boolean container = Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
    if (container && hasFieldsOfItsOwn(type)) {
      return (value, contents) -> contents.leftOut(type);
    }
    if (Throwable.class.isAssignableFrom(type)) {
      return throwable(type);
    }
    if (SORTED_QUEUES.stream().anyMatch(each -> each.isAssignableFrom(type))) {
      return CollectionContents.ofSortedQueue();
    }
    if (SortedSet.class.isAssignableFrom(type) || SortedMap.class.isAssignableFrom(type)) {
      return CollectionContents.sorted(plan);
    }
    if (Queue.class.isAssignableFrom(type)) {
      return CollectionContents.ofQueue();
    }
    return container ? CollectionContents.asWalked(type, plan) : plan;
  }

  /** A comparator counts by its class, and a lambda by the class that it is written in. */
  static long comparator(@Nullable Comparator<?> comparator) {
    if (comparator == null) {
      return 0;
    }
    String name = comparator.getClass().getName();
    // What follows the slash counts what this JVM made before.
    int slash = name.indexOf('/');
    return KeyedHash.ofText(slash < 0 ? name : name.substring(0, slash));
  }

  /**
   * Stack traces say what the program did, not what it holds. Where a class of the JDK adds fields,
   * such as the code of an {@code SQLException}, its message need not say them.
   */
  private static ContentPlan throwable(Class<?> type) {
    for (Class<?> each = type;
        each != null && each != Throwable.class;
        each = each.getSuperclass()) {
      // A NullPointerException keeps its message twice.
      if (hasFields(each) && !each.getPackageName().equals("java.lang")) {
        return (value, contents) -> contents.leftOut(type);
      }
    }
    boolean fastThrown = ContentPlan.Plans.FAST_THROWN.contains(type);
    return (value, contents) -> {
      Throwable thrown = (Throwable) value;
      if (fastThrown && thrown.getMessage() == null && thrown.getStackTrace().length == 0) {
        throw new ModelException(
            "a search over states cannot tell one "
                + type.getTypeName()
                + " from another where the JVM throws it without its message, as compiled code does"
                + " after a while: start java with -XX:-OmitStackTraceInFastThrow");
      }
      long hash = ArrayContents.step(0, contents.applyAsLong(thrown.getMessage()));
      hash = ArrayContents.step(hash, contents.applyAsLong(thrown.getCause()));
      for (Throwable suppressed : thrown.getSuppressed()) {
        hash = ArrayContents.step(hash, contents.applyAsLong(suppressed));
      }
      return hash;
    };
  }

  /** Beside what a class of the JDK holds, which is looked into. */
  private static boolean hasFieldsOfItsOwn(Class<?> type) {
    for (Class<?> each = type;
        each != null && !each.getName().startsWith("java.");
        each = each.getSuperclass()) {
      if (hasFields(each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasFields(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .anyMatch(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic());
  }
}

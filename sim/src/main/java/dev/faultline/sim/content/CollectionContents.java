package dev.faultline.sim.content;

import dev.faultline.sim.base.KeyedHash;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Spliterator;
import java.util.concurrent.PriorityBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Looks into collections and maps. Where they have an order it counts; where they have none the
 * parts are added up, so that the order in which a hash table happens to be walked does not matter.
 */
final class CollectionContents {
  private CollectionContents() {}

  static ContentPlan ofCollection(Class<?> type) {
    boolean mutable = mutable(type);
    return ofCollection(mutable, SequencedCollection.class.isAssignableFrom(type));
  }

  /** A queue whose order is that of its parts, though its class is no sequenced collection. */
  static ContentPlan ofQueue() {
    return ofCollection(true, true);
  }

  /**
   * A heap, as it lies: which of two elements that tie comes next depends on that. Texts and
   * numbers in their natural order tie only where they are equal, so that the way they came in is
   * forgotten.
   */
  static ContentPlan ofSortedQueue() {
    ContentPlan asItLies = ofCollection(true, true);
    ContentPlan inNoOrder = ofCollection(true, false);
    return (value, contents) -> {
      Comparator<?> comparator = comparator(value);
      boolean total =
          comparator == null
              && ((Collection<?>) value)
                  .stream()
                      .allMatch(each ->
                          each instanceof String
                              || each instanceof Integer
                              || each instanceof Long);
      long hash = (total ? inNoOrder : asItLies).hash(value, contents);
      return ArrayContents.step(hash, ContentKind.comparator(comparator));
    };
  }

  /**
   * What a comparator sorts, which the plan looks into: where the next element goes is up to it.
   */
  static ContentPlan sorted(ContentPlan plan) {
    return (value, contents) ->
        ArrayContents.step(plan.hash(value, contents), ContentKind.comparator(comparator(value)));
  }

  /**
   * Goes by the order unless it is certain that there is none: the JDK's wrappers are no sequenced
   * collections whatever they wrap, nor is {@code CopyOnWriteArraySet}.
   */
  static ContentPlan asWalked(Class<?> type, ContentPlan inNoOrder) {
    if (Map.class.isAssignableFrom(type)) {
      ContentPlan inOrder = ofMap(mutable(type), true);
      return (value, contents) ->
          (hasNoOrder(((Map<?, ?>) value).keySet()) ? inNoOrder : inOrder).hash(value, contents);
    }
    ContentPlan inOrder = ofCollection(mutable(type), true);
    return (value, contents) ->
        (hasNoOrder((Collection<?>) value) ? inNoOrder : inOrder).hash(value, contents);
  }

  /** Wrappers hand out the spliterator of what they wrap. */
  private static boolean hasNoOrder(Collection<?> parts) {
    if (parts instanceof SequencedCollection) {
      return false;
    }
    if (parts.size() < 2) {
      return true;
    }
    // Hash tables alone have these: heaps are not distinct, and a set in an array is immutable.
    return (parts.spliterator().characteristics()
            & (Spliterator.DISTINCT | Spliterator.ORDERED | Spliterator.IMMUTABLE))
        == Spliterator.DISTINCT;
  }

  private static @Nullable Comparator<?> comparator(Object sorted) {
    return switch (sorted) {
      case PriorityQueue<?> queue -> queue.comparator();
      case PriorityBlockingQueue<?> queue -> queue.comparator();
      case SortedSet<?> set -> set.comparator();
      case SortedMap<?, ?> map -> map.comparator();
      default -> null;
    };
  }

  private static ContentPlan ofCollection(boolean mutable, boolean ordered) {
    return (value, contents) -> {
      if (mutable) {
        contents.mutable();
      }
      Collection<?> parts = (Collection<?>) value;
      long hash = parts.size();
      for (Object part : parts) {
        if (contents.exhausted()) {
          break;
        }
        long number = contents.applyAsLong(part);
        hash = ordered ? ArrayContents.step(hash, number) : hash + KeyedHash.mix(number);
      }
      return KeyedHash.mix(hash);
    };
  }

  static ContentPlan ofMap(Class<?> type) {
    return ofMap(mutable(type), SequencedMap.class.isAssignableFrom(type));
  }

  private static ContentPlan ofMap(boolean mutable, boolean ordered) {
    return (value, contents) -> {
      if (mutable) {
        contents.mutable();
      }
      Map<?, ?> parts = (Map<?, ?>) value;
      long hash = parts.size();
      for (Map.Entry<?, ?> part : parts.entrySet()) {
        if (contents.exhausted()) {
          break;
        }
        long number =
            ArrayContents.step(
                contents.applyAsLong(part.getKey()), contents.applyAsLong(part.getValue()));
        hash = ordered ? ArrayContents.step(hash, number) : hash + KeyedHash.mix(number);
      }
      return KeyedHash.mix(hash);
    };
  }

  /** What {@code List.of} and its like make never changes; views that refuse changes may. */
  private static boolean mutable(Class<?> type) {
    return !type.getName().startsWith("java.util.ImmutableCollections$");
  }
}

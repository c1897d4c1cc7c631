package dev.faultline.sim.content;

import dev.faultline.sim.adversary.KeyedHash;
import java.util.Collection;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SequencedMap;

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
    boolean mutable = mutable(type);
    boolean ordered = SequencedMap.class.isAssignableFrom(type);
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

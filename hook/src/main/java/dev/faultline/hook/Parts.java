package dev.faultline.hook;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a collection of the JDK's. Some of its methods ask each part for its text, its hash
 * code or whether it equals another, and so are a place where a part is one.
 */
final class Parts {
  /** Of a collection, which are looked at. */
  private static final int MOST = 64;

  /** One collection in another. */
  private static final int DEEPEST = 8;

  /** Those that run none of the program's code when somebody looks through them. */
  private static final Set<String> TRANSPARENT =
      Set.of(
          "java.util.AbstractMap$SimpleEntry",
          "java.util.AbstractMap$SimpleImmutableEntry",
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.ArrayList$SubList",
          "java.util.Arrays$ArrayList",
          "java.util.Collections$SingletonList",
          "java.util.Collections$SingletonMap",
          "java.util.Collections$SingletonSet",
          "java.util.EnumMap",
          "java.util.HashMap",
          "java.util.HashMap$EntrySet",
          "java.util.HashMap$KeySet",
          "java.util.HashMap$Node",
          "java.util.HashMap$Values",
          "java.util.HashSet",
          "java.util.ImmutableCollections$List12",
          "java.util.ImmutableCollections$ListN",
          "java.util.ImmutableCollections$Map1",
          "java.util.ImmutableCollections$MapN",
          "java.util.ImmutableCollections$Set12",
          "java.util.ImmutableCollections$SetN",
          "java.util.ImmutableCollections$SubList",
          "java.util.KeyValueHolder",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashMap$Entry",
          "java.util.LinkedHashMap$LinkedEntrySet",
          "java.util.LinkedHashMap$LinkedKeySet",
          "java.util.LinkedHashMap$LinkedValues",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.Optional",
          "java.util.PriorityQueue",
          "java.util.TreeMap",
          "java.util.TreeMap$Entry",
          "java.util.TreeSet");

  /** Whether collections and arrays are places, too. */
  private final boolean everywhere;

  private int looked;

  private Parts(boolean everywhere) {
    this.everywhere = everywhere;
  }

  /** Whether threads may meet at something inside the object. */
  static boolean meet(Object object, boolean everywhere) {
    if (object instanceof String || object instanceof Number) {
      return false;
    }
    Context world = Linkage.suspend();
    try {
      return new Parts(everywhere).meet(object, 0);
    } finally {
      Linkage.resume(world);
    }
  }

  private boolean meet(Object whole, int depth) {
    if (!TRANSPARENT.contains(whole.getClass().getName())) {
      return false;
    }
    return switch (whole) {
      case Collection<?> collection -> anyMeets(collection, depth);
      case Map<?, ?> map -> anyMeets(map.keySet(), depth) || anyMeets(map.values(), depth);
      case Map.Entry<?, ?> entry ->
          partMeets(entry.getKey(), depth) || partMeets(entry.getValue(), depth);
      case Optional<?> optional -> partMeets(optional.orElse(null), depth);
      default -> false;
    };
  }

  private boolean anyMeets(Collection<?> parts, int depth) {
    for (Object part : parts) {
      if (partMeets(part, depth)) {
        return true;
      }
    }
    return false;
  }

  private boolean partMeets(@Nullable Object part, int depth) {
    if (part == null) {
      return false;
    }
    Class<?> type = part.getClass();
    return ++looked > MOST
        || depth == DEEPEST
        || Meetings.isAt(type)
        || everywhere && (type.isArray() || Meetings.isCollection(type))
        || meet(part, depth + 1);
  }
}

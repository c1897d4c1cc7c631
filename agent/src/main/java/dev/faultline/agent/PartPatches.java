package dev.faultline.agent;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where the JDK's own code asks each part of something for its text, or compares it with another:
 * other threads may have their turns between two parts. Who asks parts for hash codes is found by
 * {@link InstanceCalls}.
 */
final class PartPatches {
  private static final String CONCURRENT = "java/util/concurrent/";

  private static final List<String> TELLING =
      List.of(
          "java/lang/String",
          "java/text/MessageFormat",
          "java/util/Arrays",
          "java/util/Formatter$FormatSpecifier",
          "java/util/Hashtable",
          "java/util/Objects",
          CONCURRENT + "ConcurrentLinkedDeque",
          CONCURRENT + "ConcurrentLinkedQueue",
          CONCURRENT + "Helpers",
          CONCURRENT + "LinkedTransferQueue");

  /**
   * Those that compare what they hold. Keys of hash tables are left out: a key that changes while
   * it is in one is lost in it anyway.
   */
  private static final List<String> COMPARING =
      List.of(
          "java/util/AbstractCollection",
          "java/util/AbstractList",
          "java/util/AbstractMap",
          "java/util/ArrayDeque",
          "java/util/ArrayList",
          "java/util/Arrays",
          "java/util/Arrays$ArrayList",
          "java/util/Collections",
          "java/util/EnumMap",
          "java/util/ImmutableCollections$List12",
          "java/util/KeyValueHolder",
          "java/util/LinkedHashMap",
          "java/util/LinkedList",
          "java/util/Objects",
          "java/util/PriorityQueue",
          "java/util/TreeMap",
          "java/util/Vector",
          CONCURRENT + "ArrayBlockingQueue",
          CONCURRENT + "ConcurrentLinkedDeque",
          CONCURRENT + "ConcurrentLinkedQueue",
          CONCURRENT + "ConcurrentSkipListMap",
          CONCURRENT + "CopyOnWriteArrayList",
          CONCURRENT + "LinkedBlockingDeque",
          CONCURRENT + "LinkedBlockingQueue",
          CONCURRENT + "LinkedTransferQueue",
          CONCURRENT + "PriorityBlockingQueue");

  /** Tables of which the values alone are compared in steps of their own. */
  private static final List<String> TABLES =
      List.of(
          "java/util/HashMap",
          "java/util/ImmutableCollections$Map1",
          "java/util/ImmutableCollections$MapN",
          CONCURRENT + "ConcurrentHashMap");

  /** Those that compare parts by their natural order. */
  private static final List<String> ORDERING =
      List.of(
          "java/util/Collections",
          "java/util/ComparableTimSort",
          "java/util/Comparators$NaturalOrderComparator");

  private PartPatches() {}

  static List<Patch> all() {
    Edit text =
        Edit.inPlaceOfObjects(
            "toString", Hook.of("Interleaving", "text", "(Ljava/lang/Object;)Ljava/lang/String;"));
    Edit equal =
        Edit.inPlaceOfObjects(
            "equals", Hook.of("Interleaving", "equal", "(Ljava/lang/Object;Ljava/lang/Object;)Z"));
    Edit compare =
        Edit.inPlaceOf(
            "compareTo",
            Hook.of("Interleaving", "compare", "(Ljava/lang/Comparable;Ljava/lang/Object;)I"));
    return Stream.of(
            TELLING.stream().map(type -> new Patch(type, "", "", text)),
            COMPARING.stream().map(type -> new Patch(type, "", "", equal)),
            TABLES.stream().map(type -> new Patch(type, "containsValue", "", equal)),
            ORDERING.stream().map(type -> new Patch(type, "", "", compare)))
        .flatMap(patches -> patches)
        .toList();
  }
}

package dev.faultline.agent;

import java.util.ArrayList;
import java.util.List;

/** Where the JDK's classes take an order from identities, or from a salt of the JVM's. */
final class OrderPatches {
  private OrderPatches() {}

  static List<Patch> all() {
    Hook salt = Hook.of("Order", "salt", "(J)J");
    Hook reversed = Hook.of("Order", "reversed", "(Z)Z");
    String collections = "java/util/ImmutableCollections$";
    List<Patch> result = new ArrayList<>();
    Hook identity = Hook.of("Order", "identityHashCode", "(Ljava/lang/Object;)I");
    for (String type :
        List.of(
            "java/io/ObjectOutputStream$HandleTable",
            "java/util/HashMap$TreeNode",
            "java/util/IdentityHashMap",
            "java/util/IdentityHashMap$EntryIterator$Entry",
            "java/util/IdentityHashMap$KeySet",
            "java/util/Objects",
            "java/util/concurrent/ConcurrentHashMap$TreeBin")) {
      result.add(new Patch(type, "", "", Edit.inPlaceOf("identityHashCode", identity)));
    }
    for (String iterator : List.of("SetN$SetNIterator", "MapN$MapNIterator")) {
      result.add(
          new Patch(collections + iterator, "<init>", "", Edit.afterReading("SALT32L", salt)));
      result.add(new Patch(collections + iterator, "", "", Edit.afterReading("REVERSE", reversed)));
    }
    result.add(new Patch(collections + "Set12", "", "", Edit.afterReading("REVERSE", reversed)));
    result.add(new Patch(collections + "Set12$1", "", "", Edit.afterReading("REVERSE", reversed)));
    result.add(
        new Patch(
            "java/util/Currency",
            "getInstance",
            "(Ljava/lang/String;II)Ljava/util/Currency;",
            Edit.onReturn(
                Hook.of("Order", "currency", "(Ljava/util/Currency;)Ljava/util/Currency;"))));
    result.add(
        new Patch(
            "java/lang/Enum",
            "hashCode",
            "",
            Edit.inPlaceOf(
                "identityHashCode", Hook.of("Order", "enumHash", "(Ljava/lang/Object;)I"))));
    return result;
  }
}

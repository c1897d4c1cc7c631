package dev.faultline.agent;

import static dev.faultline.agent.Edit.NOTHING;

import java.lang.classfile.TypeKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a thread of a world may meet those of other worlds, and other threads, inside the JDK. The
 * JDK keeps tables for the whole JVM; who finds one that another is just setting up gives up its
 * processor until that is done. It is nothing that happens in the world, so it is no turn.
 */
final class ContentionPatches {
  /**
   * Classes of the JDK that give up the processor until another thread has made what both need.
   * None of them is set aside in the middle of that.
   */
  static final Set<String> MAKERS =
      Set.of(
          "java/util/concurrent/ConcurrentHashMap", "java/util/concurrent/PriorityBlockingQueue");

  private ContentionPatches() {}

  static List<Patch> all() {
    Edit inPlace = Edit.inPlaceOf("yield", Hook.of("Threads", "awaitMaker", "()V"));
    Patch outside =
        new Patch(
            "java/lang/VirtualThread",
            "tryYield",
            "",
            Edit.doneIf(
                NOTHING, Hook.of("Threads", "yieldsOutside", "()Z"), NOTHING, TypeKind.VOID));
    return Stream.concat(
            MAKERS.stream().sorted().map(type -> new Patch(type, "", "", inPlace)),
            Stream.of(outside))
        .toList();
  }
}

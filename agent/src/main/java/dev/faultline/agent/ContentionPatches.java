package dev.faultline.agent;

import static dev.faultline.agent.Edit.FIRST;
import static dev.faultline.agent.Edit.NOTHING;

import java.lang.classfile.CodeBuilder;
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

  /** Classes of the JDK that sleep until a collection has freed memory outside of the heap. */
  static final Set<String> SHORT_OF_MEMORY = Set.of("java/nio/Bits", "sun/nio/ch/FileChannelImpl");

  /** What the JDK changes only when nobody reads it any more. */
  static final String TREE = "java/util/concurrent/ConcurrentHashMap$TreeBin";

  /** Whose threads enqueue what the collector has found. */
  static final String COLLECTED = "java/lang/ref/Reference";

  private ContentionPatches() {}

  static List<Patch> all() {
    Edit awaitMaker = Edit.inPlaceOf("yield", hook("awaitMaker", "()V"));
    Edit awaitMemory = Edit.inPlaceOf("sleep", hook("awaitMemory", "(J)V"));
    Edit yieldsOutside =
        Edit.doneIf(NOTHING, Hook.of("Threads", "yieldsOutside", "()Z"), NOTHING, TypeKind.VOID);
    Edit awaitReaders =
        Edit.doneIf(FIRST, hook("awaitReaders", "(Ljava/lang/Object;)Z"), NOTHING, TypeKind.VOID);
    // "Nothing more is to be expected", so that whoever asks sleeps a while and asks again.
    Edit unknown =
        Edit.doneIf(NOTHING, hook("givesWay", "()Z"), CodeBuilder::iconst_0, TypeKind.BOOLEAN);
    return Stream.of(
            MAKERS.stream().sorted().map(type -> new Patch(type, "", "", awaitMaker)),
            SHORT_OF_MEMORY.stream().sorted().map(type -> new Patch(type, "", "", awaitMemory)),
            Stream.of(
                new Patch(TREE, "contendedLock", "", awaitReaders),
                new Patch(COLLECTED, "waitForReferenceProcessing", "", unknown),
                new Patch("java/lang/VirtualThread", "tryYield", "", yieldsOutside)))
        .flatMap(patches -> patches)
        .toList();
  }

  private static Hook hook(String name, String type) {
    return Hook.of("Contention", name, type);
  }
}

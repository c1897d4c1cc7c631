package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Issue 11: the JDK's own code gave up a world's turn when another world was in its way. */
final class ContentionPatchesTest {
  /** Those whose wait is for nobody but threads of the same world, which a program asks for. */
  private static final Set<String> OF_ONE_WORLD =
      Set.of(
          "java/io/PipedInputStream",
          "java/io/PipedReader",
          "java/lang/Object",
          "java/lang/Thread",
          "java/util/TimerThread",
          "java/util/concurrent/CompletableFuture$Signaller",
          "java/util/concurrent/Exchanger",
          // Of pools that the program makes; the common one is the world's.
          "java/util/concurrent/ForkJoinPool",
          "java/util/concurrent/ForkJoinTask",
          // The canceller may be a subclass of Thread whose interrupt blocks.
          "java/util/concurrent/FutureTask",
          "java/util/concurrent/LinkedTransferQueue$DualNode",
          "java/util/concurrent/Phaser$QNode",
          "java/util/concurrent/SubmissionPublisher$BufferedSubscription",
          "java/util/concurrent/ThreadPerTaskExecutor",
          "java/util/concurrent/TimeUnit",
          "java/util/concurrent/locks/LockSupport",
          // Whether a lock has its owner outside of the world is looked at: see Realm.
          "java/util/concurrent/locks/AbstractQueuedLongSynchronizer",
          "java/util/concurrent/locks/AbstractQueuedLongSynchronizer$ConditionNode",
          "java/util/concurrent/locks/AbstractQueuedLongSynchronizer$ConditionObject",
          "java/util/concurrent/locks/AbstractQueuedSynchronizer",
          "java/util/concurrent/locks/AbstractQueuedSynchronizer$ConditionNode",
          "java/util/concurrent/locks/AbstractQueuedSynchronizer$ConditionObject",
          "java/util/concurrent/locks/StampedLock",
          "java/util/stream/Gatherers$3State",
          "jdk/internal/misc/ThreadFlock");

  /** Threads of the JDK's, and what only they and those outside of worlds call. */
  private static final Set<String> OF_NO_WORLD =
      Set.of(
          "java/lang/ApplicationShutdownHooks",
          "java/lang/Process",
          "java/lang/ProcessHandleImpl$1",
          "java/lang/ThreadBuilders$BoundVirtualThread",
          // Of the thread itself, and for stacks that somebody outside takes.
          "java/lang/VirtualThread",
          "java/lang/ref/Finalizer",
          // Who waits for what the collector finds waits for a thread outside: that is told.
          "java/lang/ref/ReferenceQueue",
          "java/util/concurrent/DelayScheduler",
          "jdk/internal/misc/VM",
          "sun/net/www/http/KeepAliveCache",
          "sun/nio/ch/NativeThreadSet",
          "sun/nio/ch/Poller",
          "sun/nio/fs/AbstractPoller$Request",
          "sun/nio/fs/Cancellable",
          "sun/security/provider/SeedGenerator$ThreadedSeedGenerator",
          "sun/security/provider/SeedGenerator$ThreadedSeedGenerator$BogusThread");

  /** Methods that give up the processor, or wait, by the classes that have them. */
  private static final Map<String, Set<String>> WAITING =
      Map.of(
          "java/lang/Object",
          Set.of("wait", "wait0"),
          "java/lang/Thread",
          Set.of("join", "sleep", "sleepNanos", "yield"),
          "java/util/concurrent/TimeUnit",
          Set.of("sleep", "timedJoin", "timedWait"),
          "java/util/concurrent/locks/LockSupport",
          Set.of("park", "parkNanos", "parkUntil"),
          "jdk/internal/misc/Unsafe",
          Set.of("park"));

  @Test
  void every_class_of_the_jdk_that_waits_or_gives_up_the_processor_is_known() throws IOException {
    Set<String> patched = new TreeSet<>(ContentionPatches.MAKERS);
    patched.addAll(ContentionPatches.SHORT_OF_MEMORY);
    patched.add(ContentionPatches.TREE);
    patched.add(ContentionPatches.COLLECTED);
    Set<String> known = new TreeSet<>(patched);
    known.addAll(OF_ONE_WORLD);
    known.addAll(OF_NO_WORLD);

    Set<String> found = waiting();

    assertThat(known).containsAll(found);
    assertThat(found).containsAll(patched);
  }

  private static Set<String> waiting() throws IOException {
    Path base = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(base)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .map(ContentionPatchesTest::parsed)
          .filter(ContentionPatchesTest::waits)
          .forEach(model -> found.add(model.thisClass().asInternalName()));
    }
    return found;
  }

  private static ClassModel parsed(Path file) {
    try {
      return ClassFile.of().parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean waits(ClassModel model) {
    return model.methods().stream()
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .anyMatch(element ->
            element instanceof InvokeInstruction call
                && WAITING
                    .getOrDefault(call.owner().asInternalName(), Set.of())
                    .contains(call.name().stringValue()));
  }

  @Test
  void a_wait_for_memory_that_a_collection_may_free_takes_no_simulated_time()
      throws ReflectiveOperationException {
    Agent.instrumentation()
        .redefineModule(
            Object.class.getModule(),
            Set.of(),
            Map.of(),
            Map.of("java.nio", Set.of(getClass().getModule())),
            Set.of(),
            Map.of());
    Method reserve =
        Class.forName("java.nio.Bits").getDeclaredMethod("reserveMemory", long.class, long.class);
    reserve.setAccessible(true);

    List<String> log =
        TinyWorld.run(
            1,
            world ->
                world.node(
                    "n1",
                    () -> {
                      try {
                        reserve.invoke(null, Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
                      } catch (InvocationTargetException e) {
                        world.say(e.getTargetException().getClass().getSimpleName());
                      }
                    }));

    assertThat(log).containsExactly("0 OutOfMemoryError");
  }
}

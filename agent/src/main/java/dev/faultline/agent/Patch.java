package dev.faultline.agent;

import static dev.faultline.agent.Edit.FIRST;
import static dev.faultline.agent.Edit.NOTHING;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An edit of one method of the JDK's.
 *
 * @param type the class that is changed, by its internal name
 * @param method its method's name
 * @param descriptor the method's descriptor; empty means every method of that name
 */
record Patch(String type, String method, String descriptor, Edit edit) {
  private static final String CONCURRENT = "java/util/concurrent/";

  private static final Hook SEED = Hook.of("Randomness", "seed", "(J)J");
  private static final Hook UNIT = Hook.of("Randomness", "unit", "(D)D");
  private static final Hook POOL =
      Hook.of(
          "Threads",
          "pool",
          "(Ljava/util/concurrent/ForkJoinPool;)Ljava/util/concurrent/ForkJoinPool;");
  private static final Hook THREAD_ID = Hook.of("Order", "threadId", "(Ljava/lang/Thread;)J");
  private static final String THREAD = "java/lang/Thread";
  private static final Hook SOCKET = Hook.of("Outside", "socket", "()V");
  private static final Hook EXIT = Hook.of("Outside", "exit", "()V");

  /** All patches, by class. */
  static final Map<String, List<Patch>> ALL = byType();

  private static Map<String, List<Patch>> byType() {
    Map<String, List<Patch>> result = new LinkedHashMap<>();
    List<Patch> all = new ArrayList<>();
    all.addAll(virtualThreads());
    all.addAll(blocking());
    all.addAll(pools());
    all.addAll(randomness());
    all.addAll(OrderPatches.all());
    all.addAll(PartPatches.all());
    all.addAll(linkage());
    all.addAll(outside());
    all.addAll(ReflectedPatches.all());
    all.addAll(ContentionPatches.all());
    all.addAll(UnwindPatches.all());
    all.addAll(NotSimulatedPatches.all());
    for (Patch patch : all) {
      result.computeIfAbsent(patch.type, type -> new ArrayList<>()).add(patch);
    }
    return result;
  }

  private static List<Patch> virtualThreads() {
    String type = "java/lang/VirtualThread";
    ClassDesc self = ClassDesc.ofInternalName(type);
    ClassDesc executor = ClassDesc.of("java.util.concurrent.Executor");
    ClassDesc runnable = ClassDesc.of("java.lang.Runnable");
    return List.of(
        new Patch(
            type,
            "<init>",
            "",
            Edit.afterReading(
                "DEFAULT_SCHEDULER",
                Hook.of(
                    "Threads",
                    "scheduler",
                    "(Ljava/util/concurrent/ForkJoinPool;)Ljava/util/concurrent/ForkJoinPool;"))),
        new Patch(
            type,
            "<init>",
            "",
            Edit.beforeWriting(
                "runContinuation",
                builder -> builder.aload(0).aload(0).getfield(self, "scheduler", executor),
                Hook.of(
                    "Threads",
                    "fiber",
                    "(Ljava/lang/Runnable;Ljava/lang/Thread;Ljava/util/concurrent/Executor;)"
                        + "Ljava/lang/Runnable;"))),
        new Patch(
            type,
            "start",
            "()V",
            Edit.afterCalling(
                "root",
                Hook.of(
                    "Threads",
                    "container",
                    "(Ljdk/internal/vm/ThreadContainer;)Ljdk/internal/vm/ThreadContainer;"))),
        new Patch(
            type,
            "compareAndSetOnWaitingList",
            "",
            Edit.first(
                builder -> builder.aload(0).getfield(self, "runContinuation", runnable).iload(1),
                Hook.of("Threads", "unblocking", "(Ljava/lang/Object;Z)V"))),
        new Patch(
            type,
            "parkOnCarrierThread",
            "",
            Edit.first(FIRST, Hook.of("Threads", "pinned", "(Ljava/lang/Thread;)V"))),
        new Patch(type, "hashCode", "", Edit.inPlaceOf("threadId", THREAD_ID)),
        new Patch(type, "toString", "", Edit.inPlaceOf("threadId", THREAD_ID)),
        new Patch(
            THREAD,
            "toString",
            "",
            Edit.doneWith(
                FIRST,
                Hook.of("Order", "handlersThread", "(Ljava/lang/Thread;)Ljava/lang/String;"))));
  }

  private static List<Patch> blocking() {
    String type = THREAD;
    Hook starting = Hook.of("Threads", "starting", "(Ljava/lang/Thread;)V");
    return List.of(
        new Patch(type, "start", "", Edit.first(FIRST, starting)),
        new Patch(
            type, "sleepNanos", "", Edit.first(NOTHING, Hook.of("Threads", "sleeping", "()V"))),
        new Patch(
            "java/lang/Object",
            "wait",
            "(J)V",
            Edit.first(NOTHING, Hook.of("Threads", "sleeping", "()V"))),
        new Patch(
            type,
            "dispatchUncaughtException",
            "",
            Edit.doneIf(
                builder -> builder.aload(0).aload(1),
                Hook.of("Threads", "uncaught", "(Ljava/lang/Thread;Ljava/lang/Throwable;)Z"),
                NOTHING,
                TypeKind.VOID)),
        new Patch(
            CONCURRENT + "locks/LockSupport",
            "",
            "",
            Edit.inPlaceOf("park", Hook.of("Threads", "park", "(Ljdk/internal/misc/Unsafe;ZJ)V"))),
        new Patch(
            CONCURRENT + "LinkedTransferQueue$DualNode",
            "await",
            "",
            Edit.afterReading("isUniprocessor", Hook.of("Threads", "uniprocessor", "(Z)Z"))),
        new Patch(
            CONCURRENT + "LinkedTransferQueue$DualNode",
            "await",
            "",
            Edit.inPlaceOf("onSpinWait", Hook.of("Threads", "onSpinWait", "()V"))),
        new Patch(
            CONCURRENT + "Executors$DefaultThreadFactory",
            "newThread",
            "",
            Edit.doneWith(
                builder -> builder.aload(1),
                Hook.of("Threads", "newThread", "(Ljava/lang/Runnable;)Ljava/lang/Thread;"))));
  }

  private static List<Patch> pools() {
    String pool = CONCURRENT + "ForkJoinPool";
    String future = CONCURRENT + "CompletableFuture";
    ClassDesc poolDesc = ClassDesc.ofInternalName(pool);
    String scheduled = CONCURRENT + "DelayScheduler$ScheduledForkJoinTask";
    return List.of(
        new Patch(future, "", "", Edit.afterReading("ASYNC_POOL", POOL)),
        new Patch(future + "$DelayedExecutor", "", "", Edit.afterReading("ASYNC_POOL", POOL)),
        new Patch(pool, "commonPool", "", Edit.onReturn(POOL)),
        new Patch(
            pool,
            "poolSubmit",
            "",
            Edit.doneIf(
                builder -> builder.aload(0).aload(2),
                Hook.of(
                    "Threads",
                    "submitted",
                    "(Ljava/util/concurrent/ForkJoinPool;Ljava/util/concurrent/ForkJoinTask;)Z"),
                builder -> builder.aload(2),
                TypeKind.REFERENCE)),
        new Patch(
            pool,
            "getCommonPoolParallelism",
            "",
            Edit.onReturn(Hook.of("Threads", "parallelism", "(I)I"))),
        new Patch(
            pool,
            "scheduleDelayedTask",
            "",
            Edit.doneIf(
                builder -> builder.aload(0).aload(1),
                Hook.of(
                    "Threads",
                    "delayed",
                    "(Ljava/util/concurrent/ForkJoinPool;Ljava/util/concurrent/ForkJoinTask;)Z"),
                builder -> builder.aload(1),
                TypeKind.REFERENCE)),
        new Patch(
            scheduled,
            "cancel",
            "",
            Edit.first(
                builder ->
                    builder
                        .aload(0)
                        .getfield(ClassDesc.ofInternalName(scheduled), "pool", poolDesc)
                        .aload(0),
                Hook.of(
                    "Threads",
                    "cancelled",
                    "(Ljava/util/concurrent/ForkJoinPool;Ljava/util/concurrent/ForkJoinTask;)V"))),
        new Patch(
            CONCURRENT + "ForkJoinTask",
            "fork",
            "",
            Edit.doneIf(
                FIRST,
                Hook.of("Threads", "fork", "(Ljava/util/concurrent/ForkJoinTask;)Z"),
                FIRST,
                TypeKind.REFERENCE)),
        new Patch(
            "java/util/stream/AbstractPipeline",
            "isParallel",
            "",
            Edit.onReturn(Hook.of("Threads", "parallel", "(Z)Z"))));
  }

  private static List<Patch> randomness() {
    List<Patch> result = new ArrayList<>();
    result.add(
        new Patch("java/util/Random", "<init>", "()V", Edit.afterCalling("seedUniquifier", SEED)));
    // Not localInit: a carrier's own generator is set up once, in whichever world comes first.
    result.add(new Patch(CONCURRENT + "ThreadLocalRandom", "nextSeed", "", Edit.onReturn(SEED)));
    result.add(
        new Patch(
            "java/util/Collections",
            "shuffle",
            "(Ljava/util/List;)V",
            Edit.afterReading(
                "r", Hook.of("Randomness", "shared", "(Ljava/util/Random;)Ljava/util/Random;"))));
    result.add(new Patch("java/lang/Math", "random", "", Edit.onReturn(UNIT)));
    result.add(new Patch("java/lang/StrictMath", "random", "", Edit.onReturn(UNIT)));
    result.add(
        new Patch(
            "java/util/SplittableRandom", "<init>", "()V", Edit.afterCalling("getAndAdd", SEED)));
    for (String generator :
        List.of(
            "L32X64MixRandom",
            "L64X128MixRandom",
            "L64X128StarStarRandom",
            "L64X256MixRandom",
            "L64X1024MixRandom",
            "L128X128MixRandom",
            "L128X256MixRandom",
            "L128X1024MixRandom",
            "Xoroshiro128PlusPlus",
            "Xoshiro256PlusPlus")) {
      result.add(
          new Patch(
              "jdk/internal/random/" + generator,
              "<init>",
              "()V",
              Edit.afterCalling("getAndAdd", SEED)));
    }
    String secure = "java/security/SecureRandom";
    Hook fill = Hook.of("Randomness", "fill", "([B)Z");
    Hook seedBytes = Hook.of("Randomness", "seedBytes", "(I)[B");
    result.add(
        new Patch(
            secure, "nextBytes", "", Edit.doneIf(b -> b.aload(1), fill, NOTHING, TypeKind.VOID)));
    result.add(new Patch(secure, "generateSeed", "", Edit.doneWith(b -> b.iload(1), seedBytes)));
    result.add(new Patch(secure, "getSeed", "", Edit.doneWith(b -> b.iload(0), seedBytes)));
    return result;
  }

  private static List<Patch> linkage() {
    String linker = "java/lang/invoke/MethodHandleNatives";
    return List.of(
        new Patch(
            "java/lang/ClassLoader",
            "loadClass",
            "(Ljava/lang/String;)Ljava/lang/Class;",
            Edit.onReturn(Hook.of("Order", "named", "(Ljava/lang/Class;)Ljava/lang/Class;"))),
        new Patch(
            "java/lang/ClassLoader",
            "loadClass",
            "(Ljava/lang/String;)Ljava/lang/Class;",
            Edit.outside()),
        new Patch(linker, "linkCallSite", "", Edit.outside()),
        new Patch(linker, "linkMethod", "", Edit.outside()),
        new Patch(linker, "linkMethodHandleConstant", "", Edit.outside()),
        new Patch(linker, "findMethodHandleType", "", Edit.outside()),
        new Patch(linker, "linkDynamicConstant", "", Edit.outside()),
        new Patch("java/lang/invoke/MethodHandle", "customize", "", Edit.outside()),
        new Patch("java/lang/invoke/LambdaForm", "compileToBytecode", "", Edit.outside()),
        new Patch("java/lang/reflect/Proxy", "getProxyConstructor", "", Edit.outside()));
  }

  private static List<Patch> outside() {
    return List.of(
        new Patch(
            "sun/nio/ch/Net",
            "socket",
            "(Ljava/net/ProtocolFamily;Z)Ljava/io/FileDescriptor;",
            Edit.first(NOTHING, SOCKET)),
        new Patch("sun/nio/ch/Net", "serverSocket", "", Edit.first(NOTHING, SOCKET)),
        new Patch(
            "java/lang/ProcessBuilder",
            "start",
            "()Ljava/lang/Process;",
            Edit.first(NOTHING, Hook.of("Outside", "process", "()V"))),
        new Patch("java/lang/Runtime", "exit", "", Edit.first(NOTHING, EXIT)),
        new Patch("java/lang/Runtime", "halt", "", Edit.first(NOTHING, EXIT)));
  }

  /**
   * A class file with this change.
   *
   * @param problem is told where there is no place for it
   */
  byte[] applyTo(byte[] file, @Nullable ClassLoader loader, Consumer<String> problem) {
    ClassFile classFile = Hook.classFile(loader);
    ClassModel model = classFile.parse(file);
    int[] applied = {0};
    CodeTransform code = edit.transform(() -> applied[0]++);
    ClassTransform transform =
        (builder, element) -> {
          if (element instanceof MethodModel one && isMeant(one)) {
            builder.transformMethod(one, MethodTransform.transformingCode(code));
          } else {
            builder.with(element);
          }
        };
    byte[] result = classFile.transformClass(model, transform);
    if (applied[0] == 0 && !method.equals("<clinit>")) {
      problem.accept(type + "." + method + " has no place for its hook");
    }
    return result;
  }

  private boolean isMeant(MethodModel one) {
    return one.code().isPresent()
        && (method.isEmpty() || one.methodName().equalsString(method))
        && (descriptor.isEmpty() || one.methodType().equalsString(descriptor));
  }
}

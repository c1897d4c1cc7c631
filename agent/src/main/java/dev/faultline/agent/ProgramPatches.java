package dev.faultline.agent;

import static dev.faultline.agent.Edit.FIRST;
import static dev.faultline.agent.Edit.NOTHING;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is changed in the JDK's own classes for programs that were not written for worlds, beyond
 * what {@link Patch} changes for all: platform threads, and what there is once in a JVM.
 */
final class ProgramPatches {
  private static final String CONCURRENT = "java/util/concurrent/";
  private static final String THREAD = "java/lang/Thread";
  private static final String T = "Ljava/lang/Thread;";
  private static final String HANDLER = "Ljava/lang/Thread$UncaughtExceptionHandler;";
  private static final String LOCALE = "Ljava/util/Locale;";
  private static final String CATEGORY = "Ljava/util/Locale$Category;";
  private static final String ZONE = "Ljava/util/TimeZone;";
  private static final Hook IN_PROGRAM = threads("inProgram", "()Z");
  private static final Consumer<CodeBuilder> SECOND = builder -> builder.aload(1);

  private final List<Patch> found = new ArrayList<>();

  private ProgramPatches() {}

  /** All of them, by class. */
  static Map<String, List<Patch>> byType() {
    ProgramPatches patches = new ProgramPatches();
    patches.madeAndStarted();
    patches.asked();
    patches.woken();
    patches.counted();
    patches.handlers();
    patches.process();
    patches.collector();
    patches.place();
    patches.files();
    patches.found.addAll(ProgramFacilities.all());
    patches.found.addAll(ProgramNetPatches.all());
    Map<String, List<Patch>> byType = new LinkedHashMap<>();
    for (Patch patch : patches.found) {
      byType.computeIfAbsent(patch.type(), type -> new ArrayList<>()).add(patch);
    }
    return byType;
  }

  private static Hook threads(String name, String type) {
    return Hook.of("ProgramThreads", name, type);
  }

  private static Hook system(String name, String type) {
    return Hook.of("ProgramSystem", name, type);
  }

  private void add(String type, String method, String descriptor, Edit edit) {
    found.add(new Patch(type, method, descriptor, edit));
  }

  private void madeAndStarted() {
    String made = "(Ljava/lang/ThreadGroup;Ljava/lang/String;ILjava/lang/Runnable;J)V";
    add(THREAD, "<init>", made, Edit.inPlaceOf("currentThread", threads("parent", "()" + T)));
    add(THREAD, "<init>", made, afterCalling("next", FIRST, threads("id", "(J" + T + ")J")));
    add(
        THREAD,
        "genThreadName",
        "",
        Edit.doneWith(NOTHING, threads("name", "()Ljava/lang/String;")));
    add(THREAD, "start", "", unless("start0", threads("start", "(" + T + ")Z")));
    Hook current = threads("currentThread", "()" + T);
    add(
        "java/lang/ThreadGroup",
        "<init>",
        "(Ljava/lang/String;)V",
        Edit.inPlaceOf("currentThread", current));
    add(THREAD, "activeCount", "", Edit.inPlaceOf("currentThread", current));
    add(THREAD, "enumerate", "", Edit.inPlaceOf("currentThread", current));
  }

  private void asked() {
    add(THREAD, "alive", "", Edit.onReturn(FIRST, threads("alive", "(Z" + T + ")Z")));
    add(
        THREAD,
        "isInterrupted",
        "",
        Edit.onReturn(FIRST, threads("isInterrupted", "(Z" + T + ")Z")));
    add(
        THREAD,
        "interrupt",
        "",
        Edit.doneIf(FIRST, threads("interrupt", "(" + T + ")Z"), NOTHING, TypeKind.VOID));
    add(
        THREAD,
        "threadState",
        "",
        Edit.doneWith(FIRST, threads("state", "(" + T + ")Ljava/lang/Thread$State;")));
    add(
        THREAD,
        "getStackTrace",
        "",
        Edit.doneWith(FIRST, threads("stack", "(" + T + ")[Ljava/lang/StackTraceElement;")));
    add(
        THREAD,
        "getAllStackTraces",
        "",
        Edit.doneWith(NOTHING, threads("allStacks", "()Ljava/util/Map;")));
    add(THREAD, "getAllThreads", "", Edit.doneWith(NOTHING, threads("all", "()[" + T)));
  }

  private void woken() {
    Hook behind = threads("behind", "(" + T + ")" + T);
    String parking = CONCURRENT + "locks/LockSupport";
    add(parking, "unpark", "", argument(0, behind));
    add(parking, "getBlocker", "", argument(0, behind));
    Hook park = threads("park", "(Ljdk/internal/misc/Unsafe;ZJ)V");
    Hook unpark = threads("unpark", "(Ljdk/internal/misc/Unsafe;Ljava/lang/Object;)V");
    for (String type : List.of("ForkJoinPool", "DelayScheduler")) {
      add(CONCURRENT + type, "", "", Edit.inPlaceOf("park", park));
      add(CONCURRENT + type, "", "", Edit.inPlaceOf("unpark", unpark));
    }
  }

  private void counted() {
    series(CONCURRENT + "Executors$DefaultThreadFactory", "<init>", "getAndIncrement", "pool", 1);
    series("java/util/Timer", "serialNumber", "getAndIncrement", "timer", 0);
    series(CONCURRENT + "ForkJoinPool", "", "getAndAddPoolIds", "fork-join pool", 0);
  }

  private void series(String type, String method, String counts, String name, int first) {
    Hook number = threads("number", "(ILjava/lang/String;I)I");
    add(
        type,
        method,
        "",
        afterCalling(counts, builder -> builder.loadConstant(name).loadConstant(first), number));
  }

  private void handlers() {
    add(
        THREAD,
        "setDefaultUncaughtExceptionHandler",
        "",
        Edit.doneIf(
            FIRST, threads("uncaughtHandler", "(" + HANDLER + ")Z"), NOTHING, TypeKind.VOID));
    add(
        THREAD,
        "getDefaultUncaughtExceptionHandler",
        "",
        Edit.onReturn(threads("uncaughtHandlerOr", "(" + HANDLER + ")" + HANDLER)));
  }

  private void process() {
    add(
        "java/lang/ClassLoader",
        "getSystemClassLoader",
        "",
        Edit.doneWith(NOTHING, system("systemClassLoader", "()Ljava/lang/ClassLoader;")));
    String classPath = "jdk/internal/loader/URLClassPath";
    Hook urls = Hook.of("ProgramUrls", "classPath", "([Ljava/net/URL;)V");
    for (String type :
        List.of("([Ljava/net/URL;Ljava/net/URLStreamHandlerFactory;)V", "([Ljava/net/URL;)V")) {
      add(classPath, "<init>", type, Edit.first(SECOND, urls));
    }
    // The terminal of whoever started the JVM is not the program's.
    add(
        "java/lang/System",
        "console",
        "",
        Edit.doneIf(NOTHING, IN_PROGRAM, CodeBuilder::aconst_null, TypeKind.REFERENCE));
    String runtime = "java/lang/Runtime";
    Consumer<CodeBuilder> status = builder -> builder.iload(1);
    add(runtime, "exit", "", Edit.first(status, system("exit", "(I)V")));
    add(runtime, "halt", "", Edit.first(status, system("halt", "(I)V")));
    add(
        runtime,
        "addShutdownHook",
        "",
        Edit.doneIf(SECOND, system("addShutdownHook", "(" + T + ")Z"), NOTHING, TypeKind.VOID));
    add(
        runtime,
        "removeShutdownHook",
        "",
        Edit.doneIf(
            NOTHING,
            IN_PROGRAM,
            builder -> {
              builder.aload(1);
              system("removeShutdownHook", "(" + T + ")Z").call(builder);
            },
            TypeKind.INT));
    Hook library = system("library", "(Ljava/lang/Class;Ljava/lang/String;)V");
    for (String method : List.of("load0", "loadLibrary0")) {
      add(runtime, method, "", Edit.first(builder -> builder.aload(1).aload(2), library));
    }
  }

  /** What runs when the collector comes by, at a moment that nobody controls. */
  private void collector() {
    String queue = "java/lang/ref/ReferenceQueue";
    add(
        queue,
        "poll",
        "",
        Edit.doneIf(NOTHING, IN_PROGRAM, CodeBuilder::aconst_null, TypeKind.REFERENCE));
    Hook await = system("awaitReference", "(J)Z");
    add(
        queue,
        "remove",
        "(J)Ljava/lang/ref/Reference;",
        Edit.doneIf(
            builder -> builder.lload(1), await, CodeBuilder::aconst_null, TypeKind.REFERENCE));
    add(
        queue,
        "remove",
        "()Ljava/lang/ref/Reference;",
        Edit.doneIf(CodeBuilder::lconst_0, await, CodeBuilder::aconst_null, TypeKind.REFERENCE));
    add(
        "jdk/internal/ref/CleanerImpl",
        "start",
        "",
        Edit.doneIf(NOTHING, IN_PROGRAM, NOTHING, TypeKind.VOID));
    // Made once in a JVM, with random numbers for whoever comes first.
    add("javax/net/ssl/SSLContext", "getDefault", "", Edit.outside());
    String cleanable = "Ljava/lang/ref/Cleaner$Cleanable;";
    add(
        "java/util/Timer",
        "<init>",
        "",
        Edit.inPlaceOf(
            "register",
            system(
                "cleanable",
                "(Ljava/lang/ref/Cleaner;Ljava/lang/Object;Ljava/lang/Runnable;)" + cleanable)));
  }

  private void place() {
    String type = "java/util/Locale";
    add(type, "getDefault", "()" + LOCALE, Edit.doneWith(NOTHING, system("locale", "()" + LOCALE)));
    add(
        type,
        "getDefault",
        "(" + CATEGORY + ")" + LOCALE,
        Edit.doneWith(FIRST, system("locale", "(" + CATEGORY + ")" + LOCALE)));
    Hook all = system("setLocale", "(" + LOCALE + ")Z");
    Hook one = system("setLocale", "(" + CATEGORY + LOCALE + ")Z");
    add(type, "setDefault", "(" + LOCALE + ")V", Edit.doneIf(FIRST, all, NOTHING, TypeKind.VOID));
    add(
        type,
        "setDefault",
        "(" + CATEGORY + LOCALE + ")V",
        Edit.doneIf(builder -> builder.aload(0).aload(1), one, NOTHING, TypeKind.VOID));
    String zone = "java/util/TimeZone";
    Hook current = system("timeZone", "()" + ZONE);
    add(zone, "getDefaultRef", "", Edit.doneWith(NOTHING, current));
    add(
        zone,
        "setDefault",
        "",
        Edit.doneIf(FIRST, system("setTimeZone", "(" + ZONE + ")Z"), NOTHING, TypeKind.VOID));
  }

  private static Hook file(String name, String type) {
    return Hook.of("ProgramFiles", name, type);
  }

  /** Where a program is among its files, which {@link FilePatches} leads to. */
  private void files() {
    String path = "Ljava/nio/file/Path;";
    String file = "Ljava/io/File;";
    add(
        "java/io/UnixFileSystem",
        "resolve",
        "(" + file + ")Ljava/lang/String;",
        Edit.doneWith(SECOND, file("resolve", "(" + file + ")Ljava/lang/String;")));
    String unixPath = "sun/nio/fs/UnixPath";
    found.add(
        Diversion.of(unixPath, "toAbsolutePath", "()L" + unixPath + ";", true, "ProgramFiles"));
    add(unixPath, "toUri", "", Edit.doneWith(FIRST, file("toUri", "(" + path + ")Ljava/net/URI;")));
    add(
        "java/nio/file/TempFileHelper",
        "create",
        "",
        Edit.afterReading("tmpdir", file("temporary", "(" + path + ")" + path)));
    add(
        "java/io/File$TempDirectory",
        "location",
        "",
        Edit.onReturn(file("temporary", "(" + file + ")" + file)));
  }

  // --- edits that only these need ---

  /** Passes what a call returns through a hook, which also gets what {@code more} loads. */
  private static Edit afterCalling(String method, Consumer<CodeBuilder> more, Hook hook) {
    return applied ->
        (builder, element) -> {
          builder.with(element);
          if (element instanceof InvokeInstruction call && call.name().equalsString(method)) {
            more.accept(builder);
            hook.call(builder);
            applied.run();
          }
        };
  }

  /**
   * Asks a hook about the object of a call without arguments; the call is left out if it says so.
   */
  private static Edit unless(String method, Hook hook) {
    return applied ->
        (builder, element) -> {
          if (element instanceof InvokeInstruction call && call.name().equalsString(method)) {
            Label done = builder.newLabel();
            Label end = builder.newLabel();
            builder.dup();
            hook.call(builder);
            builder.ifne(done);
            builder.with(element);
            builder.goto_(end);
            builder.labelBinding(done);
            builder.pop();
            builder.labelBinding(end);
            applied.run();
          } else {
            builder.with(element);
          }
        };
  }

  /** Replaces an argument by what a hook makes of it. */
  private static Edit argument(int slot, Hook hook) {
    return applied ->
        new CodeTransform() {
          @Override
          public void atStart(CodeBuilder builder) {
            builder.aload(slot);
            hook.call(builder);
            builder.astore(slot);
            applied.run();
          }

          @Override
          public void accept(CodeBuilder builder, CodeElement element) {
            builder.with(element);
          }
        };
  }
}

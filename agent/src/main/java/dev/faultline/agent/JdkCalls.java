package dev.faultline.agent;

import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which calls are places by what they name, and what they touch. */
final class JdkCalls {
  /** What the threads of a node share through Faultline; other nodes and time change it, too. */
  static final String SURROUNDINGS = "dev/faultline/core/";

  static final String ARRAYS = "[]";

  /** What all contend for who synchronise: monitors, locks, whatever methods reach. */
  static final String SYNCHRONISATION = "()";

  private static final String REFLECTION = "java/lang/reflect/";

  /** Whose methods are atomic operations, locks, or what else threads meet at. */
  private static final List<String> SYNCHRONISERS =
      List.of("java/util/concurrent/", "java/lang/invoke/VarHandle", SURROUNDINGS);

  /** What reads or changes a field, an element or a property of which the call names nothing. */
  private static final Map<String, Set<String>> REACHING =
      Map.of(
          "java/lang/invoke/MethodHandle",
          Set.of("invoke", "invokeExact", "invokeWithArguments"),
          REFLECTION + "Constructor",
          Set.of("newInstance"),
          REFLECTION + "Field",
          Set.of(accessors()),
          REFLECTION + "Method",
          Set.of("invoke"),
          // How far a thread is changes with its turns, whatever they touch.
          "java/lang/Thread",
          Set.of(
              "enumerate",
              "getAllStackTraces",
              "getStackTrace",
              "getState",
              "isAlive",
              "toString"));

  /** What threads see of each other, by what it is. */
  private static final Map<String, String> OF_THREADS =
      Map.ofEntries(
          Map.entry("interrupt", SYNCHRONISATION),
          Map.entry("interrupted", SYNCHRONISATION),
          Map.entry("isInterrupted", SYNCHRONISATION),
          Map.entry("start", SYNCHRONISATION),
          Map.entry("getContextClassLoader", "java.lang.Thread.contextClassLoader"),
          Map.entry("setContextClassLoader", "java.lang.Thread.contextClassLoader"),
          Map.entry("getName", "java.lang.Thread.name"),
          Map.entry("setName", "java.lang.Thread.name"),
          Map.entry("getUncaughtExceptionHandler", "java.lang.Thread.handler"),
          Map.entry("setUncaughtExceptionHandler", "java.lang.Thread.handler"));

  /** What reads a property of the system. */
  private static final Map<String, String> OF_PROPERTIES =
      Map.of(
          "java/lang/Boolean", "getBoolean",
          "java/lang/Integer", "getInteger",
          "java/lang/Long", "getLong");

  private JdkCalls() {}

  private static String[] accessors() {
    return Stream.of("get", "set")
        .flatMap(verb ->
            Stream.of("", "Boolean", "Byte", "Char", "Short", "Int", "Long", "Float", "Double")
                .map(type -> verb + type))
        .toArray(String[]::new);
  }

  /** Whether a call that names these is a place where threads meet. */
  static boolean synchronises(String owner, String method) {
    return SYNCHRONISERS.stream().anyMatch(owner::startsWith)
        || HiddenTurns.hasMonitor(owner)
        || reaches(owner, method)
        || owner.equals("java/lang/Thread") && OF_THREADS.containsKey(method)
        || owner.equals("java/lang/System")
            && (method.endsWith("Property") || method.endsWith("Properties"))
        || method.equals(OF_PROPERTIES.get(owner))
        || owner.equals("java/lang/Object")
            && (method.equals("wait") || method.startsWith("notify"));
  }

  /**
   * Whether a call is such a place of which the name alone does not tell: without a time limit
   * {@code join} only waits.
   */
  static boolean synchronises(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    return synchronises(owner, call.name().stringValue()) || isTimedJoin(call, owner);
  }

  private static boolean isTimedJoin(InvokeInstruction call, String owner) {
    return owner.equals("java/lang/Thread")
        && call.name().equalsString("join")
        && !call.type().equalsString("()V");
  }

  /** Whether a class or interface of {@code java.util} itself, most of which may be shared. */
  static boolean isCollection(String owner) {
    return owner.startsWith("java/util/")
        && owner.indexOf('/', "java/util/".length()) < 0
        && !owner.equals("java/util/Objects");
  }

  /** Whether a call reads or writes an array's parts as instructions do. */
  static boolean isOfArray(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    String method = call.name().stringValue();
    return owner.startsWith("[") && method.equals("clone")
        || owner.equals("java/lang/System") && method.equals("arraycopy")
        || owner.equals(REFLECTION + "Array") && (isGetter(method) || method.startsWith("set"));
  }

  private static boolean isGetter(String method) {
    return method.startsWith("get") && !method.equals("getLength");
  }

  /** What a call touches: 0 for anything. */
  static int touches(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    String method = call.name().stringValue();
    if (isOfArray(call)) {
      return number(ARRAYS, !method.equals("clone") && !isGetter(method));
    }
    if (reaches(owner, method) || isTimedJoin(call, owner)) {
      return 0;
    }
    if (owner.equals("java/lang/Thread")) {
      String what = OF_THREADS.getOrDefault(method, SYNCHRONISATION);
      return number(what, what.equals(SYNCHRONISATION) || method.startsWith("set"));
    }
    boolean arrays = call.typeSymbol().parameterList().stream().anyMatch(ClassDesc::isArray);
    return arrays ? 0 : number(SYNCHRONISATION, true);
  }

  private static boolean reaches(String owner, String method) {
    return owner.equals("java/lang/invoke/VarHandle")
        || owner.endsWith("FieldUpdater")
        || owner.endsWith("/misc/Unsafe")
        || REACHING.getOrDefault(owner, Set.of()).contains(method);
  }

  /** A number for {@link dev.faultline.hook.Interleaving#point}. */
  static int number(String what, boolean changed) {
    int number = what.hashCode() << 1 | (changed ? 1 : 0);
    return number == 0 ? 2 : number;
  }
}

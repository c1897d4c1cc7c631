package dev.faultline.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls before which threads get no turns though they may meet there, for they come from the JDK's
 * own code: those of a method reference, and those through its wrappers. The world hears of it when
 * the program makes them possible, so that nobody takes for proved what was not tried.
 */
final class HiddenTurns {
  private static final Hook HIDDEN = Hook.of("Interleaving", "hidden", "(ILjava/lang/String;J)V");

  /** The JDK's classes that threads share for their monitors. */
  private static final Set<String> MONITORS =
      Set.of(
          "java/lang/StringBuffer",
          "java/util/Hashtable",
          "java/util/Properties",
          "java/util/Stack",
          "java/util/Vector");

  /** Types of the JDK without monitors that those which have some implement. */
  private static final Set<String> ABOVE =
      Set.of(
          "java/lang/CharSequence",
          "java/lang/Iterable",
          "java/lang/Number",
          "java/util/Collection",
          "java/util/Deque",
          "java/util/Iterator",
          "java/util/List",
          "java/util/Map",
          "java/util/NavigableMap",
          "java/util/NavigableSet",
          "java/util/Queue",
          "java/util/Set",
          "java/util/SortedMap",
          "java/util/SortedSet");

  /** What the methods of {@code Collections} start with whose result hides what it was made of. */
  private static final List<String> WRAPPERS =
      List.of("unmodifiable", "checked", "new", "asLifoQueue", "enumeration");

  /** Methods whose result is a view that has none of what the collection synchronises with. */
  private static final Set<String> VIEWS =
      Set.of("reversed", "sequencedEntrySet", "sequencedKeySet", "sequencedValues");

  /** Methods that make one call out of several, which touch what they touch without a turn. */
  private static final Map<String, Set<String>> COMBINING =
      Map.of(
          "java/lang/invoke/MethodHandles",
          Set.of(
              "catchException",
              "collectArguments",
              "collectCoordinates",
              "collectReturnValue",
              "countedLoop",
              "doWhileLoop",
              "filterArguments",
              "filterCoordinates",
              "filterReturnValue",
              "filterValue",
              "foldArguments",
              "guardWithTest",
              "iteratedLoop",
              "loop",
              "tryFinally",
              "whileLoop"),
          "java/lang/invoke/MethodHandleProxies",
          Set.of("asInterfaceInstance"),
          "java/io/ObjectOutputStream",
          Set.of("defaultWriteObject", "writeObject", "writeUnshared"),
          "java/io/ObjectInputStream",
          Set.of("defaultReadObject", "readObject", "readUnshared"));

  /** Methods that set what others read without saying so. */
  private static final Map<String, Set<String>> SETTING =
      Map.of(
          "java/lang/System",
          Set.of("setErr", "setIn", "setOut"),
          "java/lang/Thread",
          Set.of("setDefaultUncaughtExceptionHandler"),
          "java/util/Locale",
          Set.of("setDefault"),
          "java/util/TimeZone",
          Set.of("setDefault"));

  private static final String LAMBDAS = "Ljava/lang/invoke/LambdaMetafactory;";

  /** Who links calls whose places are known. */
  private static final Set<String> LINKERS =
      Set.of(
          LAMBDAS,
          "Ljava/lang/invoke/StringConcatFactory;",
          "Ljava/lang/runtime/ObjectMethods;",
          "Ljava/lang/runtime/SwitchBootstraps;");

  private HiddenTurns() {}

  /** Whether calls that name the class take a monitor inside the JDK. */
  static boolean hasMonitor(String owner) {
    return MONITORS.contains(owner);
  }

  /** Tells, in front of the instruction, what it makes possible. */
  static void mark(
      CodeBuilder builder, CodeElement element, Scope.Bits bits, ReachedObjects reached) {
    switch (element) {
      case InvokeInstruction call -> {
        String owner = call.owner().asInternalName();
        String method = call.name().stringValue();
        if (COMBINING.getOrDefault(owner, Set.of()).contains(method)) {
          always(builder, "calls through " + dotted(owner) + "." + method, bits.synchronisation());
        } else if (SETTING.getOrDefault(owner, Set.of()).contains(method)) {
          String named = "calls that depend on " + dotted(owner) + "." + method;
          always(builder, named, bits.synchronisation());
        }
        if (owner.equals("java/lang/invoke/MethodHandle") && method.startsWith("invoke")) {
          reached.checkReceiver(
              builder,
              call,
              () -> tell(builder, "calls through a combined MethodHandle", bits.synchronisation()));
        }
        if (owner.equals("java/lang/invoke/VarHandle") && call.opcode() != Opcode.INVOKESTATIC) {
          // It may have been combined when no world was there to hear it.
          reached.checkReceiver(
              builder,
              call,
              () -> tell(builder, "calls through a combined VarHandle", bits.synchronisation()));
        }
        List<ClassDesc> arguments = call.typeSymbol().parameterList();
        List<ClassDesc> hidden =
            owner.equals("java/util/Collections") && WRAPPERS.stream().anyMatch(method::startsWith)
                ? arguments
                : VIEWS.contains(method)
                        && arguments.isEmpty()
                        && call.opcode() != Opcode.INVOKESTATIC
                    ? List.of(call.owner().asSymbol())
                    : List.of();
        // A wrapper or a view is a collection itself, and so a place where those are.
        reached.check(
            builder,
            hidden,
            0,
            () ->
                tell(
                    builder,
                    "calls through " + dotted(owner) + "." + method,
                    bits.synchronisation()));
      }
      case InvokeDynamicInstruction dynamic -> {
        String linker = dynamic.bootstrapMethod().owner().descriptorString();
        if (!LINKERS.contains(linker)) {
          always(
              builder,
              "calls that " + dynamic.bootstrapMethod().owner().displayName() + " links",
              bits.synchronisation());
        } else if (MethodReferences.isLeft(dynamic)) {
          always(builder, "calls of a serializable method reference", bits.synchronisation());
        } else if (linker.equals(LAMBDAS)) {
          dynamic.bootstrapArgs().stream()
              .filter(DirectMethodHandleDesc.class::isInstance)
              .map(DirectMethodHandleDesc.class::cast)
              .forEach(reference -> referred(builder, dynamic, reference, bits, reached));
        }
      }
      default -> {}
    }
  }

  private static void referred(
      CodeBuilder builder,
      InvokeDynamicInstruction dynamic,
      DirectMethodHandleDesc reference,
      Scope.Bits bits,
      ReachedObjects reached) {
    String owner = internalName(reference.owner());
    if (owner == null) {
      return;
    }
    String method = reference.methodName();
    boolean constructs = method.equals("<init>");
    String named =
        "calls of the method reference " + dotted(owner) + "::" + (constructs ? "new" : method);
    List<ClassDesc> bound = dynamic.typeSymbol().parameterList();
    long inherits =
        constructs ? JdkMethods.NOT_ITS : reached.inherits(reference, owner, !bound.isEmpty());
    boolean isJdk = ReachedObjects.isJdk(owner);
    if (isJdk && JdkMethods.isHarmless(owner, method, reference.lookupDescriptor())) {
      return;
    }
    boolean runsJdk = isJdk || inherits != JdkMethods.NOT_ITS && !reference.isOwnerInterface();
    if (!constructs && JdkCalls.synchronises(owner, method)
        || bound.isEmpty() && ABOVE.contains(owner)
        || runsJdk && givesToJdk(dynamic, reached)) {
      always(builder, named, bits.synchronisation());
    } else if (inherits > 0 && bound.isEmpty()) {
      always(builder, named, inherits);
    } else if (inherits > 0 || reached.isOpen(owner)) {
      reached.check(
          builder, bound, bits.accesses(), () -> tell(builder, named, bits.synchronisation()));
    }
  }

  /**
   * Whether what a reference to a method of the JDK's gives to it, when it is called, may be an
   * object at which threads meet. Through an interface of the JDK's the call is a place itself,
   * which looks at its arguments.
   */
  private static boolean givesToJdk(InvokeDynamicInstruction dynamic, ReachedObjects reached) {
    String type = internalName(dynamic.typeSymbol().returnType());
    return type != null
        && !ReachedObjects.isJdk(type)
        && dynamic.bootstrapArgs().size() > 2
        && dynamic.bootstrapArgs().get(2) instanceof MethodTypeDesc called
        && called.parameterList().stream().anyMatch(reached::mayBeShared);
  }

  /** Tells what is so wherever this code runs. */
  static void always(CodeBuilder builder, String before, long asked) {
    builder.loadConstant(1);
    tell(builder, before, asked);
  }

  /** Has the world hear it, where the top of the stack says so. */
  private static void tell(CodeBuilder builder, String before, long asked) {
    builder.loadConstant(before);
    builder.loadConstant(asked);
    HIDDEN.call(builder);
  }

  private static @Nullable String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return type.isClassOrInterface() ? descriptor.substring(1, descriptor.length() - 1) : null;
  }

  private static String dotted(String internalName) {
    return internalName.replace('/', '.');
  }
}

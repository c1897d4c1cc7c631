package dev.faultline.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls before which threads get no turns though they may meet there, for they come from the JDK's
 * own code: those of a method reference, and those through its wrappers. The world hears of it when
 * the program makes them possible, so that nobody takes for proved what was not tried.
 */
final class HiddenTurns {
  private static final Hook HIDDEN = Hook.of("Interleaving", "hidden", "(ZLjava/lang/String;J)V");

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
        if (owner.equals("java/util/Collections")
            && WRAPPERS.stream().anyMatch(method::startsWith)) {
          List<ClassDesc> arguments = call.typeSymbol().parameterList();
          reached.check(
              builder,
              arguments,
              arguments,
              () -> tell(builder, "calls through " + dotted(owner) + "." + method, bits));
        }
      }
      case InvokeDynamicInstruction dynamic ->
          dynamic.bootstrapArgs().stream()
              .filter(DirectMethodHandleDesc.class::isInstance)
              .map(DirectMethodHandleDesc.class::cast)
              .forEach(reference ->
                  referred(
                      builder, reference, dynamic.typeSymbol().parameterList(), bits, reached));
      default -> {}
    }
  }

  private static void referred(
      CodeBuilder builder,
      DirectMethodHandleDesc reference,
      List<ClassDesc> bound,
      Scope.Bits bits,
      ReachedObjects reached) {
    String owner = internalName(reference.owner());
    String method = reference.methodName();
    if (owner == null || method.equals("<init>")) {
      return;
    }
    Runnable tell =
        () -> tell(builder, "calls of the method reference " + dotted(owner) + "::" + method, bits);
    boolean inherits = reached.mayInherit(reference, owner, !bound.isEmpty());
    if (InterleavePoints.synchronises(owner, method)
        || (inherits || ABOVE.contains(owner)) && bound.isEmpty()) {
      builder.loadConstant(1);
      tell.run();
    } else if (inherits || reached.isOpen(owner)) {
      reached.check(builder, bound, bound, tell);
    }
  }

  /** Has the world hear it, where the top of the stack says so. */
  private static void tell(CodeBuilder builder, String before, Scope.Bits bits) {
    builder.loadConstant(before);
    builder.loadConstant(bits.synchronisation());
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

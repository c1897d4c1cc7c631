package dev.faultline.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls before which threads get no turns though they may meet there: those through an interface,
 * which do not tell that they reach a monitor of the JDK's, and those of a method reference, which
 * come from the JDK's own code. The world hears of it when the program makes them possible, so that
 * nobody takes for proved what was not tried.
 */
final class HiddenTurns {
  private static final Hook HIDDEN = Hook.of("Interleaving", "hidden", "(Ljava/lang/String;JJ)V");

  /** The JDK's classes that threads share for their monitors. */
  private static final Set<String> MONITORS =
      Set.of(
          "java/lang/StringBuffer",
          "java/util/Hashtable",
          "java/util/Properties",
          "java/util/Stack",
          "java/util/Vector");

  private HiddenTurns() {}

  /** Whether calls that name the class take a monitor inside the JDK. */
  static boolean hasMonitor(String owner) {
    return MONITORS.contains(owner);
  }

  /** Tells, in front of the instruction, what it makes possible. */
  static void mark(CodeBuilder builder, CodeElement element, Scope.Bits bits) {
    switch (element) {
      case NewObjectInstruction made -> made(builder, made.className().asInternalName(), bits);
      case InvokeInstruction call ->
          called(builder, call.owner().asInternalName(), call.name().stringValue(), bits);
      case InvokeDynamicInstruction dynamic ->
          dynamic.bootstrapArgs().stream()
              .filter(DirectMethodHandleDesc.class::isInstance)
              .map(DirectMethodHandleDesc.class::cast)
              .forEach(reference -> referred(builder, reference, bits));
      default -> {}
    }
  }

  private static void made(CodeBuilder builder, String type, Scope.Bits bits) {
    if (hasMonitor(type)) {
      tell(builder, "calls through interfaces that reach " + dotted(type), bits, bits.accesses());
    }
  }

  private static void called(CodeBuilder builder, String owner, String method, Scope.Bits bits) {
    if (owner.equals("java/util/Collections") && method.startsWith("synchronized")) {
      tell(
          builder,
          "calls through interfaces that reach " + dotted(owner) + "." + method,
          bits,
          bits.accesses());
    }
  }

  private static void referred(
      CodeBuilder builder, DirectMethodHandleDesc reference, Scope.Bits bits) {
    String owner = internalName(reference.owner());
    if (owner == null) {
      return;
    }
    String method = reference.methodName();
    if (method.equals("<init>")) {
      made(builder, owner, bits);
      return;
    }
    called(builder, owner, method, bits);
    if (InterleavePoints.synchronises(owner, method)) {
      tell(builder, "calls of the method reference " + dotted(owner) + "::" + method, bits, 0);
    }
  }

  /**
   * Has the world hear it.
   *
   * @param unless the bits of worlds in which those calls are places for turns
   */
  private static void tell(CodeBuilder builder, String before, Scope.Bits bits, long unless) {
    builder.loadConstant(before);
    builder.loadConstant(bits.synchronisation());
    builder.loadConstant(unless);
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

package dev.faultline.chaos.skew;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rewrites code that reads a clock, so that {@link SkewedTime} adjusts the reading. */
public final class ClockRewriter implements ClassFileTransformer {
  private static final ClassDesc SKEWED = ClassDesc.of(SkewedTime.class.getName());
  private static final MethodTypeDesc SHOWN = MethodTypeDesc.ofDescriptor("(J)J");
  private static final MethodTypeDesc ASKED = MethodTypeDesc.ofDescriptor("()J");

  /** Who shows the time, by the method's name. */
  private static final Map<String, String> CLOCKS =
      Map.of(
          "nanoTime", "java/lang/System",
          "currentTimeMillis", "java/lang/System",
          "getNanoTimeAdjustment", "jdk/internal/misc/VM");

  private static final byte[][] NAMES =
      CLOCKS.keySet().stream()
          .map(name -> name.getBytes(StandardCharsets.US_ASCII))
          .toArray(byte[][]::new);

  /** What rewriting itself is made of would call itself. */
  private static final List<String> NEVER =
      List.of(
          "java/lang/classfile/",
          "jdk/internal/classfile/",
          "java/lang/constant/",
          "dev/faultline/chaos/skew/SkewedTime",
          "dev/faultline/chaos/skew/Clock");

  /** Whether a class's bytes refer to a clock. */
  public static boolean mayAsk(byte[] bytes) {
    for (byte[] name : NAMES) {
      if (contains(bytes, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(byte[] bytes, byte[] word) {
    for (int i = 0; i + word.length <= bytes.length; i++) {
      int j = 0;
      while (j < word.length && bytes[i + j] == word[j]) {
        j++;
      }
      if (j == word.length) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> being,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (name == null || NEVER.stream().anyMatch(name::startsWith) || !mayAsk(bytes)) {
      return null;
    }
    return rewritten(loader, bytes);
  }

  /** The class, rewritten to read its clocks through {@link SkewedTime}. */
  public static byte[] rewritten(@Nullable ClassLoader loader, byte[] bytes) {
    ClassHierarchyResolver known =
        ClassHierarchyResolver.ofResourceParsing(
                loader == null ? ClassLoader.getSystemClassLoader() : loader)
            .orElse(ClassHierarchyResolver.defaultResolver());
    ClassFile file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(known));
    return file.transformClass(
        file.parse(bytes), ClassTransform.transformingMethodBodies(ClockRewriter::rewrite));
  }

  private static void rewrite(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeDynamicInstruction dynamic && refersToClock(dynamic)) {
      code.invokedynamic(
          DynamicCallSiteDesc.of(
              dynamic.bootstrapMethod(),
              dynamic.name().stringValue(),
              dynamic.typeSymbol(),
              redirected(dynamic.bootstrapArgs())));
      return;
    }
    code.with(element);
    if (element instanceof InvokeInstruction call && call.opcode() == Opcode.INVOKESTATIC) {
      String name = call.name().stringValue();
      if (call.owner().asInternalName().equals(CLOCKS.get(name))) {
        code.invokestatic(SKEWED, name, SHOWN);
      }
    }
  }

  private static boolean refersToClock(InvokeDynamicInstruction dynamic) {
    return dynamic.bootstrapArgs().stream().anyMatch(ClockRewriter::isClock);
  }

  /** Whether it is {@code System::nanoTime}, say. */
  private static boolean isClock(ConstantDesc constant) {
    return constant instanceof DirectMethodHandleDesc method
        && method.kind() == DirectMethodHandleDesc.Kind.STATIC
        && method.owner().descriptorString().equals("Ljava/lang/System;")
        && CLOCKS.containsKey(method.methodName());
  }

  private static ConstantDesc[] redirected(List<ConstantDesc> arguments) {
    List<ConstantDesc> all = new ArrayList<>();
    for (ConstantDesc argument : arguments) {
      all.add(
          isClock(argument) && argument instanceof DirectMethodHandleDesc method
              ? MethodHandleDesc.ofMethod(
                  DirectMethodHandleDesc.Kind.STATIC, SKEWED, method.methodName(), ASKED)
              : argument);
    }
    return all.toArray(ConstantDesc[]::new);
  }
}

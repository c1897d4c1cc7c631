package dev.faultline.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Redirects references to {@code hashCode}, {@code toString} and methods of {@link Runtime}, such
 * as {@code Object::hashCode}: the call itself is in a hidden class, which nobody rewrites.
 */
final class MethodReferences {
  private static final ClassDesc HARDWARE = ClassDesc.of(Hook.PACKAGE, "Hardware");

  private static final Map<String, Hook> HOOKS =
      Map.of(
          "hashCode()I",
          Hook.of("Order", "hash", "(Ljava/lang/Object;)I"),
          "toString()Ljava/lang/String;",
          Hook.of("Interleaving", "text", "(Ljava/lang/Object;)Ljava/lang/String;"),
          "availableProcessors()I",
          hardware("availableProcessors", "I"),
          "maxMemory()J",
          hardware("maxMemory", "J"),
          "totalMemory()J",
          hardware("totalMemory", "J"),
          "freeMemory()J",
          hardware("freeMemory", "J"));

  private static final List<String> NAMES =
      List.of(
          "hashCode", "toString", "availableProcessors", "maxMemory", "totalMemory", "freeMemory");

  private static final String LAMBDAS = "Ljava/lang/invoke/LambdaMetafactory;";

  private MethodReferences() {}

  private static Hook hardware(String name, String result) {
    return Hook.of("Hardware", name, "(Ljava/lang/Runtime;)" + result);
  }

  /** The class with its references redirected, or null when there are none. */
  static byte @Nullable [] apply(byte[] file, @Nullable ClassLoader loader) {
    if (!hasAny(file)) {
      return null;
    }
    CodeTransform redirect =
        (builder, element) -> {
          switch (element) {
            case InvokeDynamicInstruction dynamic -> link(builder, dynamic);
            case LoadConstantInstruction load -> load(builder, load);
            default -> builder.with(element);
          }
        };
    ClassFile classFile = Hook.classFile(loader);
    return classFile.transformClass(
        classFile.parse(file), ClassTransform.transformingMethodBodies(redirect));
  }

  private static boolean hasAny(byte[] file) {
    ConstantPool pool = null;
    for (String name : NAMES) {
      if (ConstantPool.mentions(file, name)) {
        pool = pool != null ? pool : new ConstantPool(file);
        if (pool.refersTo(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private static void link(CodeBuilder builder, InvokeDynamicInstruction dynamic) {
    ConstantDesc[] arguments = dynamic.bootstrapArgs().toArray(ConstantDesc[]::new);
    boolean isLambda = dynamic.bootstrapMethod().owner().descriptorString().equals(LAMBDAS);
    if (isLambda && isSerializable(arguments)) {
      builder.with(dynamic);
      return;
    }
    MethodTypeDesc type = dynamic.typeSymbol();
    boolean changed = false;
    for (int i = 0; i < arguments.length; i++) {
      DirectMethodHandleDesc hook = hookFor(arguments[i]);
      if (hook == null
          || !isLambda && !isOfObject(arguments[i]) && !hook.owner().equals(HARDWARE)) {
        continue;
      }
      arguments[i] = hook;
      changed = true;
      if (isLambda && type.parameterCount() > 0) {
        // What a static method gets bound must have its parameter's type.
        type = type.changeParameterType(0, hook.invocationType().parameterType(0));
      }
    }
    if (changed) {
      builder.invokedynamic(
          DynamicCallSiteDesc.of(
              dynamic.bootstrapMethod(), dynamic.name().stringValue(), type, arguments));
    } else {
      builder.with(dynamic);
    }
  }

  /** Whether a call site makes a reference to a hash code or a text that is left as it is. */
  static boolean isLeft(InvokeDynamicInstruction dynamic) {
    ConstantDesc[] arguments = dynamic.bootstrapArgs().toArray(ConstantDesc[]::new);
    return isSerializable(arguments)
        && Arrays.stream(arguments)
            .map(MethodReferences::hookFor)
            .anyMatch(hook -> hook != null && !hook.owner().equals(HARDWARE));
  }

  /** Its stored form names the method, and is read by code that compares the names. */
  private static boolean isSerializable(ConstantDesc[] arguments) {
    return arguments.length > 3
        && arguments[3] instanceof Integer flags
        && (flags & LambdaMetafactory.FLAG_SERIALIZABLE) != 0;
  }

  private static void load(CodeBuilder builder, LoadConstantInstruction load) {
    ConstantDesc constant = load.constantValue();
    DirectMethodHandleDesc hook = hookFor(constant);
    if (hook == null) {
      builder.with(load);
      return;
    }
    builder.loadConstant(hook);
    if (!isOfObject(constant)) {
      builder.loadConstant(((DirectMethodHandleDesc) constant).invocationType());
      builder.invokevirtual(
          ConstantDescs.CD_MethodHandle,
          "asType",
          MethodTypeDesc.of(ConstantDescs.CD_MethodHandle, ConstantDescs.CD_MethodType));
    }
  }

  private static boolean isOfObject(ConstantDesc constant) {
    return constant instanceof DirectMethodHandleDesc reference
        && reference.owner().equals(ConstantDescs.CD_Object);
  }

  private static @Nullable DirectMethodHandleDesc hookFor(ConstantDesc constant) {
    if (!(constant instanceof DirectMethodHandleDesc reference)) {
      return null;
    }
    boolean isVirtual =
        switch (reference.kind()) {
          case VIRTUAL, INTERFACE_VIRTUAL -> true;
          default -> false;
        };
    Hook hook = isVirtual ? HOOKS.get(reference.methodName() + reference.lookupDescriptor()) : null;
    if (hook != null
        && hook.owner().equals(HARDWARE)
        && !reference.owner().descriptorString().equals("Ljava/lang/Runtime;")) {
      return null;
    }
    return hook == null
        ? null
        : MethodHandleDesc.ofMethod(
            DirectMethodHandleDesc.Kind.STATIC, hook.owner(), hook.name(), hook.type());
  }
}

package dev.faultline.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redirects calls of instance methods in classes that are not the JDK's: what they tell depends on
 * machine or run.
 */
final class UserCode {
  private record Call(String owner, String name, Hook hook) {}

  private static final String RUNTIME = "java/lang/Runtime";
  private static final String THREAD = "java/lang/Thread";
  private static final Hook THREAD_ID = Hook.of("Order", "threadId", "(Ljava/lang/Thread;)J");

  private static final List<Call> CALLS =
      List.of(
          hardware("availableProcessors", "I"),
          hardware("maxMemory", "J"),
          hardware("totalMemory", "J"),
          hardware("freeMemory", "J"),
          new Call(
              "java/lang/Object", "hashCode", Hook.of("Order", "hash", "(Ljava/lang/Object;)I")),
          new Call(THREAD, "threadId", THREAD_ID),
          new Call(THREAD, "getId", THREAD_ID));

  private UserCode() {}

  private static Call hardware(String name, String result) {
    return new Call(RUNTIME, name, Hook.of("Hardware", name, "(Ljava/lang/Runtime;)" + result));
  }

  /** The class with its calls redirected, or null when there are none. */
  static byte @Nullable [] apply(byte[] file) {
    if (!hasAny(file)) {
      return null;
    }
    CodeTransform redirect =
        (builder, element) -> {
          Call call = element instanceof InvokeInstruction invoke ? match(invoke) : null;
          if (call == null) {
            builder.with(element);
          } else {
            call.hook.call(builder);
          }
        };
    ClassFile classFile = Hook.classFile();
    return classFile.transformClass(
        classFile.parse(file), ClassTransform.transformingMethodBodies(redirect));
  }

  private static @Nullable Call match(InvokeInstruction invoke) {
    for (Call call : CALLS) {
      if (invoke.opcode() == Opcode.INVOKEVIRTUAL
          && invoke.name().equalsString(call.name)
          && invoke.owner().asInternalName().equals(call.owner)) {
        return call;
      }
    }
    return null;
  }

  private static boolean hasAny(byte[] file) {
    ConstantPool pool = null;
    for (Call call : CALLS) {
      if (ConstantPool.mentions(file, call.name)) {
        pool = pool != null ? pool : new ConstantPool(file);
        if (pool.hasMethod(call.owner, call.name)) {
          return true;
        }
      }
    }
    return false;
  }
}

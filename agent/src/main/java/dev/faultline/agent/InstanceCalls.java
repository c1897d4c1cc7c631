package dev.faultline.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redirects calls of instance methods that tell something which depends on the machine or the run:
 * hash codes everywhere, the rest in classes that are not the JDK's.
 */
final class InstanceCalls {
  private static final String ANY = "";

  /**
   * Calls to be redirected.
   *
   * @param owner the class that the call names, or {@link #ANY}
   * @param alsoInJdk whether the JDK's own calls are meant too
   */
  private record Call(Opcode opcode, String owner, String name, boolean alsoInJdk, Hook hook) {
    boolean matches(InvokeInstruction invoke) {
      return invoke.opcode() == opcode
          && invoke.name().equalsString(name)
          && (owner.equals(ANY) || invoke.owner().asInternalName().equals(owner))
          && (invoke.typeSymbol().parameterCount() == 0);
    }
  }

  private static final String OBJECT = "java/lang/Object";
  private static final String RUNTIME = "java/lang/Runtime";
  private static final String THREAD = "java/lang/Thread";
  private static final String HASH_CODE = "hashCode";
  private static final Hook HASH = Hook.of("Order", "hash", "(Ljava/lang/Object;)I");
  private static final Hook IDENTITY =
      Hook.of("Order", "identityHashCode", "(Ljava/lang/Object;)I");
  private static final Hook THREAD_NAME =
      Hook.of("Order", "threadName", "(Ljava/lang/Thread;)Ljava/lang/String;");
  private static final Hook THREAD_ID = Hook.of("Order", "threadId", "(Ljava/lang/Thread;)J");

  /** In place of a native method, which cannot be changed itself. */
  static final Hook FILE_POINTER =
      Hook.of("StreamCalls", "filePointer", "(Ljava/io/RandomAccessFile;)J");

  private static final List<Call> CALLS =
      List.of(
          new Call(Opcode.INVOKEVIRTUAL, OBJECT, HASH_CODE, true, HASH),
          new Call(Opcode.INVOKEVIRTUAL, "java/lang/Class", HASH_CODE, true, HASH),
          new Call(Opcode.INVOKESPECIAL, OBJECT, HASH_CODE, true, IDENTITY),
          // Whether a class has a hash code of its own shows only when it is called.
          new Call(Opcode.INVOKEVIRTUAL, ANY, HASH_CODE, false, HASH),
          // A comparator, for one, seldom has its own: the collection would give it what comes
          // next.
          new Call(Opcode.INVOKEINTERFACE, ANY, HASH_CODE, true, HASH),
          hardware("availableProcessors", "I"),
          hardware("maxMemory", "J"),
          hardware("totalMemory", "J"),
          hardware("freeMemory", "J"),
          new Call(Opcode.INVOKEVIRTUAL, THREAD, "threadId", false, THREAD_ID),
          new Call(Opcode.INVOKEVIRTUAL, THREAD, "getId", false, THREAD_ID),
          new Call(Opcode.INVOKEVIRTUAL, THREAD, "getName", false, THREAD_NAME),
          new Call(
              Opcode.INVOKEVIRTUAL,
              "java/io/RandomAccessFile",
              "getFilePointer",
              false,
              FILE_POINTER));

  private InstanceCalls() {}

  private static Call hardware(String name, String result) {
    Hook hook = Hook.of("Hardware", name, "(Ljava/lang/Runtime;)" + result);
    return new Call(Opcode.INVOKEVIRTUAL, RUNTIME, name, false, hook);
  }

  /** Whether a class file of the JDK's has calls to redirect. */
  static boolean isNeededByJdk(byte[] file) {
    return hasAny(file, true);
  }

  /** The class with its calls redirected, or null when there are none. */
  static byte @Nullable [] apply(byte[] file, boolean jdk, @Nullable ClassLoader loader) {
    if (!hasAny(file, jdk)) {
      return null;
    }
    CodeTransform redirect =
        (builder, element) -> {
          Call call = element instanceof InvokeInstruction invoke ? match(invoke, jdk) : null;
          if (call == null) {
            builder.with(element);
          } else {
            call.hook.call(builder);
          }
        };
    ClassFile classFile = Hook.classFile(loader);
    return classFile.transformClass(
        classFile.parse(file), ClassTransform.transformingMethodBodies(redirect));
  }

  private static @Nullable Call match(InvokeInstruction invoke, boolean jdk) {
    for (Call call : CALLS) {
      if ((call.alsoInJdk || !jdk) && call.matches(invoke)) {
        return call;
      }
    }
    return null;
  }

  private static boolean hasAny(byte[] file, boolean jdk) {
    ConstantPool pool = null;
    for (Call call : CALLS) {
      if ((call.alsoInJdk || !jdk) && ConstantPool.mentions(file, call.name)) {
        pool = pool != null ? pool : new ConstantPool(file);
        if (call.owner.equals(ANY)
            ? pool.callsAny(call.name)
            : pool.hasMethod(call.owner, call.name)) {
          return true;
        }
      }
    }
    return false;
  }
}

package dev.faultline.agent;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Changes classes of which some methods have no room for the change: the JVM takes no method of
 * more than 64 KB. Those methods are left out, and all others are changed.
 */
final class LongMethods {
  /** In bytes: what is shorter, calls of ours do not make longer than the JVM takes. */
  private static final int LEAST_TOO_LONG = 1_000;

  /** In bytes: the JVM takes less. */
  private static final int MOST = 1 << 16;

  private LongMethods() {}

  /**
   * The class, changed.
   *
   * @param change the change for those methods that have room for it, as the predicate says
   * @throws IllegalArgumentException when there is no room even so
   */
  static byte[] change(
      ClassFile classFile,
      ClassModel model,
      Function<Predicate<MethodModel>, ClassTransform> change) {
    try {
      return classFile.transformClass(model, change.apply(method -> true));
    } catch (IllegalArgumentException e) {
      Set<String> tooLong = new LinkedHashSet<>();
      for (MethodModel method : model.methods()) {
        if (length(method) > LEAST_TOO_LONG && !hasRoom(classFile, model, change, method)) {
          tooLong.add(signature(method));
        }
      }
      if (tooLong.isEmpty()) {
        throw e;
      }
      return classFile.transformClass(
          model, change.apply(method -> !tooLong.contains(signature(method))));
    }
  }

  /** Changes this method and no other. */
  private static boolean hasRoom(
      ClassFile classFile,
      ClassModel model,
      Function<Predicate<MethodModel>, ClassTransform> change,
      MethodModel method) {
    String signature = signature(method);
    try {
      classFile.transformClass(model, change.apply(each -> signature(each).equals(signature)));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether there is room for the names of what happens in it. */
  static boolean hasRoomForNames(MethodModel method) {
    return length(method) < MOST - LEAST_TOO_LONG;
  }

  private static int length(MethodModel method) {
    return method.findAttribute(Attributes.code()).map(CodeAttribute::codeLength).orElse(0);
  }

  private static String signature(MethodModel method) {
    return method.methodName().stringValue() + method.methodType().stringValue();
  }

  /** For people. */
  static String name(MethodModel method) {
    String owner = method.parent().map(type -> type.thisClass().asInternalName()).orElse("");
    return owner.replace('/', '.') + "." + method.methodName().stringValue();
  }
}

package dev.faultline.jvm;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether a class has a main method by its class file, so that one without is told before a world
 * begins. {@link MainMethod} finds and runs it.
 */
final class DeclaredMain {
  private DeclaredMain() {}

  /**
   * @param name of the class, with slashes
   * @param files the bytes of a file of the class path, or null
   * @return also true where it cannot be told, since a superclass is not on the class path
   */
  static boolean isIn(String name, Function<String, byte @Nullable []> files) {
    String next = name;
    Set<String> seen = new LinkedHashSet<>();
    while (!next.equals("java/lang/Object")) {
      byte[] bytes = files.apply(next + ".class");
      if (bytes == null || !seen.add(next)) {
        return true; // A class that extends itself fails where it is loaded.
      }
      ClassModel model;
      try {
        model = ClassFile.of().parse(bytes);
        if (model.methods().stream().anyMatch(DeclaredMain::isMain)) {
          return true;
        }
      } catch (IllegalArgumentException e) {
        return true; // Loading it says what is wrong with it.
      }
      if (model.superclass().isEmpty()) {
        return false;
      }
      next = model.superclass().get().asInternalName();
    }
    return false;
  }

  /** As {@link MainMethod} takes it (JLS 12.1.4). */
  private static boolean isMain(MethodModel method) {
    String type = method.methodType().stringValue();
    return method.methodName().equalsString("main")
        && (type.equals("([Ljava/lang/String;)V") || type.equals("()V"))
        && (method.flags().flagsMask() & ClassFile.ACC_PRIVATE) == 0;
  }
}

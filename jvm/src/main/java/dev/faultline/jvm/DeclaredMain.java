package dev.faultline.jvm;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether a class has a main method by its class file, so that one without is told before a world
 * begins. {@link MainMethod} finds and runs it.
 */
final class DeclaredMain {
  /** None of its classes and interfaces has a main. */
  private static final String JDK = "java/";

  private DeclaredMain() {}

  /**
   * @param name of the class, with slashes
   * @param files the bytes of a file of the class path, or null
   * @return also true where it cannot be told, since a class that it extends is not on the class
   *     path, or one of them cannot be read: loading it says what is wrong with it
   */
  static boolean isIn(String name, Function<String, byte @Nullable []> files) {
    Deque<String> next = new ArrayDeque<>();
    Set<String> seen = new LinkedHashSet<>();
    next.add(name);
    while (!next.isEmpty()) {
      String each = next.remove();
      if (each.startsWith(JDK) || !seen.add(each)) {
        continue;
      }
      byte[] bytes = files.apply(each + ".class");
      if (bytes == null || mayHaveMain(bytes, next)) {
        return true;
      }
    }
    return false;
  }

  /** Adds what the class inherits from to {@code next}. */
  private static boolean mayHaveMain(byte[] bytes, Deque<String> next) {
    try {
      ClassModel model = ClassFile.of().parse(bytes);
      model.superclass().ifPresent(type -> next.add(type.asInternalName()));
      model.interfaces().forEach(type -> next.add(type.asInternalName()));
      return model.methods().stream().anyMatch(DeclaredMain::isMain);
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /** As {@link MainMethod} takes it (JLS 12.1.4), or a little more: it has the last word. */
  private static boolean isMain(MethodModel method) {
    String type = method.methodType().stringValue();
    return method.methodName().equalsString("main")
        && (type.equals("([Ljava/lang/String;)V") || type.equals("()V"))
        && (method.flags().flagsMask() & ClassFile.ACC_PRIVATE) == 0;
  }
}

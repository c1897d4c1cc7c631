package dev.faultline.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redirects calls of static methods to hooks of the same name and type, by changing the class in
 * the method's entry in the constant pool. The code stays as it is to the byte, and method
 * references follow too; so this costs next to nothing and cannot spoil a class.
 */
final class Redirects {
  private record Redirect(String owner, String name, String type, String hook, boolean alsoInJdk) {}

  private static final String TIME = hook("Time");

  private static final List<Redirect> ALL =
      List.of(
          new Redirect("java/lang/System", "nanoTime", "()J", TIME, true),
          new Redirect("java/lang/System", "currentTimeMillis", "()J", TIME, true),
          new Redirect("jdk/internal/misc/VM", "getNanoTimeAdjustment", "(J)J", TIME, true),
          new Redirect(
              "java/lang/System",
              "identityHashCode",
              "(Ljava/lang/Object;)I",
              hook("Order"),
              false),
          // The JDK's own short spins are left alone, but for those that Patch names.
          new Redirect("java/lang/Thread", "onSpinWait", "()V", hook("Threads"), false));

  private Redirects() {}

  private static String hook(String type) {
    return Hook.PACKAGE.replace('.', '/') + '/' + type;
  }

  /** The class with its calls redirected, or null when there is nothing to redirect. */
  static byte @Nullable [] apply(byte[] file, boolean jdk) {
    if (!mayNeed(file)) {
      return null;
    }
    ConstantPool pool = new ConstantPool(file);
    boolean changed = false;
    for (int index = 1; index < pool.originalSize(); index++) {
      if (pool.isMethod(index)) {
        for (Redirect redirect : ALL) {
          if ((redirect.alsoInJdk || !jdk)
              && pool.isMethod(index, redirect.owner, redirect.name, redirect.type)) {
            if (!pool.setOwner(index, redirect.hook)) {
              return null; // The pool is full, which no class that reads a clock has been seen to
              // be.
            }
            changed = true;
          }
        }
      }
    }
    return changed ? pool.file() : null;
  }

  /** A quick look that spares most classes the parsing. */
  static boolean mayNeed(byte[] file) {
    for (Redirect redirect : ALL) {
      if (ConstantPool.mentions(file, redirect.name)) {
        return true;
      }
    }
    return false;
  }
}

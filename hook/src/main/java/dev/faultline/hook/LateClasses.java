package dev.faultline.hook;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Hidden classes, which the JVM defines without showing them to agents. */
public final class LateClasses {
  /** How such a class file is rewritten for a class that looks up others. */
  public interface Rewriter {
    byte[] rewrite(byte[] file, ClassLoader loader);
  }

  private static volatile @Nullable Rewriter rewriter;

  private LateClasses() {}

  /** Called once, when the agent comes. */
  public static void rewriteBy(Rewriter chosen) {
    rewriter = chosen;
  }

  /** In place of the class file of a hidden class that is to be defined. */
  public static byte[] hidden(byte[] file, MethodHandles.Lookup lookup) {
    Rewriter known = rewriter;
    ClassLoader loader = lookup.lookupClass().getClassLoader();
    if (known == null || loader == null || file == null || Carrier.currentContext() == null) {
      return file;
    }
    Context world = Linkage.suspend();
    try {
      return known.rewrite(file, loader);
    } finally {
      Linkage.resume(world);
    }
  }
}

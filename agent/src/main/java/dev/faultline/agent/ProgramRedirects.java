package dev.faultline.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls of static methods that programs get something else from: who is running, and the properties
 * of the system. Done in the constant pool, as {@link Redirects} has it.
 */
final class ProgramRedirects {
  private record Redirect(String owner, String name, String type, String hook) {}

  private static final String THREAD = "java/lang/Thread";
  private static final String SYSTEM = "java/lang/System";
  private static final String STRING = "Ljava/lang/String;";

  private static final Redirect CURRENT_THREAD =
      new Redirect(THREAD, "currentThread", "()Ljava/lang/Thread;", hook("ProgramThreads"));

  private static final List<Redirect> PROPERTIES =
      List.of(
          system("getProperty", "(" + STRING + ")" + STRING),
          system("getProperty", "(" + STRING + STRING + ")" + STRING),
          system("setProperty", "(" + STRING + STRING + ")" + STRING),
          system("clearProperty", "(" + STRING + ")" + STRING),
          system("getProperties", "()Ljava/util/Properties;"),
          system("setProperties", "(Ljava/util/Properties;)V"),
          system("getenv", "(" + STRING + ")" + STRING),
          system("getenv", "()Ljava/util/Map;"),
          system("setOut", "(Ljava/io/PrintStream;)V"),
          system("setErr", "(Ljava/io/PrintStream;)V"),
          system("setIn", "(Ljava/io/InputStream;)V"),
          system("console", "()Ljava/io/Console;"));

  /** Classes of the JDK's that read a property for whoever calls them. */
  private static final List<String> READ_PROPERTIES =
      List.of("java/lang/Boolean", "java/lang/Integer", "java/lang/Long");

  /** Packages of the JDK's whose code is below threads, or means the one that the JVM runs. */
  private static final List<String> BELOW_THREADS =
      List.of(
          "java/lang/",
          "java/nio/channels/spi/",
          "jdk/internal/",
          "jdk/jfr/",
          "sun/launcher/",
          "sun/nio/",
          "sun/instrument/");

  private static final String HTTP_CLIENT = "jdk/internal/net/http/";
  private static final String PARKING = "java/util/concurrent/locks/LockSupport";

  private ProgramRedirects() {}

  private static String hook(String type) {
    return Hook.PACKAGE.replace('.', '/') + '/' + type;
  }

  private static Redirect system(String name, String type) {
    return new Redirect(SYSTEM, name, type, hook("ProgramSystem"));
  }

  private static boolean asksForThread(String name) {
    return name.startsWith(HTTP_CLIENT)
        || !name.equals(PARKING) && BELOW_THREADS.stream().noneMatch(name::startsWith);
  }

  /** A quick look at a class of the JDK's, by its internal name. */
  static boolean mayNeed(String name, byte[] file) {
    return READ_PROPERTIES.contains(name)
        || asksForThread(name) && ConstantPool.mentions(file, CURRENT_THREAD.name);
  }

  /** The class with its calls redirected, or null when there is nothing to redirect. */
  static byte @Nullable [] apply(byte[] file, String name, boolean jdk) {
    boolean threads = !jdk || asksForThread(name);
    boolean properties = !jdk || READ_PROPERTIES.contains(name);
    if (!threads && !properties) {
      return null;
    }
    ConstantPool pool = new ConstantPool(file);
    boolean changed = false;
    for (int index = 1; index < pool.originalSize(); index++) {
      if (pool.isMethod(index)) {
        changed |= threads && redirect(pool, index, CURRENT_THREAD);
        if (properties) {
          for (Redirect each : PROPERTIES) {
            changed |= redirect(pool, index, each);
          }
        }
      }
    }
    return changed ? pool.file() : null;
  }

  private static boolean redirect(ConstantPool pool, int index, Redirect redirect) {
    return pool.isMethod(index, redirect.owner, redirect.name, redirect.type)
        && pool.setOwner(index, redirect.hook);
  }
}

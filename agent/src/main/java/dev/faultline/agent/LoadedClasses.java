package dev.faultline.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/** Which of the JDK's classes that were loaded before the agent have calls to redirect. */
final class LoadedClasses {
  private LoadedClasses() {}

  /**
   * Only those are asked about the time that wait; the others that the JVM loads early read the
   * clock for its own start. Hash codes count where a program's objects are keys.
   */
  static boolean needsChange(Class<?> loaded) {
    String name = loaded.getName();
    boolean waits =
        name.startsWith("java.util.concurrent.")
            || name.startsWith("java.time.")
            || loaded == ReferenceQueue.class;
    boolean hashes =
        name.startsWith("java.util.")
            || name.startsWith("java.lang.invoke.")
            || name.startsWith("jdk.internal.util.")
            || loaded == Object.class
            || loaded == Record.class;
    if (!waits && !hashes || loaded.isHidden() || loaded.isArray()) {
      return false;
    }
    byte[] file = fileOf(name);
    return file != null
        && (waits && Redirects.mayNeed(file) || hashes && InstanceCalls.isNeededByJdk(file));
  }

  private static byte @Nullable [] fileOf(String name) {
    try (InputStream in =
        Object.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

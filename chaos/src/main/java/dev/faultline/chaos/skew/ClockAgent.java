package dev.faultline.chaos.skew;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** The agent that runs in the target JVM each time its clock is set. */
public final class ClockAgent {
  /** The system property in which it says how often the clock was read as it was set before. */
  static final String READS = "dev.faultline.clock.reads";

  private ClockAgent() {}

  /**
   * Sets the clock.
   *
   * @param arguments the offset in nanoseconds, the rate, and the agent's own jar, with spaces
   *     between them
   */
  public static void agentmain(String arguments, Instrumentation instrumentation)
      throws IOException, UnmodifiableClassException {
    String[] words = arguments.split(" ", 3);
    // All code has to find what it is redirected to, the JDK's own too. It is not closed: classes
    // come from it as long as the JVM runs.
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(words[2]));
    long reads = SkewedTime.set(Long.parseLong(words[0]), Double.parseDouble(words[1]));
    System.setProperty(READS, Long.toString(reads));
    if (SkewedTime.install()) {
      rewriteAll(instrumentation);
    }
  }

  /**
   * Starts with the JVM, with correct clocks, so that all code is rewritten before it runs.
   *
   * @param arguments the agent's own jar
   */
  public static void premain(String arguments, Instrumentation instrumentation)
      throws IOException, UnmodifiableClassException {
    agentmain("0 1 " + arguments, instrumentation);
  }

  private static void rewriteAll(Instrumentation instrumentation)
      throws IOException, UnmodifiableClassException {
    // Loads what rewriting needs before it is asked to rewrite that.
    byte[] some = bytesOf(ClockAgent.class);
    if (some != null) {
      ClockRewriter.rewritten(null, some);
    }
    instrumentation.addTransformer(new ClockRewriter(), true);
    List<Class<?>> asking = new ArrayList<>();
    for (Class<?> one : instrumentation.getAllLoadedClasses()) {
      if (instrumentation.isModifiableClass(one) && !one.isHidden() && mayAsk(one)) {
        asking.add(one);
      }
    }
    instrumentation.retransformClasses(asking.toArray(Class<?>[]::new));
  }

  /** Also where nobody knows: the rewriter looks at its bytes then. */
  private static boolean mayAsk(Class<?> type) {
    if (type.isArray() || type.isPrimitive()) {
      return false;
    }
    try {
      byte @Nullable [] bytes = bytesOf(type);
      return bytes == null || ClockRewriter.mayAsk(bytes);
    } catch (IOException e) {
      return true;
    }
  }

  private static byte @Nullable [] bytesOf(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream in = open(type, name)) {
      return in == null ? null : in.readAllBytes();
    }
  }

  private static @Nullable InputStream open(Class<?> type, String name) throws IOException {
    InputStream in = type.getModule().getResourceAsStream(name);
    if (in != null || type.getClassLoader() == null) {
      return in;
    }
    return type.getClassLoader().getResourceAsStream(name);
  }
}

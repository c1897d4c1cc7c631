package dev.faultline.hook;

import java.io.Console;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * What {@link System} and {@link Runtime} are for programs. The methods that a program's own calls
 * are redirected to bear the names of those that they stand for.
 */
public final class ProgramSystem {
  /** For what the JDK makes once: it writes to the program that runs then. */
  private static final PrintStream ERR_OF_ALL =
      new PrintStream(new ErrOfAll(), true, StandardCharsets.UTF_8);

  private ProgramSystem() {}

  private static final class ErrOfAll extends OutputStream {
    @Override
    public void write(int part) {
      err(System.err).write(part);
    }

    @Override
    public void write(byte[] parts, int from, int count) {
      err(System.err).write(parts, from, count);
    }

    @Override
    public void flush() {
      err(System.err).flush();
    }
  }

  // --- properties and environment ---

  private static Properties properties(Program program) {
    return program.properties;
  }

  public static @Nullable String getProperty(String key) {
    Program program = Program.current();
    return program == null ? System.getProperty(key) : properties(program).getProperty(named(key));
  }

  public static String getProperty(String key, String absent) {
    Program program = Program.current();
    return program == null
        ? System.getProperty(key, absent)
        : properties(program).getProperty(named(key), absent);
  }

  public static @Nullable String setProperty(String key, String value) {
    Program program = Program.current();
    return program == null
        ? System.setProperty(key, value)
        : (String) properties(program).setProperty(named(key), value);
  }

  public static @Nullable String clearProperty(String key) {
    Program program = Program.current();
    return program == null
        ? System.clearProperty(key)
        : (String) properties(program).remove(named(key));
  }

  public static Properties getProperties() {
    Program program = Program.current();
    return program == null ? System.getProperties() : properties(program);
  }

  public static void setProperties(Properties properties) {
    Program program = Program.current();
    if (program == null) {
      System.setProperties(properties);
    } else {
      program.properties = properties;
    }
  }

  private static String named(String key) {
    if (key == null) {
      throw new NullPointerException("key can't be null");
    }
    if (key.isEmpty()) {
      throw new IllegalArgumentException("key can't be empty");
    }
    return key;
  }

  public static @Nullable String getenv(String name) {
    Program program = Program.current();
    return program == null ? System.getenv(name) : program.environment().get(name);
  }

  public static Map<String, String> getenv() {
    Program program = Program.current();
    return program == null ? System.getenv() : program.environment();
  }

  // --- streams ---

  /** In place of the value of {@link System#out}. */
  public static PrintStream out(PrintStream outside) {
    Program program = Program.current();
    return program == null ? outside : program.out;
  }

  /** In place of the value of {@link System#err}. */
  public static PrintStream err(PrintStream outside) {
    Program program = Program.current();
    return program == null ? outside : program.err;
  }

  /** In place of the value of {@link System#err}, where it is kept for ever. */
  public static PrintStream errOfAll(PrintStream outside) {
    return ERR_OF_ALL;
  }

  /** In place of the value of {@link System#in}. */
  public static InputStream in(InputStream outside) {
    Program program = Program.current();
    return program == null ? outside : program.in;
  }

  public static void setOut(PrintStream stream) {
    Program program = Program.current();
    if (program == null) {
      System.setOut(stream);
    } else {
      program.out = stream;
    }
  }

  public static void setErr(PrintStream stream) {
    Program program = Program.current();
    if (program == null) {
      System.setErr(stream);
    } else {
      program.err = stream;
    }
  }

  public static void setIn(InputStream stream) {
    Program program = Program.current();
    if (program == null) {
      System.setIn(stream);
    } else {
      program.in = stream;
    }
  }

  public static @Nullable Console console() {
    return Program.current() == null ? System.console() : null;
  }

  /** In place of the JVM's class loader for its class path; null outside programs. */
  public static @Nullable ClassLoader systemClassLoader() {
    Program program = Program.current();
    return program == null ? null : program.loader;
  }

  /** In place of the JVM's server of management beans; null outside programs. */
  public static @Nullable Object beanServer() {
    Program program = Program.current();
    return program == null ? null : program.beanServer();
  }

  // --- the process ---

  /** Called before the JVM ends: in a program only its process does. */
  public static void exit(int status) {
    Program program = Program.current();
    if (program != null) {
      program.exit(status);
    }
  }

  /** The same without shutdown hooks. */
  public static void halt(int status) {
    Program program = Program.current();
    if (program != null) {
      program.halt(status);
    }
  }

  /** Takes a shutdown hook; false outside programs. */
  public static boolean addShutdownHook(Thread hook) {
    Program program = Program.current();
    if (program == null) {
      return false;
    }
    program.addShutdownHook(hook);
    return true;
  }

  /** Whether the hook was there; only asked in programs. */
  public static boolean removeShutdownHook(Thread hook) {
    Program program = Program.current();
    return program != null && program.removeShutdownHook(hook);
  }

  /** Called before native code is loaded. */
  public static void library(Class<?> caller, String name) {
    Program program = Program.current();
    if (program != null && caller.getClassLoader() != null) {
      throw program.refused(
          "loaded the native library '" + name + "'",
          "switch it off: most libraries have an option for code in Java alone");
    }
  }

  // --- what the collector decides ---

  /** Called instead of waiting for a reference that the collector has cleared: none ever is. */
  public static boolean awaitReference(long millis) throws InterruptedException {
    Program program = Program.current();
    if (program == null) {
      return false;
    }
    if (millis > 0) {
      Thread.sleep(millis);
      return true;
    }
    synchronized (program) {
      while (true) {
        program.wait();
      }
    }
  }

  /** In place of having something done when the collector finds an object without use. */
  public static Cleaner.Cleanable cleanable(Cleaner cleaner, Object object, Runnable action) {
    return Program.current() == null ? cleaner.register(object, action) : new Once(action);
  }

  /** Done when it is asked for, once. */
  private static final class Once implements Cleaner.Cleanable {
    private @Nullable Runnable action;

    Once(Runnable action) {
      this.action = action;
    }

    @Override
    public void clean() {
      Runnable due = action;
      action = null;
      if (due != null) {
        due.run();
      }
    }
  }

  // --- where it is ---

  public static @Nullable Locale locale() {
    Program program = Program.current();
    return program == null ? null : program.locale;
  }

  public static @Nullable Locale locale(Locale.Category category) {
    Program program = Program.current();
    return program == null ? null : program.locale(category);
  }

  public static boolean setLocale(Locale locale) {
    Program program = Program.current();
    if (program == null) {
      return false;
    }
    program.locale(locale);
    return true;
  }

  public static boolean setLocale(Locale.Category category, Locale locale) {
    Program program = Program.current();
    if (program == null) {
      return false;
    }
    program.locale(category, locale);
    return true;
  }

  public static @Nullable TimeZone timeZone() {
    Program program = Program.current();
    return program == null ? null : program.timeZone;
  }

  public static boolean setTimeZone(@Nullable TimeZone zone) {
    Program program = Program.current();
    if (program == null) {
      return false;
    }
    program.timeZone = zone == null ? TimeZone.getTimeZone("UTC") : (TimeZone) zone.clone();
    return true;
  }
}

package dev.faultline.programs;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reaches what depends on the machine by other ways than calling it. */
public final class Reached {
  private Reached() {}

  /** Defined again as a hidden class, and by a class loader of the program's own. */
  public static final class Copied implements Supplier<String> {
    @Override
    public String get() {
      return System.currentTimeMillis()
          + " "
          + System.getProperty("mine")
          + " "
          + System.getenv("HOME")
          + " "
          + Thread.currentThread().getName()
          + " "
          + Runtime.getRuntime().availableProcessors();
    }
  }

  private static final class Own extends ClassLoader {
    Own(ClassLoader parent) {
      super(parent);
    }

    Class<?> define(byte[] file) {
      return defineClass(null, file, 0, file.length);
    }
  }

  public static void main(String[] arguments) throws Throwable {
    System.out.println("called " + new Copied().get());
    reflected();
    handles();
    LongSupplier free = Runtime.getRuntime()::freeMemory;
    System.out.println("reference " + free.getAsLong());
    loaders();
    urls();
    System.exit(0);
  }

  private static @Nullable Object call(
      Class<?> type, String name, @Nullable Object on, Object... arguments)
      throws ReflectiveOperationException {
    Class<?>[] types = new Class<?>[arguments.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = arguments[i].getClass();
    }
    Method method = type.getMethod(name, types);
    return method.invoke(on, arguments);
  }

  private static void reflected() throws ReflectiveOperationException {
    System.out.println(
        "reflected "
            + call(System.class, "currentTimeMillis", null)
            + " "
            + call(System.class, "getProperty", null, "mine")
            + " "
            + call(System.class, "getenv", null, "HOME")
            + " "
            + ((Thread) requireNonNull(call(Thread.class, "currentThread", null))).getName()
            + " "
            + call(Runtime.class, "availableProcessors", Runtime.getRuntime())
            + " "
            + call(Runtime.class, "freeMemory", Runtime.getRuntime()));
    System.out.println("user " + call(System.class, "getProperty", null, "user.name"));
  }

  private static void handles() throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle clock =
        lookup.findStatic(System.class, "nanoTime", MethodType.methodType(long.class));
    MethodHandle property =
        lookup.findStatic(
            System.class, "getProperty", MethodType.methodType(String.class, String.class));
    MethodHandle memory =
        lookup.findVirtual(Runtime.class, "maxMemory", MethodType.methodType(long.class));
    MethodHandle processors = lookup.unreflect(Runtime.class.getMethod("availableProcessors"));
    MethodHandle total =
        lookup.bind(Runtime.getRuntime(), "totalMemory", MethodType.methodType(long.class));
    long before = System.nanoTime();
    long now = (long) clock.invokeExact();
    System.out.println(
        "handles "
            + (now - before)
            + " "
            + (String) property.invokeExact("mine")
            + " "
            + (long) memory.invokeExact(Runtime.getRuntime())
            + " "
            + (int) processors.invokeExact(Runtime.getRuntime())
            + " "
            + (long) total.invokeExact());
  }

  private static void loaders() throws Exception {
    byte[] file;
    try (InputStream in =
        requireNonNull(Reached.class.getResourceAsStream("Reached$Copied.class"))) {
      file = in.readAllBytes();
    }
    Class<?> hidden = MethodHandles.lookup().defineHiddenClass(file, true).lookupClass();
    System.out.println("hidden " + made(hidden));
    System.out.println("loaded " + made(new Own(Reached.class.getClassLoader()).define(file)));
    ClassLoader system = ClassLoader.getSystemClassLoader();
    System.out.println(
        "system "
            + (system == Reached.class.getClassLoader())
            + " "
            + (system.loadClass(Reached.class.getName()) == Reached.class)
            + " "
            + (ClassLoader.getSystemResource("RunTests.class") == null));
    try {
      system.loadClass("dev.faultline.sim.World");
      System.out.println("system loader sees its class path");
    } catch (ClassNotFoundException e) {
      System.out.println("system loader sees nothing of the host");
    }
    try {
      Class<?> again =
          new URLClassLoader(
                  new URL[] {Reached.class.getProtectionDomain().getCodeSource().getLocation()},
                  null)
              .loadClass(Copied.class.getName());
      System.out.println("own path " + (again != Copied.class));
    } catch (ClassNotFoundException e) {
      System.out.println("own path " + e);
    }
  }

  @SuppressWarnings("unchecked")
  private static String made(Class<?> type) throws ReflectiveOperationException {
    return ((Supplier<String>) type.getConstructor().newInstance()).get();
  }

  private static void urls() throws Exception {
    Path own = Path.of("/data.txt");
    Files.writeString(own, "of the node");
    System.out.println("own URL " + read(own.toUri().toURL()));
    try {
      System.out.println("host " + read(URI.create("file:/etc/passwd").toURL()).length());
    } catch (java.io.IOException e) {
      System.out.println("host " + e.getClass().getSimpleName());
    }
    System.out.println(
        "class path "
            + (read(requireNonNull(Reached.class.getResource("Reached$Copied.class"))).length()
                > 100));
  }

  private static String read(URL url) throws java.io.IOException {
    try (InputStream in = url.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}

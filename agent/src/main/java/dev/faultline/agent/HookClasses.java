package dev.faultline.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

/**
 * The classes that rewritten code calls. They travel in a jar inside the agent's and are defined by
 * the boot loader, the only one that the JDK's own classes see. Defining them one by one instead of
 * appending to the boot class path needs no temporary file and leaves class data sharing on.
 */
final class HookClasses {
  private static final String JAR = "/META-INF/faultline/hook.jar";

  private final Method define;
  private final Object unsafe;
  private final Map<String, byte[]> waiting = new LinkedHashMap<>();

  private HookClasses() throws ReflectiveOperationException {
    Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
    this.unsafe = type.getMethod("getUnsafe").invoke(null);
    this.define =
        type.getMethod(
            "defineClass",
            String.class,
            byte[].class,
            int.class,
            int.class,
            ClassLoader.class,
            ProtectionDomain.class);
  }

  /** Defines them all and gives them the access to the JDK's internals that they need. */
  static void define(Instrumentation instrumentation)
      throws IOException, ReflectiveOperationException {
    Module base = Object.class.getModule();
    Module own = HookClasses.class.getModule();
    instrumentation.redefineModule(
        base, Set.of(), Map.of("jdk.internal.misc", Set.of(own)), Map.of(), Set.of(), Map.of());
    HookClasses classes = new HookClasses();
    classes.read();
    List<String> all = List.copyOf(classes.waiting.keySet());
    // One class shows the module that the others need access for before they are defined.
    Module hooks = classes.define(Hook.PACKAGE.replace('.', '/') + "/Escape").getModule();
    Set<Module> to = Set.of(hooks);
    instrumentation.redefineModule(
        base,
        Set.of(),
        Map.of("jdk.internal.access", to, "jdk.internal.misc", to, "jdk.internal.vm", to),
        Map.of("jdk.internal.vm", to),
        Set.of(),
        Map.of());
    own.addReads(hooks);
    classes.defineAll(all);
  }

  private void read() throws IOException {
    InputStream packed = HookClasses.class.getResourceAsStream(JAR);
    if (packed == null) {
      throw new IOException("no " + JAR + " beside " + HookClasses.class.getName());
    }
    try (JarInputStream jar = new JarInputStream(packed)) {
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.endsWith("-info.class")) {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          jar.transferTo(bytes);
          waiting.put(name.substring(0, name.length() - ".class".length()), bytes.toByteArray());
        }
      }
    }
  }

  /**
   * Defines them and runs their initialisers: left to the first world that needs them, these would
   * draw identity hash codes there, and so that world would differ from all later ones.
   */
  private void defineAll(List<String> all) throws ReflectiveOperationException {
    while (!waiting.isEmpty()) {
      define(waiting.keySet().iterator().next());
    }
    for (String name : all) {
      Class.forName(name.replace('/', '.'), true, null);
    }
  }

  /** Defines a class, after those that it extends. */
  private Class<?> define(String name) throws ReflectiveOperationException {
    byte[] file = waiting.remove(name);
    if (file == null) {
      throw new NoClassDefFoundError(name);
    }
    var model = java.lang.classfile.ClassFile.of().parse(file);
    var supers = new java.util.ArrayList<String>();
    model.superclass().ifPresent(type -> supers.add(type.asInternalName()));
    model.interfaces().forEach(type -> supers.add(type.asInternalName()));
    for (String parent : supers) {
      if (waiting.containsKey(parent)) {
        define(parent);
      }
    }
    try {
      return (Class<?>) define.invoke(unsafe, name, file, 0, file.length, null, null);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("cannot define " + name, e.getCause());
    }
  }
}

package dev.faultline.agent;

import dev.faultline.hook.Context;
import dev.faultline.hook.Linkage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes the JDK's classes for programs, once and when the first is to run: JVMs that run none pay
 * nothing.
 */
final class ProgramTransformer implements ClassFileTransformer {
  private static boolean installed;

  private final Map<String, List<Patch>> patches = ProgramPatches.byType();
  private final Set<String> problems = new LinkedHashSet<>();

  private ProgramTransformer() {}

  /**
   * @throws AgentMissingException when this JVM runs without the agent
   * @throws IllegalStateException where this JDK's classes are not those that the agent knows
   */
  static synchronized void install() {
    if (installed) {
      return;
    }
    Agent.require();
    ProgramTransformer transformer = new ProgramTransformer();
    Instrumentation instrumentation = Agent.instrumentation();
    Set<Class<?>> targets = new LinkedHashSet<>();
    try {
      for (String type : transformer.patches.keySet()) {
        if (ProgramFacilities.isPresent(type)) {
          targets.add(Class.forName(type.replace('/', '.'), false, null));
        }
      }
      for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
        if (needsChange(loaded)) {
          targets.add(loaded);
        }
      }
      instrumentation.addTransformer(transformer, true);
      instrumentation.retransformClasses(targets.toArray(Class<?>[]::new));
    } catch (ClassNotFoundException | UnmodifiableClassException e) {
      throw new IllegalStateException(Agent.unfit(List.of(e.toString())), e);
    }
    if (!transformer.problems.isEmpty()) {
      instrumentation.removeTransformer(transformer);
      throw new IllegalStateException(Agent.unfit(List.copyOf(transformer.problems)));
    }
    installed = true;
  }

  private static boolean needsChange(Class<?> loaded) {
    String name = loaded.getName().replace('.', '/');
    if (loaded.isHidden()
        || loaded.isArray()
        || loaded.isPrimitive()
        || name.startsWith(Hook.PACKAGE.replace('.', '/'))
        || !Transformer.isJdk(loaded.getClassLoader())) {
      return false;
    }
    if (ProgramFields.IN_JDK.contains(name)) {
      return true;
    }
    byte[] file = fileOf(loaded);
    return file != null && ProgramRedirects.mayNeed(name, file);
  }

  private static byte @Nullable [] fileOf(Class<?> loaded) {
    String name = loaded.getName();
    String simple = name.substring(name.lastIndexOf('.') + 1) + ".class";
    try (InputStream in = loaded.getResourceAsStream(simple)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] file) {
    if (name == null
        || !Transformer.isJdk(loader)
        || name.startsWith(Hook.PACKAGE.replace('.', '/'))) {
      return null;
    }
    Context world = Linkage.suspend();
    try {
      byte[] result = file;
      for (Patch patch : patches.getOrDefault(name, List.of())) {
        result = patch.applyTo(result, loader, this::problem);
      }
      byte[] changed = ProgramRedirects.apply(result, name, true);
      result = changed != null ? changed : result;
      if (ProgramFields.IN_JDK.contains(name)) {
        changed = ProgramFields.apply(result, name, loader);
        result = changed != null ? changed : result;
      }
      return result == file ? null : result;
    } catch (RuntimeException | LinkageError e) {
      problem(name + ": " + e);
      return null;
    } finally {
      Linkage.resume(world);
    }
  }

  private synchronized void problem(String what) {
    problems.add(what);
  }
}

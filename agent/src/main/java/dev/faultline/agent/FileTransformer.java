package dev.faultline.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes the JDK's classes for files, once and when the first redirect is opened: JVMs that open
 * none pay nothing.
 */
final class FileTransformer implements ClassFileTransformer {
  private static boolean installed;

  private final Map<String, List<Patch>> patches = FilePatches.byType();
  private final List<String> problems = new ArrayList<>();

  private FileTransformer() {}

  /**
   * @throws IllegalStateException where this JDK's classes are not those that the agent knows
   */
  static synchronized void install() {
    if (installed) {
      return;
    }
    FileTransformer transformer = new FileTransformer();
    Instrumentation instrumentation = Agent.instrumentation();
    List<Class<?>> types = new ArrayList<>();
    try {
      for (String type : transformer.patches.keySet()) {
        types.add(Class.forName(type.replace('/', '.'), true, null));
      }
      instrumentation.addTransformer(transformer, true);
      instrumentation.retransformClasses(types.toArray(Class<?>[]::new));
    } catch (ClassNotFoundException | UnmodifiableClassException e) {
      throw new IllegalStateException(Agent.unfit(List.of(e.toString())), e);
    }
    if (!transformer.problems.isEmpty()) {
      instrumentation.removeTransformer(transformer);
      throw new IllegalStateException(Agent.unfit(transformer.problems));
    }
    installed = true;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] file) {
    List<Patch> meant = loader != null || name == null ? null : patches.get(name);
    if (meant == null) {
      return null;
    }
    byte[] result = file;
    try {
      for (Patch patch : meant) {
        result = patch.applyTo(result, null, problems::add);
      }
      return result;
    } catch (RuntimeException | LinkageError e) {
      problems.add(name + ": " + e);
      return null;
    }
  }
}

package dev.faultline.agent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Class files of programs as worlds need them. Each is rewritten once, for all nodes and worlds
 * that have the same class path. Thread-safe.
 */
public final class ProgramCode {
  /** A class file, and what it was rewritten for. */
  private record Rewritten(Scope scope, byte[] file) {}

  /** Looked up only. */
  private final Map<String, Rewritten> known = new ConcurrentHashMap<>();

  /** Where class files come from. */
  @FunctionalInterface
  public interface Source {
    /** The class file with that name, such as {@code a/b/C}; null when there is none. */
    byte @Nullable [] file(String name);
  }

  /**
   * The class file of {@code name} to define, or null when the source has none.
   *
   * @param name of the class, such as {@code a.b.C}
   * @param loader finds the classes that it mentions
   * @throws AgentMissingException when this JVM runs without the agent
   */
  public byte @Nullable [] get(String name, ProgramLoader loader, Source source) {
    Scope scope = Interleavings.scope();
    Rewritten last = known.get(name);
    if (last != null && last.scope.equals(scope)) {
      return last.file;
    }
    String path = name.replace('.', '/');
    byte[] file = source.file(path);
    if (file == null) {
      return null;
    }
    Rewritten made = new Rewritten(scope, rewrite(path, file, loader, scope));
    known.put(name, made);
    return made.file;
  }

  /** Whether a loader finds classes through one of a program's. */
  static boolean isOfProgram(@Nullable ClassLoader loader) {
    ClassLoader each = loader;
    while (each != null && !(each instanceof ProgramLoader)) {
      each = each.getParent();
    }
    return each != null;
  }

  /** A class file that a program defines itself. */
  static byte[] rewrite(String name, byte[] file, ClassLoader loader, Scope scope) {
    Agent.require();
    byte[] result = file;
    result = or(SynchronizedMethods.apply(result, loader), result);
    result = or(UnwindPoints.apply(result, loader), result);
    result = or(LoopPoints.apply(result, loader), result);
    result = or(InterleavePoints.apply(result, scope.of(name), loader), result);
    return redirect(name, result, loader);
  }

  /**
   * The same for a class that is hidden: its methods are left as they are, and only call others.
   */
  static byte[] redirect(String name, byte[] file, ClassLoader loader) {
    byte[] result = file;
    result = or(InstanceCalls.apply(result, false, loader), result);
    result = or(MethodReferences.apply(result, loader), result);
    result = or(Redirects.apply(result, false), result);
    result = or(ProgramRedirects.apply(result, name, false), result);
    return or(ProgramFields.apply(result, name, loader), result);
  }

  private static byte[] or(byte @Nullable [] changed, byte[] before) {
    return changed != null ? changed : before;
  }
}

package dev.faultline.agent;

import dev.faultline.hook.IdentityHashes;
import dev.faultline.hook.LateClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the JVM enters the agent. Its name is in the manifests of the jars that start it. */
public final class AgentMain {
  private AgentMain() {}

  /** Called before {@code main} with {@code -javaagent}. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    install(instrumentation);
  }

  /**
   * Called when the agent is attached to a running JVM, or started by {@code Launcher-Agent-Class}.
   */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    install(instrumentation);
  }

  private static synchronized void install(Instrumentation instrumentation) {
    if (Agent.isPresent()) {
      return;
    }
    try {
      HookClasses.define(instrumentation);
      IdentityHashes.locate();
      Transformer transformer = new Transformer();
      Class<?>[] targets = targets(instrumentation);
      instrumentation.addTransformer(transformer, true);
      instrumentation.retransformClasses(targets);
      if (!transformer.problems().isEmpty()) {
        throw new IllegalStateException(Agent.unfit(transformer.problems()));
      }
      JdkConstants.name();
      LateClasses.rewriteBy(AgentMain::hidden);
      Agent.installed(transformer, instrumentation);
    } catch (IOException e) {
      throw new UncheckedIOException("Faultline's agent cannot unpack its hooks", e);
    } catch (UnmodifiableClassException | ReflectiveOperationException e) {
      throw new IllegalStateException("Faultline's agent cannot be installed", e);
    }
  }

  /** A hidden class of a program, or of another node. */
  private static byte[] hidden(byte[] file, ClassLoader loader) {
    if (Transformer.isJdk(loader)) {
      return file;
    }
    if (ProgramCode.isOfProgram(loader)) {
      return ProgramCode.redirect("", file, loader);
    }
    byte[] result = file;
    byte[] changed = InstanceCalls.apply(result, false, loader);
    result = changed != null ? changed : result;
    changed = MethodReferences.apply(result, loader);
    result = changed != null ? changed : result;
    changed = Redirects.apply(result, false);
    return changed != null ? changed : result;
  }

  /**
   * Everything that is to be patched, loaded if it was not, and what else reads a clock already.
   * From here on only classes are left that the transformer sees when they are loaded; the JVM does
   * not show it those that are loaded because the transformer itself runs.
   */
  private static Class<?>[] targets(Instrumentation instrumentation) throws ClassNotFoundException {
    Set<Class<?>> targets = new LinkedHashSet<>();
    for (String type : Patch.ALL.keySet()) {
      targets.add(Class.forName(type.replace('/', '.'), false, null));
    }
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (LoadedClasses.needsChange(loaded)) {
        targets.add(loaded);
      }
    }
    return targets.toArray(Class<?>[]::new);
  }
}

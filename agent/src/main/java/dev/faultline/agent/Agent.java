package dev.faultline.agent;

import static java.util.Objects.requireNonNull;

import java.lang.instrument.Instrumentation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the JDK of this JVM has been changed so that its clocks, its randomness and its virtual
 * threads belong to the world that uses them. The change takes place when the JVM starts, with
 * {@code -javaagent:faultline-agent.jar}, and has no effect outside worlds. All methods may be
 * called from any thread.
 */
public final class Agent {
  private static volatile @Nullable Transformer transformer;
  private static volatile @Nullable Instrumentation instrumentation;

  private Agent() {}

  public static boolean isPresent() {
    return transformer != null;
  }

  /**
   * @throws AgentMissingException when this JVM runs without the agent, with the flag to add
   * @throws IllegalStateException when the JDK turned out to be one that the agent does not fit
   */
  public static void require() {
    Transformer installed = transformer;
    if (installed == null) {
      throw new AgentMissingException();
    }
    List<String> problems = installed.problems();
    if (!problems.isEmpty()) {
      throw new IllegalStateException(unfit(problems));
    }
  }

  static String unfit(List<String> problems) {
    return "Faultline's agent does not fit this JDK ("
        + Runtime.version()
        + "): "
        + String.join("; ", problems);
  }

  /** Of this JVM; to be asked where the agent is present. */
  static Instrumentation instrumentation() {
    return requireNonNull(instrumentation);
  }

  static void installed(Transformer installed, Instrumentation ofJvm) {
    instrumentation = ofJvm;
    transformer = installed;
  }
}

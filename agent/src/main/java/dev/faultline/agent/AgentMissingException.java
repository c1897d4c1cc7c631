package dev.faultline.agent;

import java.net.URI;
import java.nio.file.Path;
import java.security.CodeSource;

/**
 * A world was to run blocking code in a JVM without the agent. The message names the flag to add.
 */
public final class AgentMissingException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  AgentMissingException() {
    super(
        "blocking nodes need Faultline's agent: start java with -javaagent:"
            + agentJar()
            + " (handlers need no agent)");
  }

  /** Where the agent's jar lies, if these classes came from it. */
  private static String agentJar() {
    CodeSource source = AgentMissingException.class.getProtectionDomain().getCodeSource();
    if (source != null) {
      Path path = Path.of(URI.create(source.getLocation().toString()));
      if (path.toString().endsWith(".jar")) {
        return path.toString();
      }
    }
    return "PATH/TO/faultline-agent.jar";
  }
}

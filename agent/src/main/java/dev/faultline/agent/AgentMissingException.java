package dev.faultline.agent;

import java.net.URI;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A world was to run blocking code, or files of the default file system were to be recorded, in a
 * JVM without the agent. The message names the flag to add.
 */
public final class AgentMissingException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  AgentMissingException() {
    this("blocking nodes need", " (handlers need no agent)");
  }

  AgentMissingException(String who, String otherwise) {
    super(
        who
            + " Faultline's agent: start java with -javaagent:"
            + Objects.requireNonNullElse(agentJar(), Path.of("PATH/TO/faultline-agent.jar"))
            + otherwise);
  }

  /** Where the agent's jar lies; null if these classes came from elsewhere. */
  static @Nullable Path agentJar() {
    CodeSource source = AgentMissingException.class.getProtectionDomain().getCodeSource();
    if (source != null) {
      Path path = Path.of(URI.create(source.getLocation().toString()));
      if (path.toString().endsWith(".jar")) {
        return path;
      }
    }
    return null;
  }
}

package dev.faultline.agent;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Starts the agent in this JVM when it is first needed. That takes a moment, which commands that
 * turn out not to need it are spared. The JVM has to be started with {@code
 * -Dfaultline.agent.onDemand=true -Djdk.attach.allowAttachSelf=true}. Thread-safe.
 */
final class SelfAttach {
  private SelfAttach() {}

  /**
   * Starts it, unless it is there or this JVM is not meant to.
   *
   * @throws AgentMissingException if the agent cannot be started
   */
  static synchronized void ifAllowed() {
    Path jar = AgentMissingException.agentJar();
    if (Agent.isPresent() || !Boolean.getBoolean("faultline.agent.onDemand") || jar == null) {
      return;
    }
    try {
      VirtualMachine self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
      try {
        self.loadAgent(jar.toString());
      } finally {
        self.detach();
      }
    } catch (IOException
        | AttachNotSupportedException
        | AgentLoadException
        | AgentInitializationException e) {
      throw new AgentMissingException(
          "code that takes no Path needs", "; this JVM could not start it by itself: " + e);
    }
  }
}

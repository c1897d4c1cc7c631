package dev.faultline.chaos.plan;

import dev.faultline.chaos.yaml.YamlException;

/**
 * A plan is invalid or cannot run on this machine; nothing has been started. Its message is one
 * line: the place, the value, and what was expected.
 */
public final class PlanException extends YamlException {
  private static final long serialVersionUID = 1;

  public PlanException(String message) {
    super(message);
  }

  public PlanException(String message, Throwable cause) {
    super(message, cause);
  }
}

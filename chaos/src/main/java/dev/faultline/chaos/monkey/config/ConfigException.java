package dev.faultline.chaos.monkey.config;

/**
 * A configuration makes no sense. Its message is one line: the place, the value, what was expected.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}

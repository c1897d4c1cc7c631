package dev.faultline.chaos.monkey.config;

/**
 * A configuration is invalid. The message is one line with the place, the value and what was
 * expected.
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

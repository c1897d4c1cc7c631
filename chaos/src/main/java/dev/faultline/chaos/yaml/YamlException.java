package dev.faultline.chaos.yaml;

/** A YAML file is invalid. Its message is one line: the place, the value, and what was expected. */
public class YamlException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public YamlException(String message) {
    super(message);
  }

  public YamlException(String message, Throwable cause) {
    super(message, cause);
  }
}

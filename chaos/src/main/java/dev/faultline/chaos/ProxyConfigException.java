package dev.faultline.chaos;

/**
 * Thrown for an invalid configuration file; the message names the file, the line and the column.
 */
public final class ProxyConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /** At {@code line} and {@code column}, counted from 1, of {@code file}. */
  public ProxyConfigException(String file, int line, int column, String reason) {
    super("%s, line %d, column %d: %s".formatted(file, line, column, reason));
  }
}

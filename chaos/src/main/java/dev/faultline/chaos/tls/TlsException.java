package dev.faultline.chaos.tls;

/** A certificate, a key or a TLS setting is invalid; the message is one line. */
public final class TlsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * An error in a field.
   *
   * @param field its name in the interface, such as {@code tls.terminate.certificate}
   */
  public TlsException(String field, String message) {
    super(field + ": " + message);
    this.field = field;
  }

  /** The field that is wrong. */
  public String field() {
    return field;
  }
}

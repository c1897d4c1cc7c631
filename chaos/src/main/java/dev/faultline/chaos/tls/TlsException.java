package dev.faultline.chaos.tls;

/** A certificate, a key or a setting of TLS makes no sense; the message is one line. */
public final class TlsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * In a field.
   *
   * @param field as the interface spells it, such as {@code tls.terminate.certificate}
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

package dev.faultline.runtime.udp;

/** A socket could not be opened, or stopped working. The message says which, where and why. */
public final class UdpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what failed, where and why. */
  public UdpException(String message) {
    super(message);
  }

  /** Says what failed, where and why. */
  public UdpException(String message, Throwable cause) {
    super(message, cause);
  }
}

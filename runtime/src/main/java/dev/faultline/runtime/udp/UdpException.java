package dev.faultline.runtime.udp;

/** A socket could not be opened, or stopped working. The message says which, where and why. */
public final class UdpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UdpException(String message) {
    super(message);
  }

  UdpException(String message, Throwable cause) {
    super(message, cause);
  }
}

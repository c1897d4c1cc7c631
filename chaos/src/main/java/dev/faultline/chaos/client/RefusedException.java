package dev.faultline.chaos.client;

/** The server refuses a request; the message is the server's. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private final boolean noSuchPath;

  RefusedException(int status, String message, boolean noSuchPath) {
    super(message);
    this.status = status;
    this.noSuchPath = noSuchPath;
  }

  /** Whether the server does not know the path at all, because it is another kind of server. */
  public boolean isNoSuchPath() {
    return noSuchPath;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}

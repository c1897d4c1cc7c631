package dev.faultline.hook;

/** A program whose files are redirected wanted to end the JVM. */
public final class ProgramExit extends Error {
  private static final long serialVersionUID = 1;

  private final int status;

  /**
   * @param call such as {@code System.exit}
   */
  ProgramExit(String call, int status) {
    super("the program called " + call + "(" + status + ")", null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }
}

package dev.faultline.jvm;

/** A program ended its process with another status than 0: a finding, as what it throws is. */
public final class ProgramFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ProgramFailedException(String node, int status) {
    super(node + " ended its process with status " + status + ", expected 0");
    this.status = status;
  }

  /** What the process ended with. */
  public int status() {
    return status;
  }
}

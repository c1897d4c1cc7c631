package dev.faultline.report;

/** This build of Faultline has no diagram in it; the message says why, and what to do about it. */
public final class DiagramMissingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DiagramMissingException(String why) {
    super(
        "this build has no diagram in it: "
            + why
            + "; install Node.js 20 or later with npm, then build again with 'mvn package' or, for"
            + " ./faultline, after deleting target/dist");
  }
}

package dev.faultline.report;

/**
 * This build of Faultline does not contain the diagram; the message says why, and how to fix it.
 */
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

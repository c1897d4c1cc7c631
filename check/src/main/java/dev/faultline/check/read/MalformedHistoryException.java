package dev.faultline.check.read;

/** A file is not a valid history; has the line of the problem. */
public final class MalformedHistoryException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;

  /** A problem at a line, counted from 1. */
  public MalformedHistoryException(String file, int line, String problem) {
    super(file + ":" + line + ": " + problem);
    this.file = file;
    this.line = line;
  }

  /** The file's name. */
  public String file() {
    return file;
  }

  /** The line, counted from 1. */
  public int line() {
    return line;
  }
}

package dev.faultline.check.read;

/** A file that holds no history, with the place where that shows. */
public final class MalformedHistoryException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;

  /** At a line, counted from 1. */
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

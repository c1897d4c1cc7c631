package dev.faultline.examples.netty;

/** What the client of the echo server says. */
final class Echoes {
  private static final String ECHO = "echo ";

  private int heard;
  private int again;
  private boolean wrong;
  private boolean finished;

  void says(String line) {
    if (line.startsWith(ECHO)) {
      wrong |= Integer.parseInt(line.substring(ECHO.length())) != ++heard;
    } else if (line.startsWith("wrong ")) {
      wrong = true;
    } else if (line.equals("silence") || line.equals("no connection")) {
      again++;
    } else if (line.equals("starts")) {
      // A process that crashed sends all lines again.
      heard = 0;
    } else if (line.equals("finished")) {
      finished = true;
    }
  }

  /** Whether an echo was not the line that was sent last. */
  boolean wrong() {
    return wrong;
  }

  int heard() {
    return heard;
  }

  int again() {
    return again;
  }

  boolean finished() {
    return finished;
  }
}

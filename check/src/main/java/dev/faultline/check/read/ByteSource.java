package dev.faultline.check.read;

import java.io.IOException;
import java.io.InputStream;

/** Bytes with one byte of look-ahead and a line count; UTF-8 is passed through undecoded. */
final class ByteSource {

  static final int END = -1;

  private final String file;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 14];
  private int at;
  private int limit;
  private int line = 1;

  ByteSource(String file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  int peek() throws IOException {
    if (at == limit) {
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      at = 0;
      if (limit == 0) {
        return END;
      }
    }
    return buffer[at];
  }

  int read() throws IOException {
    int next = peek();
    if (next != END || at < limit) {
      at++;
      if (next == '\n') {
        line++;
      }
    }
    return next;
  }

  int line() {
    return line;
  }

  String file() {
    return file;
  }

  MalformedHistoryException malformed(String problem) {
    return new MalformedHistoryException(file, line, problem);
  }
}

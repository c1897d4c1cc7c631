package dev.faultline.check.read;

import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes with one byte of look-ahead, counted in bytes and lines. A byte is 0 to 255 and never the
 * end; lines end in {@code \n}, {@code \r\n} or {@code \r}.
 */
final class ByteSource {

  static final int END = -1;
  private static final String LINE = "line";

  private final String file;
  private final InputStream in;
  private final Pace pace;
  private byte[] buffer = new byte[0];
  private int at;
  private int limit;
  private long before;
  private int line = 1;
  private boolean afterReturn;
  private final String whole;

  ByteSource(String file, InputStream in, Pace pace) {
    this.file = file;
    this.in = in;
    this.pace = pace;
    this.whole = "file";
  }

  /** For one line after another, each given to {@link #reset}. */
  ByteSource(String file) {
    this.file = file;
    this.in = InputStream.nullInputStream();
    this.pace = Pace.UNBOUNDED;
    this.whole = LINE;
  }

  /** Reads a part of a line next; {@code offset} is where the bytes begin in the file. */
  void reset(byte[] bytes, int from, int to, int ofLine, long offset) {
    buffer = bytes;
    at = from;
    limit = to;
    line = ofLine;
    before = offset;
  }

  /** Where the rest of the line begins. */
  int at() {
    return at;
  }

  int peek() throws IOException {
    if (at == limit && !fill()) {
      return END;
    }
    return buffer[at] & 0xff;
  }

  private boolean fill() throws IOException {
    if (whole.equals(LINE)) {
      return false;
    }
    if (buffer.length == 0) {
      buffer = new byte[1 << 14];
    }
    before += limit;
    at = 0;
    limit = 0;
    pace.read(before);
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  int read() throws IOException {
    int next = peek();
    if (next != END) {
      at++;
      if (next == '\n') {
        line += afterReturn ? 0 : 1;
      } else if (next == '\r') {
        line++;
      }
      afterReturn = next == '\r';
    }
    return next;
  }

  int line() {
    return line;
  }

  /** How many bytes have been read. */
  long offset() {
    return before + at;
  }

  String file() {
    return file;
  }

  MalformedHistoryException malformed(String problem) {
    return new MalformedHistoryException(file, line, problem);
  }

  /** The file ends where something is not complete. */
  MalformedHistoryException cutOff(String inside) {
    return malformed(
        "the "
            + whole
            + " ends in the middle of "
            + inside
            + ": its end is cut off, or somebody is still writing it");
  }

  /** A byte that is no UTF-8, the last that was read. */
  MalformedHistoryException malformedByte(int found) {
    return malformed(
        String.format("byte 0x%02X at offset %,d of the file is not UTF-8", found, offset() - 1));
  }
}

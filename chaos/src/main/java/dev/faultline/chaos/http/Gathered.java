package dev.faultline.chaos.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that have come and are not dealt with yet. */
final class Gathered {
  private byte[] bytes = new byte[0];
  private int begin;
  private int end;

  /** Up to where the end of a head has been looked for. */
  private int looked;

  /** How many of the first bytes are known to fit a first line. */
  private int fitting;

  private boolean lineFits;

  void add(ByteBuffer more) {
    int length = more.remaining();
    if (end + length > bytes.length) {
      byte[] next = new byte[Math.max(2 * size(), size() + length)];
      System.arraycopy(bytes, begin, next, 0, size());
      looked = Math.max(0, looked - begin);
      end -= begin;
      begin = 0;
      bytes = next;
    }
    more.get(bytes, end, length);
    end += length;
  }

  int size() {
    return end - begin;
  }

  byte at(int index) {
    return bytes[begin + index];
  }

  /** A view of all. */
  ByteBuffer view() {
    return ByteBuffer.wrap(bytes, begin, size());
  }

  /** Takes the first bytes away. */
  ByteBuffer take(int length) {
    ByteBuffer taken = ByteBuffer.wrap(Arrays.copyOfRange(bytes, begin, begin + length));
    begin += length;
    looked = begin;
    fitting = 0;
    lineFits = false;
    if (begin == end) {
      bytes = new byte[0];
      begin = 0;
      end = 0;
      looked = 0;
    }
    return taken;
  }

  /**
   * The length of the head that these begin with, with its empty line; 0 where it is not whole.
   *
   * @throws NotHttp where a line ends without CR: others may see the end of the head there
   */
  int headLength() throws NotHttp {
    for (int i = Math.max(begin, looked); i < end; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      if (i == begin || bytes[i - 1] != '\r') {
        throw new NotHttp("a line");
      }
      if (i >= begin + 3 && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
        return i + 1 - begin;
      }
    }
    looked = end;
    return 0;
  }

  /** How many of the first bytes need not be looked at again: they fit a first line. */
  int fitting() {
    return fitting;
  }

  /** Notes that so many of the first bytes fit a first line. */
  void setFitting(int length) {
    fitting = length;
  }

  /** Whether the first line is whole, and one. */
  boolean lineFits() {
    return lineFits;
  }

  /** Notes that the first line is whole, and one. */
  void setLineFits() {
    lineFits = true;
  }
}

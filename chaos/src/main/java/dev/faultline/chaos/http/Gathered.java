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
    if (begin == end) {
      bytes = new byte[0];
      begin = 0;
      end = 0;
      looked = 0;
    }
    return taken;
  }

  /** The length of the head that these begin with, with its empty line; 0 where it is not whole. */
  int headLength() {
    for (int i = Math.max(begin, looked - 3); i + 3 < end; i++) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 2] == '\r'
          && bytes[i + 3] == '\n') {
        return i + 4 - begin;
      }
    }
    looked = end;
    return 0;
  }
}

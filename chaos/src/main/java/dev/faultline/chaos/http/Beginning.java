package dev.faultline.chaos.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Looks at the first bytes of a message, and soon says where they are none. */
final class Beginning {
  private Beginning() {}

  /**
   * The length of the head that {@code bytes} begin with; 0 where more has to come.
   *
   * @throws NotHttp as soon as no more bytes could make a head of them
   */
  static int headLength(Gathered bytes, boolean ofRequest) throws NotHttp {
    checkFirstLine(bytes, ofRequest);
    int length = bytes.headLength();
    if (length > Head.LONGEST || (length == 0 && bytes.size() > Head.LONGEST)) {
      throw new NotHttp("a head of so many bytes");
    }
    return length;
  }

  private static void checkFirstLine(Gathered bytes, boolean ofRequest) throws NotHttp {
    if (bytes.lineFits()) {
      return;
    }
    int size = Math.min(bytes.size(), Head.LONGEST);
    int end = bytes.fitting();
    while (end < size && bytes.at(end) != '\r') {
      byte b = bytes.at(end);
      // A request is of ASCII; the words of an answer may be of more.
      if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f || (ofRequest && b < 0)) {
        throw new NotHttp("a first line");
      }
      end++;
    }
    bytes.setFitting(end);
    if (!ofRequest && !"HTTP/1.".startsWith(text(bytes, Math.min(end, 7)))) {
      throw new NotHttp("a status line");
    }
    if (end + 1 < size) {
      if (bytes.at(end + 1) != '\n') {
        throw new NotHttp("a first line");
      }
      Head line = new Head(text(bytes, end), List.of());
      if (ofRequest) {
        line.request();
      } else {
        line.status();
      }
      bytes.setLineFits();
    }
  }

  private static String text(Gathered bytes, int length) {
    ByteBuffer view = bytes.view();
    byte[] first = new byte[length];
    view.get(first);
    return new String(first, StandardCharsets.ISO_8859_1);
  }
}

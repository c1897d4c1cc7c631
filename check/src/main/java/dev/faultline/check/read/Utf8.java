package dev.faultline.check.read;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Collects text from bytes, strictly: overlong forms, surrogates and everything else that RFC 3629
 * forbids are malformed. The first such byte is remembered, since it is no error in what is
 * skipped.
 */
final class Utf8 {

  private final ByteSource in;
  private final StringBuilder text = new StringBuilder();
  private @Nullable MalformedHistoryException damage;

  Utf8(ByteSource in) {
    this.in = in;
  }

  void clear() {
    text.setLength(0);
  }

  StringBuilder text() {
    return text;
  }

  /** The first byte that was malformed since this was last asked. */
  @Nullable MalformedHistoryException takeDamage() {
    var found = damage;
    damage = null;
    return found;
  }

  /** Puts back what {@link #takeDamage} gave. */
  void putDamage(@Nullable MalformedHistoryException found) {
    damage = found;
  }

  /** Appends the character of which {@code first} is the first byte, already read. */
  void append(int first) throws IOException {
    if (first < 0x80) {
      text.append((char) first);
    } else {
      appendLong(first);
    }
  }

  private void appendLong(int first) throws IOException {
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4) {
      damaged(first);
      return;
    }
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    int code = first & (0x3f >> more);
    for (int i = 0; i < more; i++) {
      int next = in.peek();
      if (next < least || next > most) {
        damaged(first);
        return;
      }
      in.read();
      code = code << 6 | next & 0x3f;
      least = 0x80;
      most = 0xbf;
    }
    text.appendCodePoint(code);
  }

  private void damaged(int first) {
    if (damage == null) {
      damage = in.malformedByte(first);
    }
    text.append('\ufffd');
  }
}

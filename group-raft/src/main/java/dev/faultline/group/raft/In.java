package dev.faultline.group.raft;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Out} wrote. */
final class In {
  private final ByteBuffer buffer;

  private In(byte[] bytes) {
    buffer = ByteBuffer.wrap(bytes);
  }

  /**
   * Reads all of some bytes.
   *
   * @throws IllegalArgumentException if they are not what {@code reader} expects, or more
   */
  static <T> T read(byte[] bytes, Function<In, T> reader) {
    In in = new In(bytes);
    T value;
    try {
      value = reader.apply(in);
    } catch (BufferUnderflowException tooShort) {
      throw new IllegalArgumentException(bytes.length + " bytes end too early", tooShort);
    }
    if (in.buffer.hasRemaining()) {
      throw new IllegalArgumentException(
          "%d of %d bytes are too many".formatted(in.buffer.remaining(), bytes.length));
    }
    return value;
  }

  byte one() {
    return buffer.get();
  }

  boolean flag() {
    byte value = buffer.get();
    if (value != 0 && value != 1) {
      throw new IllegalArgumentException("a flag is " + value + ", expected 0 or 1");
    }
    return value == 1;
  }

  int number() {
    return buffer.getInt();
  }

  long big() {
    return buffer.getLong();
  }

  /** How many items follow, each of at least so many bytes. */
  int count(int leastBytes) {
    int count = buffer.getInt();
    if (count < 0 || (long) count * leastBytes > buffer.remaining()) {
      throw new IllegalArgumentException(
          "%d items are said to be in %d bytes".formatted(count, buffer.remaining()));
    }
    return count;
  }

  byte[] bytes() {
    byte[] bytes = new byte[count(1)];
    buffer.get(bytes);
    return bytes;
  }

  @Nullable String text() {
    return flag() ? new String(bytes(), UTF_8) : null;
  }

  String someText() {
    String text = text();
    if (text == null) {
      throw new IllegalArgumentException("a name is missing");
    }
    return text;
  }
}

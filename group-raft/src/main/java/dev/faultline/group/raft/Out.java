package dev.faultline.group.raft;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that grow. */
final class Out {
  private ByteBuffer buffer = ByteBuffer.allocate(128);

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int enough = Math.addExact(buffer.position(), bytes);
      buffer =
          ByteBuffer.allocate(Math.max(enough, (int) Math.min(Integer.MAX_VALUE - 8, 2L * enough)))
              .put(buffer.flip());
    }
    return buffer;
  }

  Out put(byte value) {
    room(1).put(value);
    return this;
  }

  Out put(boolean value) {
    return put((byte) (value ? 1 : 0));
  }

  Out put(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  Out put(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  Out put(byte[] bytes) {
    put(bytes.length);
    room(bytes.length).put(bytes);
    return this;
  }

  Out put(@Nullable String text) {
    put(text != null);
    return text == null ? this : put(text.getBytes(UTF_8));
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}

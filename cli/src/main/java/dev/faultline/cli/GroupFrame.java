package dev.faultline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.faultline.guard.group.RegisterCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A message of {@code group demo}, as it goes over a link: clients share one, so each message names
 * whose it is.
 *
 * @param name of the client of which the message is, or to which it goes; of the member that sent
 *     it, between members
 */
record GroupFrame(String name, byte[] content) {
  /** The first byte: what else begins otherwise, or another version of this, is refused. */
  private static final byte VERSION = 1;

  /** The version, and how long the name is. */
  private static final int HEAD = 2;

  /** Of registers whose values are numbers. */
  static final RegisterCodec<Long> REGISTER =
      new RegisterCodec<>(
          value -> ByteBuffer.allocate(Long.BYTES).putLong(0, value).array(),
          bytes -> ByteBuffer.wrap(bytes).getLong());

  MemorySegment bytes() {
    byte[] whose = name.getBytes(UTF_8);
    return MemorySegment.ofArray(
        ByteBuffer.allocate(HEAD + whose.length + content.length)
            .put(VERSION)
            .put((byte) whose.length)
            .put(whose)
            .put(content)
            .array());
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  static GroupFrame read(MemorySegment buffer, long offset, int length) {
    byte[] bytes = buffer.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    if (bytes.length < HEAD || bytes[0] != VERSION) {
      throw new IllegalArgumentException(
          bytes.length + " bytes are not a message of this group in version " + VERSION);
    }
    int content = HEAD + Byte.toUnsignedInt(bytes[1]);
    if (content > bytes.length) {
      throw new IllegalArgumentException(
          "a name is said to end at %d of %d bytes".formatted(content, bytes.length));
    }
    return new GroupFrame(
        new String(bytes, HEAD, content - HEAD, UTF_8),
        Arrays.copyOfRange(bytes, content, bytes.length));
  }
}

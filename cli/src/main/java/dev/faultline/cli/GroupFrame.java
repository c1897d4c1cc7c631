package dev.faultline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.faultline.guard.group.RegisterCodec;
import dev.faultline.guard.group.RegisterMessage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A message between a client and a member, as it goes over a link: clients share one, so each
 * message names whose it is.
 *
 * @param client of which the message is, or to which it goes
 */
record GroupFrame(String client, RegisterMessage<Long> message) {
  /** Of values that are numbers. */
  static final RegisterCodec<Long> CODEC =
      new RegisterCodec<>(
          value -> ByteBuffer.allocate(Long.BYTES).putLong(0, value).array(),
          bytes -> ByteBuffer.wrap(bytes).getLong());

  MemorySegment bytes() {
    byte[] name = client.getBytes(UTF_8);
    byte[] rest = CODEC.encode(message);
    return MemorySegment.ofArray(
        ByteBuffer.allocate(1 + name.length + rest.length)
            .put((byte) name.length)
            .put(name)
            .put(rest)
            .array());
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  static GroupFrame read(MemorySegment buffer, long offset, int length) {
    byte[] bytes = buffer.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    int name = bytes.length == 0 ? 0 : Byte.toUnsignedInt(bytes[0]);
    if (1 + name > bytes.length) {
      throw new IllegalArgumentException(bytes.length + " bytes are not a message of this group");
    }
    byte[] rest = Arrays.copyOfRange(bytes, 1 + name, bytes.length);
    return new GroupFrame(new String(bytes, 1, name, UTF_8), CODEC.decode(rest));
  }
}

package dev.faultline.link;

import dev.faultline.link.congestion.StaticWindow;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Numbered messages, and options with which few of them fill windows. */
public final class Messages {
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

  private Messages() {}

  /** Small packets and buffers, so that windows fill and worlds stay cheap. */
  static LinkOptions small() {
    return LinkOptions.builder()
        .packetBytes(256)
        .sendPackets(16)
        .receivePackets(16)
        .longestMessage(4_096)
        .streams(8)
        .congestion(() -> new StaticWindow(8 * 256))
        .build();
  }

  public static MemorySegment message(long number, int length) {
    byte[] bytes = new byte[length];
    MemorySegment message = MemorySegment.ofArray(bytes);
    message.set(NUMBER, 0, number);
    for (int i = 8; i < length; i++) {
      bytes[i] = (byte) (number * 31 + i);
    }
    return message;
  }
}

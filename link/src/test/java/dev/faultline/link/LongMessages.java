package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.wire.Wire;
import java.util.ArrayList;
import java.util.List;

/** Messages of the longest packet, and options under which they are sent. */
final class LongMessages {
  static final int LONGEST = 9_000;
  static final LinkOptions OPTIONS =
      LinkOptions.builder()
          .packetBytes(LONGEST)
          .sendPackets(64)
          .receivePackets(64)
          .congestion(() -> new StaticWindow(1 << 20))
          .build();

  private LongMessages() {}

  /** Messages 1, 2, 3 … of the longest packet's length, or a little less. */
  static List<Integer> offer(Session session, int count) {
    return offer(session, count, 0);
  }

  static List<Integer> offer(Session session, int count, long before) {
    List<Integer> lengths = new ArrayList<>();
    for (long i = before + 1; i <= before + count; i++) {
      int length = LONGEST - Wire.FRAMES - Wire.FRAME_HEADER - (int) (i % 3) * 1_000;
      assertThat(session.offer(1, Messages.message(i, length), 0, length)).isEqualTo(i);
      lengths.add(length);
    }
    return lengths;
  }
}

package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Very many sessions that only ask each other for signs of life cost few polls and few calls. */
final class ShortPacketsTest {
  private static final int SESSIONS = 1_000;

  private record Sent(MemorySegment memory, long at, int length, byte type) {}

  @Test
  void packets_of_a_poll_lie_behind_each_other_and_a_hundred_go_at_a_time() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(wire.a.endpoint.connect(wire.now, 0));
      wire.trips(1);
    }
    wire.trips(100);
    assertThat(sessions).allMatch(Session::connected);
    // What finds out about the path, and the first signs of life, are over.
    for (int i = 0; i < 200; i++) {
      wire.now += 50_000_000;
      wire.trips(1);
    }
    wire.now += 1_500_000_000;
    List<Sent> all = new ArrayList<>();
    int polls = 0;
    int calls = 0;
    for (int before = -1; before < all.size(); polls++) {
      before = all.size();
      Sent[] last = new Sent[1];
      int[] runs = new int[1];
      wire.a.endpoint.poll(
          wire.now,
          (peer, memory, at, length) -> {
            Sent sent = new Sent(memory, at, length, memory.get(Wire.BYTE, at + Wire.TYPE));
            Sent end = last[0];
            boolean goesOn =
                end != null
                    && memory.equals(end.memory)
                    && at == end.at + end.length
                    && length == end.length;
            runs[0] += goesOn ? 0 : 1;
            last[0] = sent;
            all.add(sent);
            return true;
          });
      calls += runs[0];
    }
    assertThat(all.stream().filter(each -> each.type == Wire.PING).count()).isEqualTo(SESSIONS);
    assertThat(polls).isLessThan(SESSIONS / 100 + 2);
    assertThat(calls).isLessThan(SESSIONS / 20);
  }
}

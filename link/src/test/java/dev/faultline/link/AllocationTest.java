package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.faultline.link.congestion.StaticWindow;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AllocationTest {
  private static final int WARMUP = 400_000;
  private static final int MESSAGES = 1_000_000;

  /** A wire in two native segments, which allocates nothing itself. */
  private static final class Pipe implements Egress {
    private static final int SLOTS = 2_048;
    private static final int STRIDE = 1_536;

    private final MemorySegment bytes;
    private final int[] lengths = new int[SLOTS];
    private int count;

    Pipe(Arena arena) {
      bytes = arena.allocate((long) SLOTS * STRIDE, 64);
    }

    @Override
    public boolean send(long peer, MemorySegment segment, long offset, int length) {
      if (count == SLOTS) {
        return false;
      }
      MemorySegment.copy(segment, offset, bytes, (long) count * STRIDE, length);
      lengths[count++] = length;
      return true;
    }

    void drain(long now, Endpoint to) {
      for (int i = 0; i < count; i++) {
        to.onDatagram(now, 0, bytes, (long) i * STRIDE, lengths[i]);
      }
      count = 0;
    }
  }

  @Test
  void a_message_in_steady_state_allocates_nothing() {
    try (Arena arena = Arena.ofConfined()) {
      LinkOptions options =
          LinkOptions.builder()
              .sendPackets(256)
              .receivePackets(256)
              .memory(bytes -> arena.allocate(bytes, 64))
              .congestion(() -> new StaticWindow(1 << 18))
              .build();
      Endpoint from =
          new Endpoint(options, new SplittableRandom(1), (session, s, n, b, o, l) -> true);
      Endpoint to =
          new Endpoint(options, new SplittableRandom(2), (session, s, n, b, o, l) -> true);
      Session session = from.connect(0, 0);
      session.open(1, StreamKind.ORDERED);
      Pipe there = new Pipe(arena);
      Pipe back = new Pipe(arena);
      MemorySegment message = arena.allocate(32, 64);

      exchange(WARMUP, 0, from, to, session, there, back, message);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      exchange(MESSAGES, WARMUP * 1_000_000L, from, to, session, there, back, message);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      // What the JVM itself allocates while it compiles is far below one byte a message.
      assertThat(allocated).isLessThan(MESSAGES / 4);
    }
  }

  private static void exchange(
      int messages,
      long start,
      Endpoint from,
      Endpoint to,
      Session session,
      Pipe there,
      Pipe back,
      MemorySegment message) {
    long now = start;
    int offered = 0;
    while (offered < messages) {
      while (offered < messages && session.offer(1, message, 0, 32) > 0) {
        offered++;
      }
      now += 20_000;
      from.onTimer(now);
      from.poll(now, there);
      there.drain(now, to);
      to.onTimer(now);
      to.poll(now, back);
      back.drain(now, from);
    }
  }
}

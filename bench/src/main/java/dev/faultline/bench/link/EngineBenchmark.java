package dev.faultline.bench.link;

import com.sun.management.ThreadMXBean;
import dev.faultline.bench.Benchmark;
import dev.faultline.link.Egress;
import dev.faultline.link.Endpoint;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.link.congestion.StaticWindow;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a message costs the protocol itself, without sockets: both ends in one thread, an ordered
 * stream, checksums on, processor time rather than time on the wall.
 */
public final class EngineBenchmark implements Benchmark {
  private static final int ROUNDS = 9;
  private static final int WARMUPS = 3;
  private static final long BYTES_A_ROUND = 150_000_000;
  private static final long STEP_NANOS = 20_000;

  @Override
  public String name() {
    return "link-engine";
  }

  @Override
  public String description() {
    return "processor time and memory of a message without sockets; arguments: [BYTES...]";
  }

  @Override
  public void run(List<String> args) {
    for (String size : args.isEmpty() ? List.of("32", "256", "4096") : args) {
      try (Arena arena = Arena.ofConfined()) {
        new Ends(arena, Integer.parseInt(size)).measure();
      }
    }
  }

  /** The way of datagrams from one end to the other. */
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

  private static final class Ends {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final int size;
    private final Endpoint from;
    private final Endpoint to;
    private final Session session;
    private final Pipe there;
    private final Pipe back;
    private final MemorySegment message;
    private long received;
    private long now;

    Ends(Arena arena, int size) {
      this.size = size;
      LinkOptions options =
          LinkOptions.builder()
              .sendPackets(512)
              .receivePackets(512)
              .memory(bytes -> arena.allocate(bytes, 64))
              .congestion(() -> new StaticWindow(400 * 1_408))
              .build();
      LinkHandler handler = (session, stream, sequence, buffer, offset, length) -> ++received > 0;
      from = new Endpoint(options, new SplittableRandom(1), handler);
      to = new Endpoint(options, new SplittableRandom(2), handler);
      session = from.connect(0, 0);
      session.open(1, StreamKind.ORDERED);
      there = new Pipe(arena);
      back = new Pipe(arena);
      message = arena.allocate(Math.max(size, 8), 64);
    }

    void measure() {
      double[] nanos = new double[ROUNDS];
      long allocated = 0;
      long messages = BYTES_A_ROUND / (size + 40);
      for (int round = -WARMUPS; round < ROUNDS; round++) {
        long cpu = threads.getCurrentThreadCpuTime();
        long heap = threads.getCurrentThreadAllocatedBytes();
        exchange(messages);
        if (round >= 0) {
          nanos[round] = (double) (threads.getCurrentThreadCpuTime() - cpu) / messages;
          allocated += threads.getCurrentThreadAllocatedBytes() - heap;
        }
      }
      Arrays.sort(nanos);
      System.out.printf(
          "%,6d bytes: %.1f ns of processor time a message, both ends (%.1f to %.1f), %.3f bytes"
              + " allocated%n",
          size,
          nanos[ROUNDS / 2],
          nanos[0],
          nanos[ROUNDS - 1],
          (double) allocated / ROUNDS / messages);
    }

    private void exchange(long messages) {
      long goal = received + messages;
      long offered = received;
      while (received < goal) {
        while (offered < goal && session.offer(1, message, 0, size) > 0) {
          offered++;
        }
        now += STEP_NANOS;
        from.onTimer(now);
        from.poll(now, there);
        there.drain(now, to);
        to.onTimer(now);
        to.poll(now, back);
        back.drain(now, from);
      }
    }
  }
}

package dev.faultline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.Endpoint;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.link.StreamKind;
import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A durable link on logs whose disks fill up, fail to sync, tear and forget: each message that was
 * not lost with its sender is processed once and in order.
 */
class LinkOnFaultyDiskTest {
  private static final int STREAM = 1;
  private static final int RUNS = 60;
  private static final int STEPS = 1_200;
  private static final int STEPS_TO_RECOVER = 60_000;
  private static final long STEP_NANOS = 500_000;
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final LogOptions LOG = new LogOptions(1 << 14, 1 << 12, 5);
  private static final LinkOptions LINK =
      LinkOptions.builder()
          .packetBytes(256)
          .sendPackets(16)
          .receivePackets(16)
          .longestMessage(2_000)
          .streams(4)
          .congestion(() -> new StaticWindow(8 * 256))
          .helloInterval(Duration.ofMillis(20))
          .keepAlive(Duration.ofMillis(100))
          .deadAfter(Duration.ofSeconds(1))
          .storagePatience(Duration.ofMillis(50))
          .checkpointBytes(6_000)
          .build();

  /** A log without its thread as a storage: the test says when it writes and syncs. */
  private static final class CoreStorage implements Storage {
    private final FaultyDisk disk;
    private @Nullable LogCore core;

    CoreStorage(FaultyDisk disk) {
      this.disk = disk;
    }

    LogCore core() {
      return Objects.requireNonNull(core);
    }

    @Override
    public void recover(Records records) {
      try {
        core = LogCore.open(disk, LOG, records::record);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public long append(MemorySegment segment, long offset, int length) {
      return core().failed() ? -1 : core().append(segment, offset, length);
    }

    @Override
    public long appendReserved(MemorySegment segment, long offset, int length) {
      return core().failed() ? -1 : core().appendReserved(segment, offset, length);
    }

    @Override
    public boolean hasRoom(long bytes) {
      return !core().failed() && core().hasRoom(bytes);
    }

    @Override
    public long sync() {
      core().publish();
      return core().end();
    }

    @Override
    public int read(long position, MemorySegment into, long offset) {
      return core().read(position, into, offset);
    }

    @Override
    public long longestRecord() {
      return core().recordBytesMax();
    }

    @Override
    public void trim(long position) {
      core().trim(Math.min(position, core().end()));
    }
  }

  /** A process with its disk. */
  private static final class Side implements LinkHandler {
    final FaultyDisk disk = new FaultyDisk();
    final List<byte[]> outbound = new ArrayList<>();
    private final SplittableRandom random;
    CoreStorage storage;
    Endpoint endpoint;
    long last;
    boolean loses;
    int timesFull;
    @Nullable SessionEnd ended;

    Side(SplittableRandom random) {
      this.random = random;
      storage = new CoreStorage(disk);
      endpoint = new Endpoint(LINK, random.split(), this, storage);
    }

    void crash() {
      disk.fillUpAt(Long.MAX_VALUE);
      disk.crash(random);
      outbound.clear();
      last = 0;
      ended = null;
      storage = new CoreStorage(disk);
      endpoint = new Endpoint(LINK, random.split(), this, storage);
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      long number = buffer.get(NUMBER, offset);
      if (number != last + 1) {
        throw new AssertionError("message " + number + " came after " + last);
      }
      last = number;
      from.effect(stream, sequence, buffer, offset, Long.BYTES);
      return true;
    }

    @Override
    public void onRecovered(
        SessionId session, int stream, long sequence, MemorySegment effect, long at, int length) {
      last = effect.get(NUMBER, at);
    }

    @Override
    public void onRestored(MemorySegment state, long offset, int length) {
      last = state.get(NUMBER, offset);
    }

    @Override
    public MemorySegment snapshot() {
      MemorySegment state = MemorySegment.ofArray(new byte[Long.BYTES]);
      state.set(NUMBER, 0, last);
      return state;
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      ended = why;
    }

    @Override
    public void onStorageFull() {
      timesFull++;
    }

    boolean send(long peer, MemorySegment segment, long offset, int length) {
      if (!loses || random.nextInt(10) != 0) {
        outbound.add(segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
      }
      return true;
    }
  }

  /** Both, and the wire. */
  private static final class Pair {
    final SplittableRandom random;
    final Side left;
    final Side right;
    long now;

    Pair(long seed) {
      random = new SplittableRandom(seed);
      left = new Side(random.split());
      right = new Side(random.split());
    }

    Session session() {
      List<Session> known = left.endpoint.sessions();
      Session session = known.isEmpty() ? left.endpoint.connect(now, 0) : known.getFirst();
      session.open(STREAM, StreamKind.LOGGED);
      return session;
    }

    void offer(int most) {
      Session session = session();
      for (int i = 0; i < most; i++) {
        MemorySegment message = MemorySegment.ofArray(new byte[8 + random.nextInt(100)]);
        message.set(NUMBER, 0, session.offered(STREAM) + 1);
        if (session.offer(STREAM, message, 0, (int) message.byteSize()) < 0) {
          return;
        }
      }
    }

    void carry(Side from, Side to) {
      now += STEP_NANOS;
      from.endpoint.onTimer(now);
      from.endpoint.poll(now, from::send);
      List<byte[]> datagrams = List.copyOf(from.outbound);
      from.outbound.clear();
      for (byte[] datagram : datagrams) {
        to.endpoint.onDatagram(now, 0, MemorySegment.ofArray(datagram), 0, datagram.length);
      }
      to.endpoint.poll(now, to::send);
    }

    /** The log's second thread does a step; a process whose log has failed is started again. */
    void step(Side side) {
      side.storage.core().step();
      side.endpoint.onStorage(now, side.storage.core().durable());
      if (side.storage.core().failed()) {
        side.endpoint.onStorageFailure(now);
        if (side == left) {
          assertThat(left.endpoint.sessions()).isEmpty();
        }
        restart(side);
      }
    }

    void restart(Side side) {
      side.crash();
      if (side == left && !left.endpoint.sessions().isEmpty()) {
        session().connect(now, 0);
      }
    }

    void live() {
      Side side = random.nextBoolean() ? left : right;
      int what = random.nextInt(1_000);
      if (what < 8) {
        restart(side);
      } else if (what < 12) {
        side.disk.failSyncAfter(random.nextInt(4));
      } else if (what < 16) {
        side.disk.cutPowerAtSyncAfter(random.nextInt(4));
      } else if (what < 20) {
        side.disk.fillUpAt(random.nextInt(4) * (long) LOG.segmentBytes() + 500);
      } else if (what < 25) {
        side.disk.fillUpAt(Long.MAX_VALUE);
      } else if (what < 30) {
        side.loses = !side.loses;
      } else if (what < 400) {
        offer(20);
      } else if (what < 700) {
        step(side);
      } else {
        carry(side, side == left ? right : left);
      }
    }

    /** All is well from now on. */
    void recover() {
      for (Side side : List.of(left, right)) {
        side.disk.fillUpAt(Long.MAX_VALUE);
        side.loses = false;
        restart(side);
      }
      for (int i = 0; i < STEPS_TO_RECOVER && right.last < session().offered(STREAM); i++) {
        carry(left, right);
        step(left);
        carry(right, left);
        step(right);
      }
    }
  }

  @Test
  void every_message_that_a_crash_has_not_taken_back_is_processed_once_and_in_order() {
    long messages = 0;
    int full = 0;
    long seed = 20_261_127;
    System.out.println("seeds from " + seed);
    for (int run = 0; run < RUNS; run++, seed++) {
      try {
        Pair pair = new Pair(seed);
        for (int i = 0; i < STEPS; i++) {
          pair.live();
        }
        pair.recover();
        assertThat(pair.left.ended).isNull();
        assertThat(pair.right.last).isEqualTo(pair.session().offered(STREAM));
        messages += pair.right.last;
        full += pair.left.timesFull + pair.right.timesFull;
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(messages).isGreaterThan(RUNS * 100L);
    assertThat(full).isGreaterThan(RUNS / 10);
  }
}

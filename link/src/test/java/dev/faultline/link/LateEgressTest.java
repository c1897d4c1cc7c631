package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A driver hands datagrams over when a poll ends: until then nobody writes where they lie, from
 * then on nobody needs memory that was released, and they say nothing but what they are to say.
 */
final class LateEgressTest {
  private static final int STREAMS = 4;
  private static final byte JUNK = (byte) 0xDD;

  /** What the egress was given in this poll, and what it was when it was given. */
  private record Given(MemorySegment memory, long at, byte[] bytes) {}

  private final List<Given> given = new ArrayList<>();
  private final List<MemorySegment> released = new ArrayList<>();
  private final TreeSet<String> changed = new TreeSet<>();
  private final TreeSet<String> leaking = new TreeSet<>();
  private Predicate<byte[]> lost = datagram -> false;
  private int sent;
  private int freed;

  /** Whether what follows a packet's frames and trailer says nothing. */
  private static boolean zerosFollow(MemorySegment data) {
    long end =
        Wire.FRAMES
            + Short.toUnsignedLong(data.get(Wire.SHORT, Wire.USED))
            + Short.toUnsignedLong(data.get(Wire.SHORT, Wire.TRAILER));
    byte[] rest = data.asSlice(end).toArray(Wire.BYTE);
    return Arrays.equals(rest, new byte[rest.length]);
  }

  private void poll(Wired wire, Wired.Side from, Wired.Side to, long address) {
    for (byte[] datagram : poll(wire.now, from.endpoint, from.lost)) {
      to.endpoint.onDatagram(
          wire.now, address, MemorySegment.ofArray(datagram), 0, datagram.length);
    }
  }

  /** Returns what arrives of what was sent, as it is when the poll is over. */
  private List<byte[]> poll(long now, Endpoint from, Predicate<byte[]> lost) {
    from.onTimer(now);
    from.poll(
        now,
        (peer, memory, at, length) -> {
          given.add(new Given(memory, at, memory.asSlice(at, length).toArray(Wire.BYTE)));
          return true;
        });
    List<byte[]> arriving = new ArrayList<>();
    for (Given each : given) {
      sent++;
      byte[] late = each.memory.asSlice(each.at, each.bytes.length).toArray(Wire.BYTE);
      if (!Arrays.equals(late, each.bytes)) {
        changed.add("type " + late[Wire.TYPE] + " of " + late.length + " bytes");
      }
      if (late[Wire.TYPE] == Wire.DATA && !zerosFollow(MemorySegment.ofArray(late))) {
        leaking.add(late.length + " bytes");
      }
      if (!lost.test(late)) {
        arriving.add(late);
      }
    }
    given.clear();
    for (MemorySegment memory : released) {
      memory.fill(JUNK);
      freed++;
    }
    released.clear();
    return arriving;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void what_an_egress_was_given_stays_as_it_is_until_the_poll_is_over(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LinkOptions options =
        seed % 2 == 0
            ? Messages.small().toBuilder().sendPackets(64).receivePackets(64).build()
            : LinkOptions.DEFAULT;
    Wired wire = new Wired(options);
    // Clocks begin anywhere.
    wire.now = (seed % 3 - 1) * (1L << 62);
    wire.a.endpoint.onReleased(released::add);
    wire.b.endpoint.onReleased(released::add);
    int[] longest = {Integer.MAX_VALUE};
    int[] oneIn = {10};
    wire.a.lost = d -> random.nextInt(oneIn[0]) == 0 || d.length > longest[0];
    wire.b.lost = d -> random.nextInt(oneIn[0]) == 0;
    Session[] sessions = new Session[3];
    StreamKind[] kinds = {
      StreamKind.ORDERED, StreamKind.UNORDERED, StreamKind.STUBBORN, StreamKind.FAIR_LOSS
    };
    long number = 0;
    for (int step = 0; step < 6_000; step++) {
      int which = random.nextInt(sessions.length);
      Session session = sessions[which];
      if (session == null || session.ended()) {
        session = wire.a.endpoint.connect(wire.now, 0);
        for (int stream = 0; stream < STREAMS; stream++) {
          session.open(stream, kinds[stream], Duration.ofSeconds(2));
        }
        sessions[which] = session;
      }
      int stream = random.nextInt(STREAMS);
      int most = Math.min(session.longestMessage(stream), 20_000);
      int length = random.nextInt(4) == 0 ? most - random.nextInt(most - 8) : 8;
      for (int i = random.nextInt(3); i > 0; i--) {
        if (session.offer(stream, Messages.message(number + 1, length), 0, length) > 0) {
          number++;
        }
      }
      switch (random.nextInt(400)) {
        case 0 -> session.close(wire.now);
        case 1 -> session.abort(wire.now);
        case 2 -> wire.now += 1_500_000_000;
        case 3 -> longest[0] = longest[0] < 2_000 ? Integer.MAX_VALUE : options.packetBytes() / 2;
        case 4 -> oneIn[0] = oneIn[0] == 2 ? 10 : 2;
        default -> wire.now += random.nextInt(2_000_000);
      }
      poll(wire, wire.a, wire.b, wire.addressOfA);
      poll(wire, wire.b, wire.a, wire.addressOfB);
    }
    assertThat(sent).isGreaterThan(1_500);
    assertThat(freed).isPositive();
    assertThat(changed).isEmpty();
    assertThat(leaking).isEmpty();
    assertThat(wire.b.received.size()).isGreaterThan(500);
    assertThat(wire.b.changed).isZero();
  }

  /** A handler hears within a poll that one session has ended, and offers on another. */
  @Test
  void what_is_offered_within_a_poll_does_not_lie_where_what_it_sent_lies() {
    LinkOptions options = LinkOptions.DEFAULT;
    Wired wire = new Wired(options);
    Offering offering = new Offering();
    Endpoint from = new Endpoint(options, new SplittableRandom(1), offering);
    Session going = from.connect(wire.now, 0);
    Session ending = from.connect(wire.now, 0);
    going.open(1, StreamKind.FAIR_LOSS);
    offering.on = going;
    for (int step = 0; step < 100; step++) {
      exchange(wire, from);
    }
    ending.close(wire.now);
    lost = datagram -> datagram[Wire.TYPE] == Wire.ENDED;
    for (int step = 0; step < 4_000 && !ending.ended(); step++) {
      offering.offerOne(100);
      exchange(wire, from);
    }
    lost = datagram -> false;
    assertThat(ending.ended()).isTrue();
    assertThat(offering.taken).isPositive();
    assertThat(changed).isEmpty();
    assertThat(wire.b.endpoint.counters().corrupt()).isZero();
    assertThat(wire.b.changed).isZero();

    // When a poll is over, all that it sent has made room.
    for (int step = 0; step < 4_000 && going.acknowledged(1) < offering.number; step++) {
      exchange(wire, from);
    }
    assertThat(going.acknowledged(1)).isEqualTo(offering.number);
    offering.offerAll();
    assertThat(offering.taken).isGreaterThanOrEqualTo(options.sendPackets());
    assertThat(changed).isEmpty();
  }

  private void exchange(Wired wire, Endpoint from) {
    wire.now += 500_000;
    for (byte[] each : poll(wire.now, from, lost)) {
      wire.b.endpoint.onDatagram(wire.now, 0, MemorySegment.ofArray(each), 0, each.length);
    }
    for (byte[] each : poll(wire.now, wire.b.endpoint, lost)) {
      from.onDatagram(wire.now, 0, MemorySegment.ofArray(each), 0, each.length);
    }
  }

  /** Offers as much as there is room for, in chunks of their own, when a session has ended. */
  private static final class Offering implements LinkHandler {
    @Nullable Session on;
    long number;

    /** How many were taken the last time. */
    int taken;

    boolean offerOne(int length) {
      Session to = Objects.requireNonNull(on);
      boolean accepted = to.offer(1, Messages.message(number + 1, length), 0, length) > 0;
      number += accepted ? 1 : 0;
      return accepted;
    }

    void offerAll() {
      int length = Objects.requireNonNull(on).longestMessage(1);
      taken = 0;
      while (offerOne(length)) {
        taken++;
      }
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long at, int length) {
      return true;
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      offerAll();
    }
  }

  /** Sessions end while chunks are on the way, wait for the log, or lie in a ring that is open. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void durable_sessions_that_end_at_any_moment_keep_what_did_not_arrive_and_change_nothing(
      int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DurablePair pair =
        new DurablePair(Messages.small().toBuilder().sendPackets(64).receivePackets(64).build());
    pair.now = (seed % 3 - 1) * (1L << 62);
    pair.a.endpoint().onReleased(released::add);
    pair.b.endpoint().onReleased(released::add);
    TreeSet<Long> handled = new TreeSet<>();
    int[] wrong = new int[1];
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          long number = at.get(Wire.LONG, offset);
          boolean same = at.asSlice(offset, length).mismatch(Messages.message(number, length)) < 0;
          wrong[0] += same && handled.add(number) ? 0 : 1;
          return true;
        };
    int[] oneIn = {10};
    int[] longest = {Integer.MAX_VALUE};
    Predicate<byte[]> lost = d -> random.nextInt(oneIn[0]) == 0 || d.length > longest[0];
    Session session = begin(pair);
    TreeSet<Long> taken = new TreeSet<>();
    long number = 0;
    for (int step = 0; step < 4_000; step++) {
      if (session.ended()) {
        session = begin(pair);
      }
      for (int i = random.nextInt(3); i > 0; i--) {
        int length = 8 + random.nextInt(random.nextInt(4) == 0 ? 3_000 : 100);
        MemorySegment message = Messages.message(number + 1, length);
        if (session.offer(DurablePair.STREAM, message, 0, length) > 0) {
          taken.add(++number);
        }
      }
      switch (random.nextInt(300)) {
        case 0 -> session.close(pair.now);
        case 1 -> session.abort(pair.now);
        case 2 -> session.end(SessionEnd.SESSION_LOST);
        case 3 -> pair.now += 1_500_000_000;
        case 4 -> longest[0] = longest[0] < 300 ? Integer.MAX_VALUE : 200;
        case 5 -> oneIn[0] = oneIn[0] == 2 ? 10 : 2;
        default -> pair.now += random.nextInt(2_000_000);
      }
      exchange(pair, pair.a, pair.b, lost);
      exchange(pair, pair.b, pair.a, lost);
      if (random.nextInt(3) > 0) {
        pair.a.storage.finishSync(pair.now, pair.a.endpoint());
        pair.b.storage.finishSync(pair.now, pair.b.endpoint());
      }
    }
    session.end(SessionEnd.SESSION_LOST);
    for (int i = 0; i < 20; i++) {
      exchange(pair, pair.a, pair.b, lost);
      pair.a.storage.finishSync(pair.now, pair.a.endpoint());
    }
    // Whatever did not arrive is kept, and is what was offered.
    TreeSet<Long> known = new TreeSet<>(handled);
    for (Undelivered each : pair.a.endpoint().undelivered()) {
      pair.a
          .endpoint()
          .read(
              each.session(),
              each.stream(),
              (sequence, bytes, at, length) -> {
                long kept = bytes.get(Wire.LONG, at);
                boolean same =
                    bytes.asSlice(at, length).mismatch(Messages.message(kept, length)) < 0;
                wrong[0] += same ? 0 : 1;
                known.add(kept);
              });
    }
    assertThat(changed).isEmpty();
    assertThat(leaking).isEmpty();
    assertThat(wrong[0]).isZero();
    assertThat(freed).isPositive();
    assertThat(handled.size()).isGreaterThan(100);
    assertThat(known).isEqualTo(taken);
  }

  private static Session begin(DurablePair pair) {
    Session session = pair.a.endpoint().connect(pair.now, 0);
    session.open(DurablePair.STREAM, StreamKind.LOGGED);
    return session;
  }

  private void exchange(
      DurablePair pair, DurablePair.Side from, DurablePair.Side to, Predicate<byte[]> lost) {
    for (byte[] datagram : poll(pair.now, from.endpoint(), lost)) {
      MemorySegment bytes = MemorySegment.ofArray(datagram);
      to.endpoint().onDatagram(pair.now, 0, bytes, 0, datagram.length);
    }
  }
}

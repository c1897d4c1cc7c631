package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
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
    from.endpoint.onTimer(wire.now);
    from.endpoint.poll(
        wire.now,
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
      if (!from.lost.test(late)) {
        arriving.add(late);
      }
    }
    given.clear();
    for (MemorySegment memory : released) {
      memory.fill(JUNK);
      freed++;
    }
    released.clear();
    for (byte[] datagram : arriving) {
      to.endpoint.onDatagram(
          wire.now, address, MemorySegment.ofArray(datagram), 0, datagram.length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void what_an_egress_was_given_stays_as_it_is_until_the_poll_is_over(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LinkOptions options = seed % 2 == 0 ? Ends.small().withPackets(64, 64) : LinkOptions.DEFAULT;
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
        if (session.offer(stream, Ends.message(number + 1, length), 0, length) > 0) {
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
}

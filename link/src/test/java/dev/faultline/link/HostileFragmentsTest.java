package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fragments of chunks that say something else than a sender of ours would, with checksums that are
 * right. Whatever comes, a message whose genuine fragments come as well arrives unchanged.
 */
final class HostileFragmentsTest {
  private static final int SLOTS = 4;
  private static final int LENGTH = 3_900;
  private static final int TOTAL = Wire.FRAME_HEADER + LENGTH;
  private static final int LAST_OFFSET = 3 * Wire.FRAGMENT_BYTES;

  private final Wired wire =
      new Wired(
          LinkOptions.builder()
              .packetBytes(4_096)
              .sendPackets(SLOTS)
              .receivePackets(SLOTS)
              .build());
  private final List<byte[]> genuine = new ArrayList<>();
  private long packet = 1_000;

  @BeforeEach
  void the_genuine_fragments_of_a_message_are_held_back() {
    Session session = SessionTest.open(wire, StreamKind.UNORDERED);
    wire.a.lost =
        datagram -> {
          boolean fragment = datagram[Wire.TYPE] == Wire.DATA_FRAGMENT;
          if (fragment) {
            genuine.add(datagram);
          }
          return fragment || datagram.length > 1_300;
        };
    wire.trips(3);
    assertThat(session.offer(1, Messages.message(1, LENGTH), 0, LENGTH)).isEqualTo(1);
    wire.trips(1);
    assertThat(genuine).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    // Between two places.
    "1, 3902, 1156",
    // Shorter or longer than its place.
    "0, 3902, 1155",
    "0, 3902, 1157",
    "0, 3902, 0",
    "1156, 1156, 0",
    // Without all of its header.
    "0, 3902, -1",
    "0, 3902, -20",
    "3468, 3902, 433",
    "3468, 3902, 435",
    // Behind the end of the chunk.
    "3468, 1156, 1156",
    "1156, 1156, 1",
    "64736, 3902, 1156",
    // Of a longer chunk than there can be.
    "0, 65535, 1156",
    "64736, 65535, 799",
  })
  void a_fragment_that_no_sender_makes_is_malformed(int offset, int total, int bytes) {
    deliver(fragment(0, offset, total, bytes));

    assertThat(counters().malformed()).isEqualTo(1);
    assertThat(counters().refused()).isZero();
    assertGenuineArrives();
  }

  @Test
  void fragments_of_a_chunk_that_is_longer_than_a_slot_are_refused() {
    int total = 16_000;
    int sent = 0;
    for (int chunk = 0; chunk < SLOTS; chunk++) {
      for (int offset = 0; offset < total; offset += Wire.FRAGMENT_BYTES) {
        deliver(fragment(chunk, offset, total, Math.min(Wire.FRAGMENT_BYTES, total - offset)));
        sent++;
      }
    }

    assertThat(counters().refused()).isEqualTo(sent);
    assertGenuineArrives();
  }

  @Test
  void a_fragment_that_contradicts_another_about_the_length_of_their_chunk_is_malformed() {
    deliver(genuine.getFirst());
    deliver(fragment(0, Wire.FRAGMENT_BYTES, 2 * Wire.FRAGMENT_BYTES, Wire.FRAGMENT_BYTES));

    assertThat(counters().malformed()).isEqualTo(1);
    assertGenuineArrives();
  }

  @Test
  void fragments_of_a_chunk_beyond_the_window_do_not_take_the_place_of_others() {
    deliver(genuine.getFirst());
    deliver(fragment(SLOTS, 0, TOTAL, Wire.FRAGMENT_BYTES));

    assertThat(counters().refused()).isEqualTo(1);
    assertGenuineArrives();
  }

  @Test
  void fragments_of_a_chunk_that_is_here_are_duplicates() {
    genuine.forEach(this::deliver);
    for (int offset = 0; offset <= LAST_OFFSET; offset += Wire.FRAGMENT_BYTES) {
      deliver(fragment(0, offset, TOTAL, Math.min(Wire.FRAGMENT_BYTES, TOTAL - offset)));
    }

    assertThat(counters().duplicates()).isEqualTo(4);
    assertThat(wire.b.received).containsExactly(1L);
  }

  private void assertGenuineArrives() {
    assertThat(wire.b.received).isEmpty();
    genuine.forEach(this::deliver);

    assertThat(wire.b.received).containsExactly(1L);
    assertThat(wire.b.lengths).containsExactly(LENGTH);
    assertThat(wire.b.changed).isZero();
  }

  private Counters counters() {
    return wire.b.endpoint.counters();
  }

  /** A copy of a genuine fragment with other numbers. */
  private byte[] fragment(long chunk, int offset, int total, int bytes) {
    byte[] longest = Arrays.copyOf(genuine.getFirst(), Wire.FRAMES + Wire.FRAGMENT_BYTES + 1);
    MemorySegment datagram = MemorySegment.ofArray(longest);
    datagram.set(Wire.LONG, Wire.PACKET, packet++);
    datagram.set(Wire.LONG, Wire.CHUNK, chunk);
    datagram.set(Wire.SHORT, Wire.FRAGMENT_OFFSET, (short) offset);
    datagram.set(Wire.SHORT, Wire.FRAGMENT_TOTAL, (short) total);
    byte[] made = Arrays.copyOf(longest, Wire.FRAMES + bytes);
    new Checksum().stamp(MemorySegment.ofArray(made), 0, made.length);
    return made;
  }

  private void deliver(byte[] datagram) {
    wire.b.endpoint.onDatagram(wire.now, 0, MemorySegment.ofArray(datagram), 0, datagram.length);
  }
}

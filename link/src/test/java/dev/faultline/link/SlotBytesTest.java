package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing goes out that was not written for it, whatever was in its memory before. */
final class SlotBytesTest {
  private static final int STREAM = 1;
  private static final byte STALE = 0x5A;

  /** So many such bytes in a row were not written for a datagram. */
  private static final int TELLING = 4;

  private int looked;
  private int stale;

  private static LinkOptions stale(LinkOptions options) {
    return options.toBuilder()
        .memory(bytes -> {
          byte[] memory = new byte[(int) bytes];
          Arrays.fill(memory, STALE);
          return MemorySegment.ofArray(memory);
        })
        .build();
  }

  /** Looks at a datagram, and says that it is not lost. */
  private boolean look(byte[] datagram) {
    looked++;
    int run = 0;
    for (byte each : datagram) {
      run = each == STALE ? run + 1 : 0;
      stale += run == TELLING ? 1 : 0;
    }
    return false;
  }

  @ParameterizedTest
  @EnumSource(names = {"ORDERED", "UNORDERED", "STUBBORN", "FAIR_LOSS"})
  void datagrams_have_no_bytes_that_lay_in_their_memory(StreamKind kind) {
    for (LinkOptions options : new LinkOptions[] {Messages.small(), LinkOptions.DEFAULT}) {
      SplittableRandom random = new SplittableRandom(7);
      Wired wire = new Wired(stale(options));
      wire.a.keeps = false;
      wire.b.keeps = false;
      int[] longest = {Integer.MAX_VALUE};
      wire.a.lost = d -> look(d) || random.nextInt(20) == 0 || d.length > longest[0];
      wire.b.lost = d -> look(d) || random.nextInt(20) == 0;
      Session session = wire.a.endpoint.connect(wire.now, 0);
      session.open(STREAM, kind);
      wire.trips(50);
      int most = Objects.requireNonNull(session.sending(STREAM)).longestMessage();
      for (int i = 0; i < 3_000; i++) {
        // Those that do not fit have the chunk before padded, those that are long go in pieces.
        int packet = Math.min(most, options.packetBytes() - Wire.FRAMES - Wire.FRAME_HEADER);
        int length = i % 20 == 0 ? Math.min(most, 5_000) : packet - random.nextInt(packet / 8);
        session.offer(STREAM, MemorySegment.ofArray(new byte[length]), 0, length);
        wire.trips(random.nextInt(3));
        // In the middle the path gets narrow, and what was sealed goes in fragments.
        longest[0] = i > 1_500 ? 1_300 : Integer.MAX_VALUE;
      }
      assertThat(looked).isGreaterThan(500);
      assertThat(stale).as("%s, packets of %d", kind, options.packetBytes()).isZero();
    }
  }

  @Test
  void chunks_from_the_log_have_no_bytes_that_lay_in_their_memory() {
    for (int seed = 1; seed <= 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DurablePair pair =
          new DurablePair(
              stale(Messages.small().toBuilder().sendPackets(64).receivePackets(64).build()));
      pair.a.lost = this::look;
      Session session = pair.connect();
      pair.trips(20);
      for (int i = 0; i < 400; i++) {
        int length = 150 + random.nextInt(50);
        session.offer(STREAM, MemorySegment.ofArray(new byte[length]), 0, length);
        pair.trips(random.nextInt(3));
        if (random.nextInt(100) == 0) {
          pair.b.crash(random.nextInt(3));
        }
      }
      pair.trips(1_000);
      assertThat(looked).isGreaterThan(100);
      assertThat(stale).as("seed %d", seed).isZero();
    }
  }

  /** What one peer was sent is not for the next one to whom a ring goes. */
  @Test
  void what_was_sent_to_one_peer_goes_to_no_other() {
    Wired wire = new Wired(LinkOptions.DEFAULT);
    wire.b.keeps = false;
    Session first = wire.a.endpoint.connect(wire.now, 0);
    Session second = wire.a.endpoint.connect(wire.now, 0);
    first.open(STREAM, StreamKind.ORDERED);
    second.open(STREAM, StreamKind.ORDERED);
    wire.trips(50);
    byte[] secret = new byte[24_000];
    Arrays.fill(secret, STALE);
    assertThat(first.offer(STREAM, MemorySegment.ofArray(secret), 0, secret.length)).isPositive();
    wire.trips(50);
    wire.now += 2_000_000_000;
    wire.trips(5);
    assertThat(Objects.requireNonNull(first.sending(STREAM)).rests()).isTrue();
    wire.a.lost = this::look;
    for (int i = 0; i < 12; i++) {
      assertThat(second.offer(STREAM, MemorySegment.ofArray(new byte[1_220]), 0, 1_220))
          .isPositive();
    }
    wire.trips(50);
    assertThat(looked).isGreaterThan(10);
    assertThat(stale).isZero();
  }
}

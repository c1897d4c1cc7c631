package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.path.PathMtu;
import dev.faultline.link.wire.Wire;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Processes with storages crash while chunks are on their way in fragments. */
final class FragmentsCrashTest {
  private static final int STUBBORN = 2;
  private static final int LENGTH = 8_000;
  private static final int MOST = 1_300;
  private static final LinkOptions OPTIONS =
      LinkOptions.builder()
          .packetBytes(9_000)
          .sendPackets(16)
          .receivePackets(16)
          .congestion(() -> new StaticWindow(1 << 20))
          .build();

  @Test
  void fragments_that_a_receiver_had_before_its_crash_are_sent_again() {
    DurablePair pair = new DurablePair(OPTIONS);
    Session session = connect(pair);
    pair.a.lost = datagram -> datagram.length > MOST || firstFragment(datagram);
    session.offer(STUBBORN, Messages.message(1, LENGTH), 0, LENGTH);
    pair.trips(50);
    assertThat(pair.b.numbers).isEmpty();

    pair.b.crash(Integer.MAX_VALUE);
    pair.a.lost = datagram -> datagram.length > MOST;
    pair.trips(2_000);

    assertThat(pair.b.numbers).contains(1L);
  }

  @Test
  void fragments_of_a_sender_that_has_restarted_are_not_taken_for_those_of_its_past() {
    DurablePair pair = new DurablePair(OPTIONS);
    Session before = connect(pair);
    pair.a.lost = datagram -> datagram.length > MOST;
    pair.trips(5);
    for (long i = 1; i <= 10; i++) {
      before.offer(STUBBORN, Messages.message(i, LENGTH), 0, LENGTH);
    }
    pair.trips(50);
    assertThat(pair.b.numbers).hasSize(10);

    pair.a.crash(Integer.MAX_VALUE);
    Session after = connect(pair);
    pair.trips(5);
    for (long i = 11; i <= 20; i++) {
      after.offer(STUBBORN, Messages.message(i, LENGTH), 0, LENGTH);
    }
    pair.trips(2_000);

    assertThat(pair.b.numbers).containsAll(LongStream.rangeClosed(1, 20).boxed().toList());
  }

  @Test
  void logged_chunks_that_were_sealed_for_a_wider_path_arrive_once_in_spite_of_crashes() {
    long fragments = 0;
    for (long seed = 1; seed <= 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DurablePair pair = new DurablePair(OPTIONS);
      int[] carries = {9_000};
      pair.a.lost = datagram -> datagram.length > carries[0] || random.nextInt(20) == 0;
      Session session = connect(pair);
      for (int step = 0; step < 200; step++) {
        pair.syncs = random.nextInt(4) != 0;
        if (random.nextInt(30) == 0) {
          carries[0] = random.nextBoolean() ? 9_000 : PathMtu.BASE_BYTES + random.nextInt(2_000);
        }
        int length = 8 + random.nextInt(LENGTH);
        long next = session.offered(DurablePair.STREAM) + 1;
        session.offer(DurablePair.STREAM, Messages.message(next, length), 0, length);
        pair.trips(random.nextInt(4));
        if (random.nextInt(40) == 0) {
          fragments += pair.a.endpoint().counters().fragments();
          (random.nextBoolean() ? pair.a : pair.b).crash(random.nextInt(4));
          session = connect(pair);
        }
      }
      pair.syncs = true;
      pair.trips(6_000);
      fragments += pair.a.endpoint().counters().fragments();
      assertThat(pair.a.ended).as("seed %d", seed).isNull();
      assertThat(pair.b.numbers)
          .as("seed %d", seed)
          .isEqualTo(
              LongStream.rangeClosed(1, session.offered(DurablePair.STREAM)).boxed().toList());
    }
    assertThat(fragments).isGreaterThan(1_000);
  }

  private static Session connect(DurablePair pair) {
    Session session = pair.connect();
    session.open(STUBBORN, StreamKind.STUBBORN);
    return session;
  }

  private static boolean firstFragment(byte[] datagram) {
    return datagram[Wire.TYPE] == Wire.DATA_FRAGMENT
        && datagram[Wire.FRAGMENT_OFFSET] == 0
        && datagram[Wire.FRAGMENT_OFFSET + 1] == 0;
  }
}

package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link Session#processedByPeer} never says more than a crash of the peer leaves. */
final class ProcessedByPeerTest {
  private static final int MESSAGES = 300;

  @Test
  void what_the_peer_has_processed_outlives_its_crashes() {
    for (long seed = 20_261_201; seed < 20_261_206; seed++) {
      System.out.println("processed by the peer, seed " + seed);
      SplittableRandom random = new SplittableRandom(seed);
      DurablePair pair = new DurablePair(Messages.small());
      pair.a.lost = datagram -> random.nextInt(10) == 0;
      pair.b.lost = datagram -> random.nextInt(10) == 0;
      Session session = pair.connect();
      long most = 0;
      int offered = 0;
      for (int turn = 0; turn < 4_000; turn++) {
        // Some are longer than a packet, so that one lies in several chunks.
        int length = 8 + random.nextInt(random.nextInt(5) == 0 ? 1_000 : 40);
        if (offered < MESSAGES
            && session.offer(1, Messages.message(offered + 1, length), 0, length) > 0) {
          offered++;
        }
        pair.syncs = random.nextInt(3) > 0;
        pair.trips(1);
        long processed = session.processedByPeer(DurablePair.STREAM);
        assertThat(processed).isBetween(most, (long) offered);
        most = processed;
        if (random.nextInt(200) == 0) {
          pair.b.crash(0);
          assertThat((long) pair.b.numbers.size()).as("after a crash").isGreaterThanOrEqualTo(most);
        }
        if (random.nextInt(400) == 0) {
          pair.a.crash(0);
          session = pair.connect();
          // It may have forgotten how far the peer is, and is never wrong about it.
          most = session.processedByPeer(DurablePair.STREAM);
          offered = Math.toIntExact(session.offered(DurablePair.STREAM));
          assertThat((long) pair.b.numbers.size()).isGreaterThanOrEqualTo(most);
        }
      }
      pair.syncs = true;
      pair.trips(4_000);
      assertThat(session.processedByPeer(DurablePair.STREAM)).isEqualTo(offered);
      assertThat(session.processedByPeer(2)).isZero();
      assertThat(DurablePair.inOrder(pair.b.numbers)).isTrue();
    }
  }
}

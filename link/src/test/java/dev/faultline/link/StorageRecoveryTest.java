package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What a link does that starts on a storage that is torn or corrupt, or that another process has.
 */
final class StorageRecoveryTest {
  private static final LinkOptions OPTIONS =
      Messages.small().toBuilder()
          .storagePatience(Duration.ofSeconds(3))
          .checkpointBytes(2_000)
          .helloInterval(Duration.ofMillis(100))
          .keepAlive(Duration.ofSeconds(1))
          .deadAfter(Duration.ofSeconds(100))
          .build();

  private final DurablePair pair = new DurablePair(OPTIONS);

  @Test
  void wherever_the_tail_is_torn_messages_are_there_once_and_in_order() {
    for (long seed = 1; seed <= 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DurablePair torn = new DurablePair(OPTIONS);
      Session session = torn.connect();
      for (int step = 0; step < 150; step++) {
        torn.syncs = random.nextInt(4) != 0;
        DurablePair.offer(session, session.offered(DurablePair.STREAM) + 1);
        torn.trips(random.nextInt(3));
        if (random.nextInt(15) == 0) {
          (random.nextBoolean() ? torn.a : torn.b).crash(random.nextInt(4));
          session = torn.connect();
        }
      }
      torn.syncs = true;
      torn.trips(3_000);
      assertThat(torn.a.ended).as("seed %d", seed).isNull();
      assertThat(torn.b.numbers)
          .as("seed %d", seed)
          .isEqualTo(
              LongStream.rangeClosed(1, session.offered(DurablePair.STREAM)).boxed().toList());
    }
  }

  @Test
  void a_corrupt_record_in_the_middle_keeps_the_endpoint_from_starting() {
    Session session = pair.connect();
    pair.trips(10);
    for (int i = 1; i <= 10; i++) {
      DurablePair.offer(session, i);
      pair.trips(2);
    }
    pair.a.storage.corruptAt = pair.a.storage.positionOf(pair.a.storage.size() / 2);
    assertThatThrownBy(pair.a::start)
        .isInstanceOf(MemoryStorage.Corrupt.class)
        .hasMessageContaining("the record at " + pair.a.storage.corruptAt);
  }

  @Test
  void the_older_of_two_processes_with_one_disk_is_fenced() {
    Session session = pair.connect();
    pair.trips(10);
    DurablePair.offer(session, 1);
    pair.trips(4);
    assertThat(pair.b.numbers).containsExactly(1L);

    // The folder was copied, or two processes were started on a shared one.
    DurablePair.Side younger = new DurablePair.Side(pair.a.storage.copy(), OPTIONS, 3);
    Session taken = younger.endpoint().sessions().getFirst();
    taken.connect(pair.now, 0);
    for (int i = 0; i < 20; i++) {
      pair.carry(younger, pair.b);
      pair.carry(pair.b, younger);
    }
    assertThat(taken.connected()).isTrue();

    DurablePair.offer(session, 2);
    pair.trips(20);
    assertThat(pair.a.ended).isEqualTo(SessionEnd.FENCED);
    assertThat(pair.b.numbers).containsExactly(1L);
    DurablePair.offer(taken, 2);
    for (int i = 0; i < 200; i++) {
      pair.carry(younger, pair.b);
      pair.carry(pair.b, younger);
    }
    assertThat(pair.b.numbers).containsExactly(1L, 2L);
  }

  @Test
  void the_older_of_two_processes_stays_fenced_though_the_peer_restarts() {
    Session session = pair.connect();
    pair.trips(10);
    DurablePair.offer(session, 1);
    pair.trips(4);
    DurablePair.Side younger = new DurablePair.Side(pair.a.storage.copy(), OPTIONS, 3);
    Session taken = younger.endpoint().sessions().getFirst();
    taken.connect(pair.now, 0);
    for (int i = 0; i < 20; i++) {
      pair.carry(younger, pair.b);
      pair.carry(pair.b, younger);
    }
    assertThat(taken.connected()).isTrue();

    pair.b.crash(0);
    DurablePair.offer(session, 2);
    pair.trips(300);
    assertThat(pair.a.ended).isEqualTo(SessionEnd.FENCED);
    assertThat(pair.b.numbers).containsExactly(1L);
  }
}

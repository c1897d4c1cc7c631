package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A process is killed between writing and syncing. The next one finds what was written, and a power
 * failure takes it away: so until it has synced, nobody may hear that it is there.
 */
final class KilledBeforeSyncTest {
  private final DurablePair pair = new DurablePair(Messages.small());

  /** Messages 1 to 5 are durable at the receiver, 6 to 8 are written and processed there. */
  private Session written() {
    Session session = pair.connect();
    pair.trips(20);
    for (long number = 1; number <= 5; number++) {
      DurablePair.offer(session, number);
    }
    pair.trips(40);
    pair.syncs = false;
    for (long number = 6; number <= 8; number++) {
      DurablePair.offer(session, number);
    }
    // The sender's syncs go on.
    for (int i = 0; i < 20; i++) {
      pair.trips(1);
      pair.a.storage.finishSync(pair.now, pair.a.endpoint());
    }
    assertThat(pair.b.numbers).hasSize(8);
    return session;
  }

  @Test
  void a_receiver_welcomes_nobody_before_what_it_has_recovered_is_durable() {
    Session session = written();
    pair.b.kill();
    assertThat(pair.b.numbers).hasSize(8);
    for (int i = 0; i < 3_000; i++) {
      pair.trips(1);
      pair.a.storage.finishSync(pair.now, pair.a.endpoint());
    }
    assertThat(session.connected()).isFalse();

    // Power fails now.
    pair.b.crash(0);
    assertThat(pair.b.numbers).hasSize(5);
    pair.syncs = true;
    pair.trips(3_000);
    assertThat(pair.a.ended).isNull();
    assertThat(pair.b.numbers).isEqualTo(LongStream.rangeClosed(1, 8).boxed().toList());
  }

  @Test
  void nor_does_it_say_that_a_session_is_over() {
    Session session = written();
    pair.b.kill();
    pair.b.endpoint().sessions().getFirst().close(pair.now);
    for (int i = 0; i < 3_000; i++) {
      pair.trips(1);
      pair.a.storage.finishSync(pair.now, pair.a.endpoint());
    }
    assertThat(session.ended()).isFalse();
    pair.syncs = true;
    pair.trips(3_000);
    assertThat(pair.a.ended).isEqualTo(SessionEnd.CLOSED_BY_PEER);
    assertThat(session.acknowledged(DurablePair.STREAM)).isEqualTo(8);
  }

  @Test
  void it_does_welcome_them_then() {
    Session session = written();
    pair.b.kill();
    pair.syncs = true;
    pair.trips(3_000);
    assertThat(session.connected()).isTrue();
    DurablePair.offer(session, 9);
    pair.trips(100);
    assertThat(pair.b.numbers).isEqualTo(LongStream.rangeClosed(1, 9).boxed().toList());
    assertThat(session.acknowledged(DurablePair.STREAM)).isEqualTo(9);
  }

  @Test
  void nor_does_it_say_of_a_session_that_is_kept_that_it_is_over() {
    Session session = pair.connect();
    pair.trips(20);
    Session atB = pair.b.endpoint().sessions().getFirst();
    atB.open(2, StreamKind.LOGGED);
    pair.b.lost = datagram -> true;
    atB.offer(2, Messages.message(1, 8), 0, 8);
    pair.trips(5);
    pair.syncs = false;
    atB.abort(pair.now);
    pair.trips(5);
    pair.b.kill();
    pair.b.lost = datagram -> false;
    assertThat(pair.b.endpoint().undelivered().getFirst().ended()).isEqualTo(SessionEnd.ABORTED);
    for (int i = 0; i < 3_000; i++) {
      pair.trips(1);
      pair.a.storage.finishSync(pair.now, pair.a.endpoint());
    }
    assertThat(session.ended()).isFalse();
    pair.syncs = true;
    pair.trips(3_000);
    assertThat(pair.a.ended).isEqualTo(SessionEnd.ABORTED);
  }

  @Test
  void nobody_hears_of_a_new_session_before_it_is_written_down() {
    pair.trips(5);
    pair.syncs = false;
    List<Byte> sent = new ArrayList<>();
    pair.a.lost = datagram -> !sent.add(datagram[Wire.TYPE]);
    Session session = pair.connect();
    pair.trips(50);
    assertThat(sent).isEmpty();
    pair.syncs = true;
    pair.trips(50);
    assertThat(sent).first().isEqualTo(Wire.HELLO);
    assertThat(session.connected()).isTrue();
  }
}

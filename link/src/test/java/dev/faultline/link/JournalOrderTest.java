package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.journal.ChunkRecord;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What waits for the log has its turn in the order in which it came: records that are owed,
 * sessions that have something to commit, and those whose messages wait for a commit.
 */
final class JournalOrderTest {
  private static final int SESSIONS = 5;

  private final DurablePair pair = new DurablePair(Messages.small());

  private List<Session> connected() {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      Session session = pair.a.endpoint().connect(pair.now, 0);
      session.open(DurablePair.STREAM, StreamKind.LOGGED);
      sessions.add(session);
    }
    pair.trips(60);
    assertThat(sessions).allMatch(Session::connected);
    return sessions;
  }

  /** The numbers of the sessions that records of this type in the storage are of, from one on. */
  private static List<Integer> of(MemoryStorage storage, byte type, int from) {
    List<Integer> sessions = new ArrayList<>();
    int[] index = new int[1];
    storage.recover((position, record, at, length) -> {
      if (index[0]++ >= from && record.get(Wire.BYTE, at) == type) {
        sessions.add(
            type == ChunkRecord.TYPE
                ? ChunkRecord.session(record, at)
                : record.get(Wire.INT, at + 1));
      }
    });
    return sessions;
  }

  @Test
  void what_was_offered_first_is_in_the_log_first() {
    List<Session> sessions = connected();
    int before = pair.a.storage.size();
    List<Integer> offered = new ArrayList<>();
    for (int each : new int[] {3, 0, 4, 1, 2}) {
      DurablePair.offer(sessions.get(each), 1);
      offered.add(sessions.get(each).number());
    }
    pair.trips(1);
    assertThat(of(pair.a.storage, ChunkRecord.TYPE, before)).isEqualTo(offered);
  }

  @Test
  void who_waited_longest_for_a_commit_goes_on_first() {
    pair.b.storage.longest = 4_000;
    List<Session> sessions = connected();
    List<Long> handled = new ArrayList<>();
    MemorySegment effect = MemorySegment.ofArray(new byte[1_500]);
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          handled.add(at.get(Wire.LONG, offset));
          // So long that no other message is handled before the next commit.
          from.effect(stream, sequence, effect, 0, 1_500);
          return true;
        };
    List<Long> offered = new ArrayList<>();
    for (int each : new int[] {3, 0, 4, 1, 2}) {
      DurablePair.offer(sessions.get(each), each);
      offered.add((long) each);
    }
    pair.trips(40);
    assertThat(handled).isEqualTo(offered);
  }

  @Test
  void records_for_which_there_was_no_room_are_written_in_the_order_in_which_they_came_up() {
    connected();
    int before = pair.a.storage.size();
    pair.a.storage.capacity = 0;
    List<Integer> begun = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Session session = pair.a.endpoint().connect(pair.now, 0);
      if (i == 2) {
        // Nothing durable speaks of it, and nothing has to.
        session.abort(pair.now);
      } else {
        begun.add(session.number());
      }
    }
    pair.now += 1_000_000_000;
    pair.trips(3);
    assertThat(pair.a.storage.size()).isEqualTo(before);
    pair.a.storage.capacity = Long.MAX_VALUE;
    pair.now += 1_000_000_000;
    pair.trips(3);
    assertThat(of(pair.a.storage, Journal.SESSION, before)).isEqualTo(begun);
    pair.a.crash(0);
    assertThat(pair.a.endpoint().sessions()).hasSize(SESSIONS + begun.size());
  }
}

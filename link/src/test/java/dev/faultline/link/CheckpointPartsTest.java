package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checkpoints whose sessions or state lie in parts, written over several commits while messages are
 * handled; and what a loss of power at any time would leave of them.
 */
final class CheckpointPartsTest {
  private static final int LONGEST = 1_000;

  private static DurablePair pair(SplittableRandom random) {
    return new DurablePair(
        Messages.small().toBuilder().checkpointBytes(1_500 + random.nextInt(2_000)).build());
  }

  private static List<Session> connect(DurablePair pair, int count) {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Session session = pair.a.endpoint().connect(pair.now, 0);
      session.open(DurablePair.STREAM, StreamKind.LOGGED);
      sessions.add(session);
      pair.trips(2);
    }
    pair.trips(60);
    return sessions;
  }

  private static DurablePair.Side restarted(MemoryStorage storage) {
    return new DurablePair.Side(storage.crashed(), Messages.small(), 99);
  }

  private static void offer(SplittableRandom random, List<Session> sessions, long number) {
    DurablePair.offer(sessions.get(random.nextInt(sessions.size())), number);
  }

  /** A state of 1,600 bytes lies in parts, too. */
  @ParameterizedTest
  @ValueSource(ints = {480, 1_600})
  void a_state_has_the_effects_of_those_messages_that_are_processed(int stateBytes) {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DurablePair pair = pair(random);
      pair.b.storage.longest = LONGEST;
      pair.b.storage.unsyncedMost = LONGEST + random.nextInt(2 * LONGEST);
      pair.b.stateBytes = stateBytes;
      List<Session> sessions = connect(pair, 15 + random.nextInt(20));
      int most = stateBytes / 8 - 1;
      for (int offered = 0; offered < most; ) {
        for (int more = random.nextInt(4); more > 0 && offered < most; more--) {
          offer(random, sessions, ++offered);
        }
        pair.syncs = random.nextInt(3) > 0;
        pair.trips(1);
        if (random.nextInt(3) == 0) {
          DurablePair.Side left = restarted(pair.b.storage);
          long processed = 0;
          for (Session session : left.endpoint().sessions()) {
            processed += session.received(DurablePair.STREAM);
          }
          assertThat(left.numbers)
              .as("seed %d, %d offered", seed, offered)
              .hasSize((int) processed);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void what_was_durable_is_sent_although_an_old_table_is_only_there_in_part(int forgets) {
    for (int seed = 0; seed < 80; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DurablePair pair = pair(random);
      pair.a.storage.longest = LONGEST;
      pair.a.storage.unsyncedMost = LONGEST + random.nextInt(LONGEST + LONGEST / 2);
      pair.a.storage.forgets = forgets;
      pair.b.handling = (from, stream, sequence, at, offset, length) -> true;
      List<Session> sessions = connect(pair, 25 + random.nextInt(15));
      boolean[] cut = {false};
      pair.a.lost = datagram -> cut[0];
      for (int step = 0; step < 60; step++) {
        for (int more = random.nextInt(4); more > 0; more--) {
          offer(random, sessions, step);
        }
        cut[0] = random.nextInt(5) == 0 ? !cut[0] : cut[0];
        pair.syncs = random.nextInt(3) > 0;
        pair.trips(1);
        if (random.nextInt(3) == 0) {
          nothingIsMissing(pair, sessions, "seed %d, step %d".formatted(seed, step));
        }
      }
    }
  }

  private static void nothingIsMissing(DurablePair pair, List<Session> sessions, String when) {
    SortedMap<SessionId, Long> arrived = new TreeMap<>();
    for (Session session : pair.b.endpoint().sessions()) {
      arrived.put(session.id(), session.received(DurablePair.STREAM));
    }
    SortedMap<SessionId, Undelivered> left = new TreeMap<>();
    restarted(pair.a.storage).endpoint().undelivered().forEach(all -> left.put(all.session(), all));
    for (Session session : sessions) {
      long has = arrived.getOrDefault(session.id(), 0L);
      long durable = session.durable(DurablePair.STREAM);
      if (durable > has) {
        Undelivered there = left.get(session.id());
        assertThat(there != null && there.first() <= has + 1 && there.last() >= durable)
            .as("%s: %d of %d arrived, and left is %s", when, has, durable, there)
            .isTrue();
      }
    }
  }

  /** The log deletes whole files, and so begins between the parts of an old state. */
  @Test
  void a_state_is_restored_whole_or_not_at_all() {
    int stateBytes = 3_000;
    // Fewer are younger than the old state.
    for (int forgets = 50; forgets <= 120; forgets++) {
      DurablePair pair =
          new DurablePair(Messages.small().toBuilder().checkpointBytes(1_000).build());
      pair.b.storage.longest = LONGEST;
      pair.b.storage.forgets = forgets;
      pair.b.stateBytes = stateBytes;
      Session session = connect(pair, 1).getFirst();
      long oldest = 0;
      for (int offered = 1; offered <= 370; offered++) {
        DurablePair.offer(session, offered);
        pair.trips(1);
        if (oldest != pair.b.storage.positionOf(0)) {
          oldest = pair.b.storage.positionOf(0);
          assertThat(restarted(pair.b.storage).states)
              .as("%d records in a file, %d offered", forgets, offered)
              .isNotEmpty()
              .allMatch(length -> length == stateBytes);
        }
      }
      assertThat(oldest).isPositive();
    }
  }
}

package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.journal.ChunkRecord;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.journal.RecordWriter;
import dev.faultline.link.journal.Recovery;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 24, A16: what recovery costs. */
final class RecoveryTest {
  private static final int CHUNKS = 5_000;

  private final DurablePair pair = new DurablePair(Messages.small());

  /** What a process had begun and not committed never happened, whatever is committed later. */
  @Test
  void an_end_that_was_not_committed_does_not_become_true_with_the_next_commit() {
    DurablePair pair = new DurablePair(Messages.small());
    Session session = pair.connect();
    pair.trips(20);
    int synced = pair.b.storage.size();
    pair.b.endpoint().sessions().getFirst().abort(pair.now);
    assertThat(pair.b.storage.size()).isEqualTo(synced + 1);
    // The record of the end survives, and nothing behind it.
    pair.b.crash(1);
    assertThat(pair.b.endpoint().sessions()).hasSize(1);
    DurablePair.offer(session, 1);
    pair.trips(40_000);
    assertThat(pair.b.numbers).containsExactly(1L);
    pair.b.crash(0);
    assertThat(pair.b.endpoint().sessions()).hasSize(1);
    assertThat(pair.b.numbers).containsExactly(1L);
  }

  @Test
  void chunks_of_ended_sessions_are_looked_at_once() {
    Recovery recovery =
        new Recovery(
            new Endpoint(Messages.small(), new SplittableRandom(1), pair.a, new MemoryStorage())
                .context()
                .table,
            pair.a);
    RecordWriter record = new RecordWriter();
    record.u8(Journal.SESSION).u32(1).u64(1).u64(2).u64(0).u8(1).u64(0);
    read(recovery, 0, record);
    MemorySegment chunk = MemorySegment.ofArray(new byte[100]);
    for (int i = 1; i <= CHUNKS; i++) {
      ChunkRecord.write(chunk, 0, 1, 1, i, 1, false);
      recovery.record(2L * i, chunk, 0, 100);
      read(recovery, 2L * i + 1, record.clear().u8(Journal.COMMIT).u32(0).u32(0));
      if (i == 1) {
        read(recovery, 3, record.clear().u8(Journal.ENDED).u32(1));
      }
    }
    assertThat(recovery.looked()).isLessThanOrEqualTo(2 * CHUNKS);
  }

  @Test
  void chunks_of_sessions_that_only_a_checkpoint_could_describe_are_looked_at_twice_at_most() {
    Recovery recovery =
        new Recovery(
            new Endpoint(Messages.small(), new SplittableRandom(1), pair.a, new MemoryStorage())
                .context()
                .table,
            pair.a);
    RecordWriter record = new RecordWriter();
    MemorySegment chunk = MemorySegment.ofArray(new byte[100]);
    for (int i = 1; i <= CHUNKS; i++) {
      ChunkRecord.write(chunk, 0, 1, 1, i, 1, false);
      recovery.record(2L * i, chunk, 0, 100);
      read(recovery, 2L * i + 1, record.clear().u8(Journal.COMMIT).u32(0).u32(0));
    }
    assertThat(recovery.looked()).isLessThanOrEqualTo(2 * CHUNKS);
  }

  /** Sessions had no owner, and so shorter records: read as now, they would get what follows. */
  @ParameterizedTest
  @ValueSource(bytes = {3, 5})
  void a_log_from_before_sessions_belonged_to_keys_is_refused_with_what_to_do(byte type) {
    Recovery recovery =
        new Recovery(
            new Endpoint(Messages.small(), new SplittableRandom(1), pair.a, new MemoryStorage())
                .context()
                .table,
            pair.a);
    RecordWriter record = new RecordWriter();
    read(recovery, 0, record.u8(Journal.INCARNATION).u64(1));
    record.clear().u8(type).u32(1).u64(1).u64(2).u64(0).u8(1).u64(0);
    assertThatThrownBy(() -> read(recovery, 1, record))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("older version")
        .hasMessageContaining("begin with an empty folder");
  }

  private static void read(Recovery recovery, long position, RecordWriter record) {
    recovery.record(position, record.segment(), 0, record.length());
  }
}

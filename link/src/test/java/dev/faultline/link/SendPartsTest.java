package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.path.PathMtu;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A stream whose chunk goes whole and in parts, as its path changes; the test is the network. */
final class SendPartsTest {
  private static final int LENGTH = 8_000;
  private static final int PARTS = 7;
  private static final int ALL = (1 << PARTS) - 1;

  private final SendStream stream = stream();
  private long next;

  private static SendStream stream() {
    LinkOptions options =
        LinkOptions.builder().packetBytes(9_000).sendPackets(4).receivePackets(4).build();
    SendRings rings = new SendRings(options, memory -> {});
    SendStream stream =
        new SendStream(1, StreamKind.UNORDERED, options, 1_000, 1, null, rings, Rules.SOUND);
    stream.packetBytes(PathMtu.BASE_BYTES);
    return stream;
  }

  /** A packet on its way. */
  private record Sent(long packet, long chunk, int part) {}

  @Test
  void a_late_part_of_a_chunk_that_was_lost_whole_does_not_stop_its_retransmission() {
    stream.offer(Messages.message(1, LENGTH), 0, LENGTH);
    List<Sent> parts = parts(stream.fresh());
    stream.parts.lost(0, 0, parts.getFirst().packet());
    Sent whole = whole(0);
    assertThat(stream.anyLost()).isFalse();
    stream.chunks.lost(0, whole.packet());
    stream.parts.acknowledged(0, 1);

    assertThat(stream.anyLost()).isTrue();
    assertThat(parts(0)).extracting(Sent::part).containsExactly(0, 2, 3, 4, 5, 6);
  }

  @Test
  void a_part_that_is_lost_after_the_whole_chunk_was_sent_is_not_sent_again() {
    stream.offer(Messages.message(1, LENGTH), 0, LENGTH);
    List<Sent> parts = parts(stream.fresh());
    stream.parts.lost(0, 0, parts.getFirst().packet());
    whole(0);
    stream.parts.lost(0, 1, parts.get(1).packet());

    assertThat(stream.anyLost()).isFalse();
  }

  @Test
  void whatever_arrives_late_or_never_a_chunk_is_sent_until_all_of_it_is_there() {
    for (long seed = 1; seed <= 100; seed++) {
      run(new SplittableRandom(seed), stream());
    }
  }

  private void run(SplittableRandom random, SendStream stream) {
    List<Sent> flying = new ArrayList<>();
    List<Sent> late = new ArrayList<>();
    int[] there = new int[40];
    int offered = 0;
    for (int step = 0; step < 2_000; step++) {
      if (offered < there.length
          && stream.offer(Messages.message(offered + 1, LENGTH), 0, LENGTH) > 0) {
        offered++;
      }
      if (stream.anyLost() || (stream.anyFresh() && stream.ready())) {
        long chunk = stream.anyLost() ? stream.chunks.oldestLost() : stream.fresh();
        if (random.nextBoolean()) {
          stream.chunks.sent(step, stream.ring(), chunk, next);
          flying.add(new Sent(next++, chunk, -1));
        } else {
          stream.parts.split(step, chunk);
          int count = 1 + random.nextInt(PARTS);
          for (int i = 0; i < count && stream.parts.anyDue(chunk); i++) {
            int part = stream.parts.due(chunk);
            stream.parts.sent(chunk, part, next);
            flying.add(new Sent(next++, chunk, part));
          }
        }
      }
      boolean lost = random.nextInt(3) == 0;
      if (lost && !flying.isEmpty()) {
        Sent packet = flying.remove(random.nextInt(flying.size()));
        if (packet.part() < 0) {
          stream.chunks.lost(packet.chunk(), packet.packet());
        } else {
          stream.parts.lost(packet.chunk(), packet.part(), packet.packet());
        }
        late.add(packet);
      }
      List<Sent> from = random.nextInt(4) == 0 ? late : flying;
      if (!from.isEmpty() && random.nextBoolean()) {
        Sent packet = from.remove(random.nextInt(from.size()));
        if (packet.part() < 0) {
          there[(int) packet.chunk()] = ALL;
          stream.chunks.acknowledged(packet.chunk());
        } else {
          there[(int) packet.chunk()] |= 1 << packet.part();
          stream.parts.acknowledged(packet.chunk(), packet.part());
        }
      }
      boolean nothingToDo = flying.isEmpty() && !stream.anyLost() && !stream.anyFresh();
      long oldest = stream.chunks.oldestUnacknowledged(Long.MAX_VALUE);
      assertThat(nothingToDo && oldest >= 0).as("stuck at %d", step).isFalse();
      for (long chunk = 0; chunk < oldest; chunk++) {
        assertThat(there[(int) chunk]).as("chunk %d", chunk).isEqualTo(ALL);
      }
    }
    assertThat(stream.drained()).isTrue();
  }

  private Sent whole(long chunk) {
    stream.chunks.sent(0, stream.ring(), chunk, next);
    return new Sent(next++, chunk, -1);
  }

  private List<Sent> parts(long chunk) {
    List<Sent> sent = new ArrayList<>();
    stream.parts.split(0, chunk);
    while (stream.parts.anyDue(chunk)) {
      int part = stream.parts.due(chunk);
      stream.parts.sent(chunk, part, next);
      sent.add(new Sent(next++, chunk, part));
    }
    return sent;
  }
}

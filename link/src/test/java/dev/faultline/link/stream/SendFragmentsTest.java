package dev.faultline.link.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.Messages;
import dev.faultline.link.StreamKind;
import dev.faultline.link.path.PathMtu;
import dev.faultline.link.rules.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A stream whose chunk goes whole and in fragments, as its path changes; the test is the network.
 */
final class SendFragmentsTest {
  private static final int LENGTH = 8_000;
  private static final int FRAGMENTS = 7;
  private static final int ALL = (1 << FRAGMENTS) - 1;

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
  private record Sent(long packet, long chunk, int fragment) {}

  @Test
  void a_late_fragment_of_a_chunk_that_was_lost_whole_does_not_stop_its_retransmission() {
    stream.offer(Messages.message(1, LENGTH), 0, LENGTH);
    List<Sent> fragments = fragments(stream.fresh());
    stream.fragments.lost(0, 0, fragments.getFirst().packet());
    Sent whole = whole(0);
    assertThat(stream.anyLost()).isFalse();
    stream.chunks.lost(0, whole.packet());
    stream.fragments.acknowledged(0, 1);

    assertThat(stream.anyLost()).isTrue();
    assertThat(fragments(0)).extracting(Sent::fragment).containsExactly(0, 2, 3, 4, 5, 6);
  }

  @Test
  void a_fragment_that_is_lost_after_the_whole_chunk_was_sent_is_not_sent_again() {
    stream.offer(Messages.message(1, LENGTH), 0, LENGTH);
    List<Sent> fragments = fragments(stream.fresh());
    stream.fragments.lost(0, 0, fragments.getFirst().packet());
    whole(0);
    stream.fragments.lost(0, 1, fragments.get(1).packet());

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
          stream.fragments.split(step, chunk);
          int count = 1 + random.nextInt(FRAGMENTS);
          for (int i = 0; i < count && stream.fragments.anyDue(chunk); i++) {
            int fragment = stream.fragments.due(chunk);
            stream.fragments.sent(chunk, fragment, next);
            flying.add(new Sent(next++, chunk, fragment));
          }
        }
      }
      boolean lost = random.nextInt(3) == 0;
      if (lost && !flying.isEmpty()) {
        Sent packet = flying.remove(random.nextInt(flying.size()));
        if (packet.fragment() < 0) {
          stream.chunks.lost(packet.chunk(), packet.packet());
        } else {
          stream.fragments.lost(packet.chunk(), packet.fragment(), packet.packet());
        }
        late.add(packet);
      }
      List<Sent> from = random.nextInt(4) == 0 ? late : flying;
      if (!from.isEmpty() && random.nextBoolean()) {
        Sent packet = from.remove(random.nextInt(from.size()));
        if (packet.fragment() < 0) {
          there[(int) packet.chunk()] = ALL;
          stream.chunks.acknowledged(packet.chunk());
        } else {
          there[(int) packet.chunk()] |= 1 << packet.fragment();
          stream.fragments.acknowledged(packet.chunk(), packet.fragment());
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

  private List<Sent> fragments(long chunk) {
    List<Sent> sent = new ArrayList<>();
    stream.fragments.split(0, chunk);
    while (stream.fragments.anyDue(chunk)) {
      int fragment = stream.fragments.due(chunk);
      stream.fragments.sent(chunk, fragment, next);
      sent.add(new Sent(next++, chunk, fragment));
    }
    return sent;
  }
}

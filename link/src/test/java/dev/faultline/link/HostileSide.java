package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** An endpoint with a storage or none, and what it has sent and received. */
final class HostileSide implements LinkHandler {
  private static final int MOST_POLLS = 200;

  final List<byte[]> sent = new ArrayList<>();
  final List<Long> received = new ArrayList<>();
  final @Nullable MemoryStorage storage;
  final Endpoint endpoint;
  long bytes;
  @Nullable Session holding;
  boolean holds;

  HostileSide(LinkOptions options, boolean durable, long seed) {
    LinkOptions counted =
        options.toBuilder()
            .memory(size -> {
              bytes += size;
              return MemorySegment.ofArray(new byte[(int) size]);
            })
            .build();
    storage = durable ? new MemoryStorage() : null;
    endpoint = new Endpoint(counted, new SplittableRandom(seed), this, storage, Rules.SOUND);
    endpoint.onReleased(memory -> bytes -= memory.byteSize());
    // As with keys: who sends has proven who it is.
    TestWall.around(endpoint, peer -> new PeerIdentity(peer, 0, 0, 0), owners -> {}, () -> true);
  }

  @Override
  public boolean onMessage(
      Session from, int stream, long sequence, MemorySegment at, long offset, int length) {
    if (holds && from == holding) {
      return false;
    }
    if (from.peer() == HostileFramesTest.VICTIM_AT_HONEST) {
      received.add(sequence);
    }
    return true;
  }

  void take(long now, long peer, byte[] datagram) {
    endpoint.onDatagram(now, peer, MemorySegment.ofArray(datagram), 0, datagram.length);
  }

  /** As a driver does: until there is nothing more to do now. */
  List<byte[]> work(long now) {
    int polls = 0;
    do {
      endpoint.onTimer(now);
      endpoint.poll(
          now,
          (peer, segment, offset, length) ->
              sent.add(segment.asSlice(offset, length).toArray(Wire.BYTE)));
      if (storage != null) {
        storage.finishSync(now, endpoint);
      }
      assertThat(++polls).as("polls at one moment").isLessThan(MOST_POLLS);
    } while (endpoint.nextDeadline() <= now);
    List<byte[]> all = List.copyOf(sent);
    sent.clear();
    return all;
  }
}

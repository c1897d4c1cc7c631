package dev.faultline.link;

import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Two endpoints with a wire between them, and a clock that a test turns. */
final class Wired {
  /** One end of the wire. */
  static final class Side implements LinkHandler {
    final Endpoint endpoint;
    final List<Long> received = new ArrayList<>();
    final List<Integer> lengths = new ArrayList<>();
    final List<Integer> streams = new ArrayList<>();
    final List<byte[]> outbound = new ArrayList<>();
    Predicate<byte[]> lost = datagram -> false;
    LongPredicate unreachable = peer -> false;
    boolean busy;

    /** The streams of which it takes nothing. */
    IntPredicate refuses = stream -> false;

    boolean keeps = true;

    /** It takes no more messages than these. */
    long most = Long.MAX_VALUE;

    long count;

    /** Messages that have other bytes than {@link Ends#message} gave them. */
    int changed;

    @Nullable SessionEnd ended;
    String refused = "";
    @Nullable Session session;

    Side(LinkOptions options, long seed, Rules rules) {
      endpoint = new Endpoint(options, new SplittableRandom(seed), this, null, rules);
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      session = from;
      if (busy || refuses.test(stream) || count == most) {
        return false;
      }
      count++;
      if (keeps) {
        long number = buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
        received.add(number);
        changed +=
            buffer.asSlice(offset, length).mismatch(Messages.message(number, length)) < 0 ? 0 : 1;
        lengths.add(length);
        streams.add(stream);
      }
      return true;
    }

    @Override
    public void onEnded(Session from, SessionEnd why) {
      ended = why;
    }

    @Override
    public void onRefused(long peer, String why) {
      refused = why;
    }

    boolean send(long peer, MemorySegment segment, long offset, int length) {
      byte[] datagram = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      if (!lost.test(datagram) && !unreachable.test(peer)) {
        outbound.add(datagram);
      }
      return true;
    }
  }

  final Side a;
  final Side b;

  /** What b takes a's address for, and a takes b's for, and the time. */
  long addressOfA;

  long addressOfB;

  long now;

  Wired(LinkOptions options) {
    this(options, Rules.SOUND);
  }

  Wired(LinkOptions options, Rules rules) {
    a = new Side(options, 1, rules);
    b = new Side(options, 2, rules);
  }

  Wired(LinkOptions ofA, LinkOptions ofB) {
    a = new Side(ofA, 1, Rules.SOUND);
    b = new Side(ofB, 2, Rules.SOUND);
  }

  /** Lets datagrams go there and back so often, each way in half a millisecond. */
  void trips(int count) {
    for (int i = 0; i < count; i++) {
      carry(a, b, addressOfA);
      carry(b, a, addressOfB);
    }
  }

  void carry(Side from, Side to, long address) {
    now += 500_000;
    from.endpoint.onTimer(now);
    from.endpoint.poll(now, from::send);
    List<byte[]> datagrams = List.copyOf(from.outbound);
    from.outbound.clear();
    for (byte[] datagram : datagrams) {
      to.endpoint.onDatagram(now, address, MemorySegment.ofArray(datagram), 0, datagram.length);
    }
  }

  static int stream(byte[] datagram) {
    return datagram[Wire.TYPE] == Wire.DATA ? datagram[Wire.STREAM] : -1;
  }
}

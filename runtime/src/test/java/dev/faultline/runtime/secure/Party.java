package dev.faultline.runtime.secure;

import dev.faultline.link.Endpoint;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.link.congestion.StaticWindow;
import dev.faultline.link.secure.SecureLayer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A protected endpoint whose datagrams a test carries. */
final class Party implements LinkHandler {
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

  /** A datagram, and the address that it is for. */
  record Sent(long address, byte[] bytes) {}

  final List<Long> received = new ArrayList<>();
  final List<Sent> outbound = new ArrayList<>();
  final Endpoint endpoint;
  final SecureLayer layer;
  final long address;
  @Nullable Session session;

  Party(long address, LinkSecurity security, long seed) {
    this(address, security, new SplittableRandom(seed));
  }

  Party(long address, LinkSecurity security, RandomGenerator random) {
    this.address = address;
    LinkOptions options =
        LinkOptions.builder()
            .packetBytes(512)
            .sendPackets(64)
            .receivePackets(64)
            .congestion(() -> new StaticWindow(16 * 512))
            .build();
    layer = new SecureLayer(security.exchange(random), random, options);
    endpoint = new Endpoint(options, random, this);
    layer.protect(endpoint);
  }

  Session connect(long now, long to, int key) {
    Session made = endpoint.connect(now, layer.peer(to, key));
    made.open(1, StreamKind.ORDERED);
    session = made;
    return made;
  }

  long offer(long number) {
    byte[] bytes = new byte[100];
    MemorySegment message = MemorySegment.ofArray(bytes);
    message.set(NUMBER, 0, number);
    return session().offer(1, message, 0, bytes.length);
  }

  Session session() {
    if (session == null) {
      throw new AssertionError("nobody has connected");
    }
    return session;
  }

  void take(long now, long from, byte[] datagram) {
    layer.onDatagram(now, from, MemorySegment.ofArray(datagram), 0, datagram.length, endpoint);
  }

  void work(long now) {
    endpoint.onTimer(now);
    layer.onTimer(now, endpoint);
    do {
      layer.beginPoll(now, this::send);
      endpoint.poll(now, layer);
    } while (Math.min(endpoint.nextDeadline(), layer.nextDeadline()) == Long.MIN_VALUE);
  }

  private boolean send(long to, MemorySegment segment, long offset, int length) {
    outbound.add(new Sent(to, segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE)));
    return true;
  }

  List<Sent> takeOutbound() {
    List<Sent> all = List.copyOf(outbound);
    outbound.clear();
    return all;
  }

  @Override
  public void onConnected(Session connected) {
    session = connected;
    connected.open(1, StreamKind.ORDERED);
  }

  @Override
  public boolean onMessage(
      Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
    received.add(buffer.get(NUMBER, offset));
    return true;
  }
}

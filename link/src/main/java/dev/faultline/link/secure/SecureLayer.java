package dev.faultline.link.secure;

import dev.faultline.link.Egress;
import dev.faultline.link.Endpoint;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.PeerIdentity;
import dev.faultline.link.handshake.Wall;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Protects everything that an {@link Endpoint} sends: a layer between the endpoint and the network
 * that encrypts and authenticates whole packets. A state machine like the endpoint itself, driven
 * by the same driver from the same thread:
 *
 * <ol>
 *   <li>{@link #onDatagram} for each datagram, in place of the endpoint's;
 *   <li>{@link #onTimer} when {@link #nextDeadline} has come, besides the endpoint's;
 *   <li>{@link #beginPoll}, and then the endpoint's {@code poll} with this as its egress.
 * </ol>
 *
 * <p>The endpoint knows peers by numbers that this layer gives to <em>keys at an address</em>:
 * {@link #peer} for those that it connects to. When a peer's packets come from a new address, the
 * peer keeps its number, so a forged address never gets packets that are meant for another peer.
 * Packets go to the new address only after the peer has answered a challenge sent there.
 */
public final class SecureLayer implements Egress {
  /** How long a sealed packet can be opened at most, in nanoseconds. */
  public static final long KEYS_LAST_NANOS = Association.LONGEST_NANOS;

  /** How much longer a packet is when it is protected. */
  public static final int OVERHEAD_BYTES = PacketCipher.HEADER_BYTES + PacketCipher.TAG_BYTES;

  private static final int LONGEST_DATAGRAM = 1 << 16;

  /**
   * Room for sealed packets, which stay in place until a poll ends: two full runs for the kernel.
   */
  private static final int SHELF_BYTES = 2 * LONGEST_DATAGRAM;

  private static final long SWEEP_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long UNCONFIRMED_NANOS = Duration.ofSeconds(5).toNanos();
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private static final int TOKEN_BYTES = Long.BYTES;
  private final KeyExchange exchange;
  private final MemorySegment token = MemorySegment.ofArray(new byte[TOKEN_BYTES]);
  private final SecurePeers peers;
  private final Handshakes handshakes;
  private final SecureCounters counters = new SecureCounters();
  private final PathChecks paths;
  private final Revocations revocations;
  private final MemorySegment shelf;
  private final MemorySegment opened;
  private int shelved;
  private Egress below = (address, segment, offset, length) -> false;
  private long now;
  private long sweepAt = Long.MAX_VALUE;

  /**
   * A layer without peers.
   *
   * @param random draws indexes and secrets; seeded in a world, secure elsewhere
   * @param options of the endpoint above: memory comes from there
   */
  public SecureLayer(KeyExchange exchange, RandomGenerator random, LinkOptions options) {
    if (exchange.replyBytes() > exchange.openingBytes()) {
      throw new IllegalArgumentException(
          "a reply of %d bytes to an opening of %d would make an attack on others stronger"
              .formatted(exchange.replyBytes(), exchange.openingBytes()));
    }
    this.exchange = exchange;
    revocations = new Revocations(exchange);
    paths = new PathChecks(random, counters);
    peers = new SecurePeers(random, exchange::identity, () -> exchange.keys() > 1);
    handshakes = new Handshakes(exchange, peers, counters, random);
    shelf = options.memory().apply(SHELF_BYTES);
    opened = options.memory().apply(LONGEST_DATAGRAM);
  }

  /**
   * Attaches the endpoint above. Unknown peers cannot reach it through this layer, so it needs no
   * round trip for a cookie of its own.
   */
  public void protect(Endpoint endpoint) {
    peers.inUse(endpoint::addresses);
    endpoint.strangersStayOutside(
        new Wall() {
          @Override
          public PeerIdentity identity(long peer) {
            SecurePeer known = peers.numbered(peer);
            return known == null ? PeerIdentity.NONE : known.identity;
          }

          @Override
          public void unremembered(Set<PeerIdentity> owners) {
            peers.forget(peer -> owners.contains(peer.identity));
          }

          @Override
          public boolean severalPeers() {
            return exchange.keys() > 1;
          }
        });
  }

  /**
   * Sets the function from addresses to network prefixes. Prefixes share the capacity for
   * handshakes; without this function each address counts by itself.
   */
  public void sources(LongUnaryOperator prefixes) {
    handshakes.sources(prefixes);
  }

  public SecureCounters counters() {
    return counters;
  }

  /** The peer that was refused last because its key is not allowed here; empty if none was. */
  public String lastRefused() {
    return handshakes.lastRefused();
  }

  /**
   * The number by which the endpoint knows the peer with this key at this address.
   *
   * @param address the number that the driver assigned to the address
   * @param key which of the allowed keys the peer has
   */
  public long peer(long address, int key) {
    if (key < 0 || key >= exchange.keys()) {
      throw new IllegalArgumentException("key " + key + ", expected 0 to " + (exchange.keys() - 1));
    }
    if (!exchange.allowed(key)) {
      throw new IllegalArgumentException("key " + key + " was revoked");
    }
    SecurePeer peer = peers.at(address, key);
    if (peer == null) {
      throw new IllegalStateException("there is no room for more peers");
    }
    return peer.number;
  }

  /** The current address of a peer of the endpoint. */
  public long address(long peer) {
    return known(peer).address;
  }

  /** Which of the allowed keys a peer of the endpoint has. */
  public int key(long peer) {
    return known(peer).key;
  }

  /** Passes on all addresses at which peers may be, some more than once. */
  public void addresses(LongConsumer to) {
    peers.addresses(to);
  }

  private SecurePeer known(long number) {
    SecurePeer peer = peers.numbered(number);
    if (peer == null) {
      throw new IllegalArgumentException("there is no peer " + number);
    }
    return peer;
  }

  // --- input ---

  /** A datagram has arrived from this address; passes its contents to the endpoint. */
  public void onDatagram(
      long now, long address, MemorySegment from, long at, int length, Endpoint endpoint) {
    this.now = now;
    noticeRevocations();
    if (length < SecureWire.BODY
        || from.get(Wire.BYTE, at + SecureWire.VERSION_AT) != SecureWire.VERSION
        || from.get(Wire.SHORT, at + SecureWire.RESERVED) != 0) {
      counters.malformed++;
      return;
    }
    byte type = from.get(Wire.BYTE, at + SecureWire.TYPE);
    switch (type) {
      case SecureWire.SEALED, SecureWire.PATH_CHALLENGE, SecureWire.PATH_RESPONSE ->
          onSealed(type, address, from, at, length, endpoint);
      case SecureWire.OPENING -> {
        handshakes.onOpening(now, address, from, at, length);
        sweepLater();
      }
      case SecureWire.REPLY -> handshakes.onReply(now, address, from, at, length);
      case SecureWire.COOKIE -> handshakes.onCookie(address, from, at);
      case SecureWire.UNKNOWN -> handshakes.onUnknown(now, address, from, at);
      default -> counters.malformed++;
    }
  }

  /** Deletes the associations with revoked keys, before anything else is done. */
  private void noticeRevocations() {
    IntPredicate revoked = revocations.news();
    if (revoked != null) {
      peers.forget(peer -> revoked.test(peer.key));
    }
  }

  private void onSealed(
      byte type, long address, MemorySegment from, long at, int length, Endpoint endpoint) {
    if (length < OVERHEAD_BYTES || length > LONGEST_DATAGRAM) {
      counters.malformed++;
      return;
    }
    int index = from.get(Wire.INT, at + SecureWire.INDEX);
    long number = from.get(Wire.LONG, at + SecureWire.NUMBER);
    Association with = peers.indexed(index);
    PacketCipher cipher = with == null ? null : with.cipher;
    if (with == null || cipher == null || now - with.bornAt >= Association.LONGEST_NANOS) {
      counters.strangers++;
      handshakes.unknown(address, index, number);
      return;
    }
    if (!with.window.fresh(number)) {
      counters.replayed++;
      return;
    }
    int bytes = cipher.open(number, from, at, length, opened);
    if (bytes < 0) {
      counters.unauthentic++;
      return;
    }
    boolean newest = number > with.window.largest();
    with.window.seen(number);
    with.heardAt = now;
    counters.opened++;
    if (!with.confirmed) {
      handshakes.confirmed(with);
    }
    if (type != SecureWire.SEALED) {
      onPathMessage(type, with, address, bytes);
    }
    if (with.peer.address != address && newest) {
      paths.ask(now, with, address);
    }
    handshakes.renew(now, with);
    if (type == SecureWire.SEALED && bytes > 0) {
      endpoint.onDatagram(now, with.peer.number, opened, 0, bytes);
    }
  }

  private void onPathMessage(byte type, Association with, long address, int bytes) {
    if (bytes != TOKEN_BYTES) {
      counters.malformed++;
      return;
    }
    long said = opened.get(Wire.LONG, 0);
    if (type == SecureWire.PATH_CHALLENGE) {
      paths.answer(with, address, said);
      return;
    }
    if (paths.answered(with.peer, address, said)) {
      counters.addressChanges++;
      peers.moved(with.peer, address);
    }
  }

  // --- time ---

  /** Runs what is due; to be called when {@link #nextDeadline} has come. */
  public void onTimer(long now, Endpoint endpoint) {
    this.now = now;
    noticeRevocations();
    handshakes.onTimer(now);
    if (sweepAt <= now) {
      sweepAt = Long.MAX_VALUE;
      peers.sweep(now, UNCONFIRMED_NANOS);
      if (!peers.isEmpty()) {
        sweepLater();
      }
    }
  }

  private void sweepLater() {
    if (sweepAt == Long.MAX_VALUE) {
      sweepAt = now + SWEEP_NANOS;
    }
  }

  /** When {@link #onTimer} or {@link #beginPoll} must be called at the latest. */
  public long nextDeadline() {
    return paths.waiting().isEmpty()
        ? Math.min(sweepAt, handshakes.nextDeadline())
        : Long.MIN_VALUE;
  }

  // --- output ---

  /**
   * Sends this layer's own packets. From now until the endpoint's poll returns, sealed packets stay
   * unchanged in memory.
   *
   * @param below where datagrams go; it gets the numbers of addresses
   */
  public void beginPoll(long now, Egress below) {
    this.now = now;
    this.below = below;
    noticeRevocations();
    shelved = 0;
    if (!sendAsIs(handshakes.waiting()) || !sendAsIs(handshakes.toStrangers())) {
      return;
    }
    for (PathChecks.Message message : paths.waiting()) {
      token.set(Wire.LONG, 0, message.token());
      // A packet for which there is no room is dropped: the next packet from that address asks
      // again.
      if (peers.indexed(message.with().index) == message.with()) {
        seal(message.type(), message.with(), message.address(), token, 0, TOKEN_BYTES);
      }
    }
    paths.waiting().clear();
    for (SecurePeer peer : handshakes.greeting()) {
      greet(peer);
    }
    handshakes.greeting().clear();
  }

  private boolean sendAsIs(Deque<Handshakes.Datagram> waiting) {
    while (waiting.peek() instanceof Handshakes.Datagram datagram) {
      int length = datagram.bytes().length;
      MemorySegment.copy(datagram.bytes(), 0, shelf, Wire.BYTE, shelved, length);
      if (!below.send(datagram.address(), shelf, shelved, length)) {
        return false;
      }
      shelved += length;
      waiting.remove();
    }
    return true;
  }

  /** Sends the first packets under new keys: those that have waited, or an empty one. */
  private void greet(SecurePeer peer) {
    peer.greeting = false;
    if (peer.current instanceof Association with) {
      List<byte[]> waiting = peer.takeWaiting();
      for (byte[] packet : waiting) {
        seal(with, MemorySegment.ofArray(packet), 0, packet.length);
      }
      if (waiting.isEmpty()) {
        seal(with, NOTHING, 0, 0);
      }
    }
  }

  /** Called by the endpoint: seals a packet and passes it on. */
  @Override
  public boolean send(long number, MemorySegment plain, long offset, int length) {
    SecurePeer peer = peers.numbered(number);
    if (peer == null || !exchange.allowed(peer.key)) {
      counters.unsent++;
      return true;
    }
    Association with = peer.current;
    if (with == null || with.spent(now)) {
      counters.unsent++;
      peer.keep(plain.asSlice(offset, length).toArray(Wire.BYTE));
      handshakes.begin(now, peer);
      sweepLater();
      return true;
    }
    handshakes.renew(now, with);
    return seal(with, plain, offset, length);
  }

  private boolean seal(Association with, MemorySegment plain, long offset, int length) {
    return seal(SecureWire.SEALED, with, with.peer.address, plain, offset, length);
  }

  private boolean seal(
      byte type, Association with, long to, MemorySegment plain, long offset, int length) {
    PacketCipher cipher = with.cipher;
    if (cipher == null || shelved + length + OVERHEAD_BYTES > SHELF_BYTES) {
      return false;
    }
    // The number is used up even if the packet is not sent: it must never seal another packet.
    long packet = with.sealed++;
    shelf.set(Wire.INT, shelved, type | SecureWire.VERSION << 8);
    shelf.set(Wire.INT, shelved + SecureWire.INDEX, with.remoteIndex);
    shelf.set(Wire.LONG, shelved + SecureWire.NUMBER, packet);
    cipher.seal(packet, plain, offset, length, shelf, shelved);
    if (!below.send(to, shelf, shelved, length + OVERHEAD_BYTES)) {
      return false;
    }
    shelved += length + OVERHEAD_BYTES;
    counters.sealed++;
    return true;
  }
}

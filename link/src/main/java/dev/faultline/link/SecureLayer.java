package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Protects all that an {@link Endpoint} sends: a layer between it and the network, which encrypts
 * and authenticates whole packets. A state machine like the endpoint itself, driven by the same
 * driver from the same thread:
 *
 * <ol>
 *   <li>{@link #onDatagram} for each datagram, in place of the endpoint's;
 *   <li>{@link #onTimer} when {@link #nextDeadline} has come, besides the endpoint's;
 *   <li>{@link #beginPoll}, and then the endpoint's {@code poll} with this as its egress.
 * </ol>
 *
 * <p>The endpoint knows peers by numbers that this layer gives to <em>keys at an address</em>:
 * {@link #peer} for those that it connects to. When packets of a peer come from a new address the
 * number stays, so that nobody gets what is meant for another, whatever address it claims to have.
 */
public final class SecureLayer implements Egress {
  /** How much longer a protected packet is. */
  public static final int OVERHEAD_BYTES = PacketCipher.HEADER_BYTES + PacketCipher.TAG_BYTES;

  private static final int LONGEST_DATAGRAM = 1 << 16;

  /** Sealed packets stay where they are until a poll ends; two full runs for the kernel. */
  private static final int SHELF_BYTES = 2 * LONGEST_DATAGRAM;

  private static final long SWEEP_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long UNCONFIRMED_NANOS = Duration.ofSeconds(5).toNanos();
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private final int keys;
  private final SecurePeers peers;
  private final Handshakes handshakes;
  private final SecureCounters counters = new SecureCounters();
  private final MemorySegment shelf;
  private final MemorySegment opened;
  private int shelved;
  private Egress below = (address, segment, offset, length) -> false;
  private long now;
  private long sweepAt = Long.MAX_VALUE;

  /**
   * A layer that knows nobody yet.
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
    keys = exchange.keys();
    peers = new SecurePeers(random);
    handshakes = new Handshakes(exchange, peers, counters, random);
    shelf = options.memory().apply(SHELF_BYTES);
    opened = options.memory().apply(LONGEST_DATAGRAM);
  }

  /** Tells the endpoint above that strangers do not get there, which spares it a round trip. */
  public void protect(Endpoint endpoint) {
    endpoint.strangersStayOutside();
  }

  public SecureCounters counters() {
    return counters;
  }

  /** Who was refused last because its key is not allowed here; empty if nobody was. */
  public String lastRefused() {
    return handshakes.lastRefused();
  }

  /**
   * The number by which the endpoint is to know the peer with this key at this address.
   *
   * @param address the number that the driver gives to the address
   * @param key which of the allowed keys the peer has
   */
  public long peer(long address, int key) {
    if (key < 0 || key >= keys) {
      throw new IllegalArgumentException("key " + key + ", expected 0 to " + (keys - 1));
    }
    SecurePeer peer = peers.at(address, key);
    if (peer == null) {
      throw new IllegalStateException("there is no room for more peers");
    }
    return peer.number;
  }

  /** The address that a peer of the endpoint has at present. */
  public long address(long peer) {
    return known(peer).address;
  }

  /** Which of the allowed keys a peer of the endpoint has. */
  public int key(long peer) {
    return known(peer).key;
  }

  /** All addresses at which peers may be, some more than once. */
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

  /** A datagram has come from this address; hands what was in it to the endpoint. */
  public void onDatagram(
      long now, long address, MemorySegment from, long at, int length, Endpoint endpoint) {
    this.now = now;
    if (length < SecureWire.BODY
        || from.get(Wire.BYTE, at + SecureWire.VERSION_AT) != SecureWire.VERSION
        || from.get(Wire.SHORT, at + SecureWire.RESERVED) != 0) {
      counters.malformed++;
      return;
    }
    switch (from.get(Wire.BYTE, at + SecureWire.TYPE)) {
      case SecureWire.SEALED -> onSealed(address, from, at, length, endpoint);
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

  private void onSealed(long address, MemorySegment from, long at, int length, Endpoint endpoint) {
    if (length < OVERHEAD_BYTES || length > LONGEST_DATAGRAM) {
      counters.malformed++;
      return;
    }
    int index = from.get(Wire.INT, at + SecureWire.INDEX);
    long number = from.get(Wire.LONG, at + SecureWire.NUMBER);
    Association with = peers.indexed(index);
    PacketCipher cipher = with == null ? null : with.cipher;
    if (with == null || cipher == null) {
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
    if (with.peer.address != address && newest) {
      counters.addressChanges++;
      peers.moved(with.peer, address);
    }
    handshakes.renew(now, with);
    if (bytes > 0) {
      endpoint.onDatagram(now, with.peer.number, opened, 0, bytes);
    }
  }

  // --- time ---

  /** Time has passed. */
  public void onTimer(long now, Endpoint endpoint) {
    this.now = now;
    handshakes.onTimer(now);
    if (sweepAt <= now) {
      sweepAt = Long.MAX_VALUE;
      peers.sweep(now, UNCONFIRMED_NANOS, endpoint::knows);
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

  /** When {@link #onTimer} or {@link #beginPoll} is to be called at the latest. */
  public long nextDeadline() {
    return Math.min(sweepAt, handshakes.nextDeadline());
  }

  // --- output ---

  /**
   * Sends what is this layer's own. From now on until the endpoint's poll returns, sealed packets
   * lie still.
   *
   * @param below where datagrams go; it is given the numbers of addresses
   */
  public void beginPoll(long now, Egress below) {
    this.now = now;
    this.below = below;
    shelved = 0;
    while (handshakes.waiting().peek() instanceof Handshakes.Datagram datagram) {
      int length = datagram.bytes().length;
      MemorySegment.copy(datagram.bytes(), 0, shelf, Wire.BYTE, shelved, length);
      if (!below.send(datagram.address(), shelf, shelved, length)) {
        return;
      }
      shelved += length;
      handshakes.waiting().remove();
    }
    for (SecurePeer peer : handshakes.greeting()) {
      greet(peer);
    }
    handshakes.greeting().clear();
  }

  /** The first packets under new keys: those that have waited, or an empty one. */
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

  /** For the endpoint: takes a packet, seals it and hands it on. */
  @Override
  public boolean send(long number, MemorySegment plain, long offset, int length) {
    SecurePeer peer = peers.numbered(number);
    if (peer == null) {
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
    PacketCipher cipher = with.cipher;
    if (cipher == null || shelved + length + OVERHEAD_BYTES > SHELF_BYTES) {
      return false;
    }
    // A number is used up whatever becomes of the packet: it must never seal anything else.
    long packet = with.sealed++;
    shelf.set(Wire.INT, shelved, SecureWire.SEALED | SecureWire.VERSION << 8);
    shelf.set(Wire.INT, shelved + SecureWire.INDEX, with.remoteIndex);
    shelf.set(Wire.LONG, shelved + SecureWire.NUMBER, packet);
    cipher.seal(packet, plain, offset, length, shelf, shelved);
    if (!below.send(with.peer.address, shelf, shelved, length + OVERHEAD_BYTES)) {
      return false;
    }
    shelved += length + OVERHEAD_BYTES;
    counters.sealed++;
    return true;
  }
}

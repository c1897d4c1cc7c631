package dev.faultline.link.secure;

import dev.faultline.link.handshake.Cookies;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How associations come to be: openings, replies and cookies. Nothing is remembered of a sender
 * before it has shown an allowed key, no answer is longer than its question, and a flood of
 * openings costs no more than a share of one core, of which no prefix of addresses gets more than
 * its part.
 */
final class Handshakes {
  private static final long RETRY_NANOS = Duration.ofMillis(100).toNanos();
  private static final int MOST_ATTEMPTS = 6;

  /** A peer that has been silent for so long may have forgotten the keys. */
  private static final long SILENT_NANOS = Duration.ofSeconds(2).toNanos();

  private static final int MOST_WAITING = 256;

  /** Answers to unproven senders; they must not take the room of the others. */
  private static final int MOST_TO_STRANGERS = 64;

  private static final byte[] PROTOCOL = "faultline-link/2".getBytes(StandardCharsets.US_ASCII);

  /** How many openings are remembered so that they are not answered twice. */
  private static final int REMEMBERED = 1 << 10;

  record Datagram(long address, byte[] bytes) {}

  private final KeyExchange exchange;
  private final SecurePeers peers;
  private final SecureCounters counters;
  private final Cookies cookies;
  private final HandshakeBudget budget;
  private final Deque<Datagram> waiting = new ArrayDeque<>();
  private final Deque<Datagram> toStrangers = new ArrayDeque<>();
  private LongUnaryOperator sources = address -> address;

  /** Whose handshakes this side has begun, by when it is to try again. */
  private final TreeSet<SecurePeer> opening =
      new TreeSet<>(
          Comparator.<SecurePeer>comparingLong(peer -> peer.retryAt)
              .thenComparingInt(peer -> peer.number));

  private final List<SecurePeer> greeting = new ArrayList<>();
  private final long[] answered = new long[REMEMBERED];
  private int answeredCount;
  private String lastRefused = "";

  Handshakes(
      KeyExchange exchange, SecurePeers peers, SecureCounters counters, RandomGenerator random) {
    this.exchange = exchange;
    this.peers = peers;
    this.counters = counters;
    cookies = new Cookies(random);
    budget = new HandshakeBudget(random);
  }

  void sources(LongUnaryOperator prefixes) {
    sources = prefixes;
  }

  String lastRefused() {
    return lastRefused;
  }

  /** Begins a handshake, unless one is going on, or will be tried again. */
  void begin(long now, SecurePeer peer) {
    if (peer.opening == null && !peer.retries) {
      peer.attempts = 0;
      attempt(now, peer);
    }
  }

  /** Begins a handshake if the association has been in use, or without an answer, for long. */
  void renew(long now, Association association) {
    SecurePeer peer = association.peer;
    boolean silent = now - association.heardAt >= SILENT_NANOS;
    if (peer.opening == null
        && (silent || association.tired(now))
        && (peer.attempts == 0 || now - peer.attemptAt >= SILENT_NANOS)) {
      begin(now, peer);
    }
  }

  private void retryNoMore(SecurePeer peer) {
    if (peer.retries) {
      opening.remove(peer);
      peer.retries = false;
    }
  }

  private void attempt(long now, SecurePeer peer) {
    retryNoMore(peer);
    peers.forget(peer.opening);
    if (!exchange.allowed(peer.key)) {
      return;
    }
    peer.attemptAt = now;
    int attempt = peer.attempts++;
    peer.retryAt = now + (RETRY_NANOS << attempt);
    peer.retries = true;
    opening.add(peer);
    int index = peers.roomFor(now, peer.address, peer.key) ? peers.freeIndex() : 0;
    if (index == 0) {
      // There may be room when it is tried again.
      return;
    }
    Association made = peers.associate(index, peer, true, now);
    KeyExchange.Opening exchanged = exchange.begin(peer.key, prologue(made.index));
    made.exchange = exchanged;
    made.askedAt = attempt % 2 == 0 ? peer.address : peer.home;
    peer.opening = made;
    counters.handshakesBegun++;
    ask(made, exchanged, 0);
  }

  private void ask(Association association, KeyExchange.Opening exchanged, long cookie) {
    byte[] message = exchanged.message();
    ByteBuffer packet = packet(SecureWire.OPENING, association.index, cookie, message.length);
    send(association.askedAt, packet.put(message));
  }

  // --- input ---

  void onOpening(long now, long address, MemorySegment from, long at, int length) {
    int bytes = exchange.openingBytes();
    if (length != SecureWire.BODY + bytes) {
      counters.malformed++;
      return;
    }
    long mark = from.get(Wire.LONG, at + SecureWire.BODY);
    if (known(mark)) {
      counters.replayed++;
      return;
    }
    int index = from.get(Wire.INT, at + SecureWire.INDEX);
    byte[] opening = bytes(from, at + SecureWire.BODY, bytes);
    if (!exchange.stamped(opening, prologue(index))) {
      counters.unstamped++;
      return;
    }
    if (budget.low(now)) {
      long cookie = from.get(Wire.LONG, at + SecureWire.NUMBER);
      if (!cookies.accepts(now, address, index, cookie)) {
        counters.cookies++;
        sendToStranger(
            address, packet(SecureWire.COOKIE, index, cookies.give(now, address, index), 0));
        return;
      }
    }
    if (!budget.take(now, sources.applyAsLong(address))) {
      counters.flooded++;
      return;
    }
    if (peers.indexed(index) instanceof Association own && own.exchange != null) {
      // With a shared key, what comes back to its sender would be authentic.
      counters.replayed++;
      return;
    }
    answer(now, address, index, mark, opening);
  }

  private void answer(long now, long address, int index, long mark, byte[] message) {
    int own = peers.freeIndex();
    KeyExchange.Answer answer = exchange.answer(message, prologue(index), payload(own));
    switch (answer) {
      case KeyExchange.Answer.Unauthentic() -> counters.unauthentic++;
      case KeyExchange.Answer.NotAllowed(String who) -> {
        counters.notAllowed++;
        lastRefused = who;
      }
      case KeyExchange.Answer.Accepted(int key, byte[] reply, PacketCipher cipher) -> {
        SecurePeer peer = peers.roomFor(now, address, key) ? peers.at(address, key) : null;
        if (peer == null) {
          counters.flooded++;
          return;
        }
        remember(mark);
        Association made = peers.associate(own, peer, false, now);
        made.cipher = cipher;
        made.remoteIndex = index;
        send(address, packet(SecureWire.REPLY, index, 0, reply.length).put(reply));
      }
    }
  }

  void onCookie(long address, MemorySegment from, long at) {
    Association mine = waitingFor(from.get(Wire.INT, at + SecureWire.INDEX), address);
    // One cookie for each attempt: what claims to be more is not from the peer.
    if (mine != null && mine.exchange != null && !mine.asked) {
      mine.asked = true;
      ask(mine, mine.exchange, from.get(Wire.LONG, at + SecureWire.NUMBER));
    }
  }

  void onReply(long now, long address, MemorySegment from, long at, int length) {
    Association mine = waitingFor(from.get(Wire.INT, at + SecureWire.INDEX), address);
    if (mine == null || mine.exchange == null) {
      counters.strangers++;
      return;
    }
    if (length != SecureWire.BODY + exchange.replyBytes()
        || from.get(Wire.LONG, at + SecureWire.NUMBER) != 0) {
      counters.malformed++;
      return;
    }
    KeyExchange.Agreed agreed =
        mine.exchange.finish(bytes(from, at + SecureWire.BODY, length - SecureWire.BODY));
    if (agreed == null || agreed.payload().length != Integer.BYTES) {
      counters.unauthentic++;
      return;
    }
    mine.exchange = null;
    mine.cipher = agreed.cipher();
    mine.remoteIndex = little(agreed.payload()).getInt();
    mine.confirmed = true;
    mine.heardAt = now;
    SecurePeer peer = mine.peer;
    peer.opening = null;
    retryNoMore(peer);
    if (peer.address != address) {
      counters.addressChanges++;
      peers.moved(peer, address);
    }
    peers.promote(mine);
    counters.handshakesDone++;
    if (!peer.greeting) {
      peer.greeting = true;
      greeting.add(peer);
    }
  }

  private @Nullable Association waitingFor(int index, long address) {
    Association mine = peers.indexed(index);
    return mine != null && mine.peer.opening == mine && mine.askedAt == address ? mine : null;
  }

  /** Somebody says that it does not know the keys that a packet was sealed with. */
  void onUnknown(long now, long address, MemorySegment from, long at) {
    int index = from.get(Wire.INT, at + SecureWire.INDEX);
    long number = from.get(Wire.LONG, at + SecureWire.NUMBER);
    for (SecurePeer peer : peers.at(address)) {
      Association current = peer.current;
      // Anybody may have sent this: it is a reason to ask, and no more.
      if (current != null
          && current.remoteIndex == index
          && number >= 0
          && number < current.sealed
          && (peer.attempts == 0 || now - peer.attemptAt >= RETRY_NANOS)) {
        begin(now, peer);
      }
    }
  }

  void unknown(long address, int index, long number) {
    sendToStranger(address, packet(SecureWire.UNKNOWN, index, number, 0));
  }

  /** The first packet of the association has come: the peer has the keys too. */
  void confirmed(Association association) {
    association.confirmed = true;
    peers.promote(association);
    counters.handshakesDone++;
  }

  // --- time and output ---

  void onTimer(long now) {
    while (!opening.isEmpty() && opening.first().retryAt <= now) {
      SecurePeer peer = opening.first();
      if (peer.attempts < MOST_ATTEMPTS) {
        attempt(now, peer);
      } else {
        retryNoMore(peer);
        peers.forget(peer.opening);
      }
      if (peer.opening == null && !peer.retries) {
        peer.takeWaiting();
      }
    }
  }

  long nextDeadline() {
    if (!waiting.isEmpty() || !toStrangers.isEmpty() || !greeting.isEmpty()) {
      return Long.MIN_VALUE;
    }
    return opening.isEmpty() ? Long.MAX_VALUE : opening.first().retryAt;
  }

  /** What is to be sent as it is. */
  Deque<Datagram> waiting() {
    return waiting;
  }

  /** The same, for unproven senders. */
  Deque<Datagram> toStrangers() {
    return toStrangers;
  }

  /** Peers that have to be shown that their replies have come. */
  List<SecurePeer> greeting() {
    return greeting;
  }

  private void sendToStranger(long address, ByteBuffer packet) {
    if (toStrangers.size() < MOST_TO_STRANGERS) {
      toStrangers.add(new Datagram(address, packet.array()));
    }
  }

  private void send(long address, ByteBuffer packet) {
    if (waiting.size() < MOST_WAITING) {
      waiting.add(new Datagram(address, packet.array()));
    }
  }

  // --- bytes ---

  private boolean known(long mark) {
    for (int i = 0; i < Math.min(answeredCount, REMEMBERED); i++) {
      if (answered[i] == mark) {
        return true;
      }
    }
    return false;
  }

  private void remember(long mark) {
    answered[answeredCount++ % REMEMBERED] = mark;
    if (answeredCount == 2 * REMEMBERED) {
      answeredCount = REMEMBERED;
    }
  }

  private static byte[] prologue(int index) {
    ByteBuffer prologue = little(new byte[PROTOCOL.length + Integer.BYTES]);
    return prologue.put(PROTOCOL).putInt(index).array();
  }

  private static byte[] payload(int index) {
    return little(new byte[Integer.BYTES]).putInt(index).array();
  }

  private static ByteBuffer packet(byte type, int index, long number, int body) {
    return little(new byte[SecureWire.BODY + body])
        .put(type)
        .put((byte) SecureWire.VERSION)
        .putShort((short) 0)
        .putInt(index)
        .putLong(number);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(MemorySegment from, long at, int length) {
    return from.asSlice(at, length).toArray(Wire.BYTE);
  }
}

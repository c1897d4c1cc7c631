package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One peer, as an endpoint sees it: streams in both directions that outlive connections. Belongs to
 * its endpoint, and is to be used by the thread that drives that.
 */
public final class Session {
  enum State {
    CONNECTING,
    CONNECTED,
    BROKEN,
    CLOSED
  }

  private final Endpoint endpoint;
  private final LinkOptions options;
  private final LinkHandler handler;
  private final Counters counters;
  private final SessionId id;
  private final boolean initiator;
  private final Transmitter transmitter;
  private final Receiver receiver;
  private final @Nullable SendStream[] sending;

  private State state;
  private long peer;
  private long key;
  private long epoch;
  private int peerWindow;
  private long helloAt;
  private int hellos;
  private boolean welcomeDue;
  private long heardAt;
  private boolean pingDue;

  /** Where this session stands in its endpoint's heap of deadlines and list of busy ones. */
  int heapIndex = -1;

  long deadline = Long.MAX_VALUE;
  boolean busy;

  Session(Endpoint endpoint, SessionId id, boolean initiator, long peer, long now) {
    this.endpoint = endpoint;
    this.id = id;
    this.initiator = initiator;
    this.peer = peer;
    options = endpoint.options();
    handler = endpoint.handler();
    counters = endpoint.counters();
    transmitter = new Transmitter(this, options, counters);
    receiver = new Receiver(this, options, handler, counters);
    sending = new SendStream[options.streams()];
    state = State.BROKEN;
    heardAt = now;
  }

  /** The number that the driver gave to the peer's address. */
  public long peer() {
    return peer;
  }

  public SessionId id() {
    return id;
  }

  public boolean connected() {
    return state == State.CONNECTED;
  }

  /** What the whole endpoint of this session has counted. */
  public Counters counters() {
    return counters;
  }

  /** The smoothed round-trip time in nanoseconds. */
  public long roundTripNanos() {
    return transmitter.rtt().smoothed();
  }

  /** Opens a stream for sending; before the first message is offered on it. */
  public void open(int stream, StreamKind kind) {
    if (stream < 0 || stream >= sending.length) {
      throw new IllegalArgumentException(
          "stream " + stream + ", expected 0 to " + (sending.length - 1));
    }
    if (sending[stream] != null) {
      throw new IllegalStateException("stream " + stream + " is open already");
    }
    SendStream opened = new SendStream(stream, kind, options, peerWindow);
    sending[stream] = opened;
    transmitter.add(opened);
  }

  /**
   * Offers a message on a stream; never blocks. The bytes are copied.
   *
   * @return its sequence number, from 1, or one of {@link Offer}'s negative values
   */
  public long offer(int stream, MemorySegment source, long offset, int length) {
    if (state == State.CLOSED) {
      return Offer.CLOSED;
    }
    SendStream to = sending[stream];
    if (to == null) {
      throw new IllegalStateException("stream " + stream + " is not open");
    }
    if (!busy) {
      endpoint.busy(this);
    }
    return to.offer(source, offset, length);
  }

  /** Offers the application again what it did not take, on all streams. */
  public void resume(long now) {
    receiver.resume(now);
    endpoint.busy(this);
  }

  // --- for the halves ---

  long key() {
    return key;
  }

  Checksum checksum() {
    return endpoint.checksum();
  }

  Receiver receiver() {
    return receiver;
  }

  @Nullable SendStream sending(int stream) {
    return stream < sending.length ? sending[stream] : null;
  }

  void malformed() {
    counters.malformed++;
  }

  /** Sends a packet that has no frames, with {@code body} bytes written by the caller before. */
  boolean control(byte type, long packet, int body, Egress egress) {
    return endpoint.control(peer, type, key, packet, body, egress);
  }

  // --- connecting ---

  void connect(long now) {
    state = State.CONNECTING;
    epoch++;
    key = endpoint.newKey(this);
    hellos = 0;
    helloAt = now;
    endpoint.busy(this);
  }

  /** A HELLO for this session, which the endpoint has found to be genuine. */
  void onHello(long now, long from, long itsKey, long itsEpoch, int window) {
    if (itsEpoch < epoch || (itsEpoch == epoch && itsKey != key)) {
      counters.strangers++;
      return;
    }
    if (itsEpoch > epoch) {
      epoch = itsEpoch;
      key = itsKey;
      endpoint.keyed(this, key);
      peer = from;
      connected(now, window);
    }
    heardAt = now;
    welcomeDue = true;
    endpoint.busy(this);
  }

  void onWelcome(long now, int window) {
    if (state == State.CONNECTING) {
      connected(now, window);
    }
  }

  private void connected(long now, int window) {
    peerWindow = window;
    state = State.CONNECTED;
    heardAt = now;
    receiver.reconnected();
    transmitter.reconnected(now);
    for (SendStream stream : transmitter.streams()) {
      stream.limit = Math.max(stream.limit, window);
    }
    endpoint.busy(this);
    handler.onConnected(this);
  }

  // --- input ---

  void onPacket(long now, long from, MemorySegment segment, long at, int length) {
    heardAt = now;
    endpoint.busy(this);
    switch (segment.get(Wire.BYTE, at + Wire.TYPE)) {
      case Wire.DATA -> onData(now, segment, at, length);
      case Wire.ACK -> acknowledged(now, segment, at + Wire.BODY, length - Wire.BODY);
      case Wire.PING -> receiver.onPing(now, segment.get(Wire.LONG, at + Wire.PACKET));
      default -> malformed();
    }
  }

  private void onData(long now, MemorySegment segment, long at, int length) {
    if (length < Wire.FRAMES) {
      malformed();
      return;
    }
    int used = Short.toUnsignedInt(segment.get(Wire.SHORT, at + Wire.USED));
    int trailer = Short.toUnsignedInt(segment.get(Wire.SHORT, at + Wire.TRAILER));
    if (trailer > 0) {
      if (Wire.FRAMES + used + trailer > length) {
        malformed();
        return;
      }
      acknowledged(now, segment, at + Wire.FRAMES + used, trailer);
    }
    receiver.onData(now, segment, at, length);
  }

  private void acknowledged(long now, MemorySegment segment, long at, int length) {
    if (!transmitter.acknowledged(now, segment, at, length)) {
      malformed();
    }
  }

  // --- time and output ---

  void onTimer(long now) {
    switch (state) {
      case CONNECTED -> {
        if (heardAt + options.deadAfter().toNanos() <= now) {
          state = State.BROKEN;
          if (initiator) {
            connect(now);
          }
          return;
        }
        transmitter.onTimer(now);
        if (transmitter.deadline() == Long.MAX_VALUE
            && heardAt + options.keepAlive().toNanos() <= now) {
          pingDue = true;
        }
      }
      case CONNECTING, BROKEN, CLOSED -> {}
    }
    endpoint.busy(this);
  }

  /** Sends what is due. Returns false when there was no room for all of it. */
  boolean poll(long now, Egress egress) {
    if (state == State.CONNECTING && helloAt <= now) {
      if (!endpoint.hello(this, Wire.HELLO, epoch, egress)) {
        return false;
      }
      helloAt = now + (options.helloInterval().toNanos() << Math.min(hellos++, 6));
    }
    if (state != State.CONNECTED) {
      return true;
    }
    if (welcomeDue) {
      if (!endpoint.hello(this, Wire.WELCOME, epoch, egress)) {
        return false;
      }
      welcomeDue = false;
    }
    if (pingDue) {
      if (!transmitter.ping(now, egress)) {
        return false;
      }
      pingDue = false;
    }
    if (!transmitter.poll(now, egress)) {
      return false;
    }
    return !receiver.due(now) || endpoint.acknowledge(now, this, egress);
  }

  /** When {@link #onTimer} or {@link #poll} has something to do next, if nothing arrives. */
  long nextDeadline() {
    return switch (state) {
      case CONNECTING -> helloAt;
      case CONNECTED -> {
        if (welcomeDue || pingDue || transmitter.ready()) {
          yield Long.MIN_VALUE;
        }
        long earliest = Math.min(transmitter.deadline(), receiver.deadline());
        long silence =
            transmitter.deadline() == Long.MAX_VALUE
                ? heardAt + options.keepAlive().toNanos()
                : Long.MAX_VALUE;
        yield Math.min(Math.min(earliest, silence), heardAt + options.deadAfter().toNanos());
      }
      case BROKEN, CLOSED -> Long.MAX_VALUE;
    };
  }
}

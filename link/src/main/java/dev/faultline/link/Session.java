package dev.faultline.link;

import dev.faultline.link.connection.Connection;
import dev.faultline.link.handshake.EndCode;
import dev.faultline.link.journal.RecordWriter;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One peer, as an endpoint sees it: streams in both directions that outlive connections. Belongs to
 * its endpoint, and is to be used by the thread that drives that.
 */
public final class Session {
  private final SessionContext context;
  private final @Nullable Journal journal;
  private final SessionId id;
  private final int number;
  private final long label;
  private final boolean initiator;
  private final Halves halves;
  private final OutgoingStreams outgoing;
  private final Connection connection;

  /** Who this session belongs to, for ever. */
  private PeerIdentity owner = PeerIdentity.NONE;

  /** Whether the journal has this session on its lists. */
  boolean touched;

  boolean waiting;

  Session(SessionContext context, SessionId id, int number, long label, boolean initiator) {
    this.context = context;
    this.id = id;
    this.number = number;
    this.label = label;
    this.initiator = initiator;
    journal = context.journal;
    halves = new Halves(this, context);
    outgoing = halves.outgoing();
    connection = halves.connection();
  }

  // --- what users ask ---

  /**
   * The number that the driver gave to the peer's address; -1 if that is not known, since the
   * session was recovered and has not been connected since.
   */
  public long peer() {
    return connection.peer();
  }

  public SessionId id() {
    return id;
  }

  /**
   * Whose this session is: the identity that the peer had proven when it began, for as long as the
   * session lasts, restarts included. {@link PeerIdentity#NONE} when traffic was plain.
   */
  public PeerIdentity owner() {
    return owner;
  }

  /** What {@link Endpoint#connect} was told; 0 on the side that was connected to. */
  public long label() {
    return label;
  }

  /** Whether this side began the session. */
  public boolean initiator() {
    return initiator;
  }

  public boolean connected() {
    return connection.connected();
  }

  public boolean ended() {
    return connection.ended();
  }

  /** What more there is to say of why the session is over, in words; null if nothing. */
  public @Nullable String endDetail() {
    return connection.endDetail();
  }

  /**
   * The longest message in bytes that {@link #offer} takes on a stream.
   *
   * @throws IllegalStateException if the stream is not {@linkplain #isOpen open}
   */
  public int longestMessage(int stream) {
    return outgoing.opened(stream).longestMessage();
  }

  /** What the whole endpoint of this session has counted. */
  public Counters counters() {
    return context.counters;
  }

  /** The smoothed round-trip time in nanoseconds. */
  public long roundTripNanos() {
    return halves.transmitter().rtt().smoothed();
  }

  /**
   * The longest packet that the way to the peer is known to carry, in bytes of the link's own
   * packets: what protects them, and the headers of UDP and IP, come on top.
   */
  public int pathMtu() {
    return halves.transmitter().mtu();
  }

  /** How long round trips took, in nanoseconds, for as long as this process has known them. */
  public Distribution roundTrips() {
    return halves.transmitter().rtt().distribution();
  }

  /** How many packets were lost at a time. */
  public Distribution lossBursts() {
    return halves.transmitter().losses().bursts();
  }

  /**
   * The last message offered on a stream, as {@link #offer} returned it; 0 before the first.
   *
   * @throws IllegalStateException if the stream is not {@linkplain #isOpen open}
   */
  public long offered(int stream) {
    return outgoing.opened(stream).lastSequence();
  }

  /** The last message of a logged stream that no crash of this side can take back. */
  public long durable(int stream) {
    return outgoing.opened(stream).durableSequence();
  }

  /** The last message of an incoming stream that the application has taken; 0 before the first. */
  public long received(int stream) {
    ReceiveStream from = halves.receiver().streams().get(stream);
    return from == null ? 0 : from.consecutive();
  }

  /**
   * The last message of a stream, as {@link #offer} numbered it, up to which all have arrived at
   * the peer: its link has them. 0 when none has, or the stream is not open.
   */
  public long arrived(int stream) {
    SendStream open = outgoing.get(stream);
    return open == null ? 0 : open.arrivedSequence();
  }

  /**
   * The last message of a logged stream, as {@link #offer} numbered it, up to which the peer has
   * processed all, durably, as far as this side knows. 0 when it has none, or the stream is not
   * open or not logged.
   */
  public long processedByPeer(int stream) {
    SendStream open = outgoing.get(stream);
    return open == null ? 0 : open.processedSequence();
  }

  /** Whether a stream is open for sending, as a recovered logged stream is. */
  public boolean isOpen(int stream) {
    return outgoing.isOpen(stream);
  }

  // --- what users do ---

  /**
   * Opens a stream for sending, before the first message is offered on it; a logged stream that was
   * recovered is open.
   */
  public void open(int stream, StreamKind kind) {
    open(stream, kind, Duration.ofNanos(Long.MAX_VALUE));
  }

  /**
   * Opens a stream for sending.
   *
   * @param patience after this time a message of a stubborn stream is not sent again; without
   *     meaning for other kinds
   */
  public void open(int stream, StreamKind kind, Duration patience) {
    outgoing.open(stream, kind, patience);
  }

  /**
   * Offers a message on a stream; never blocks. The bytes are copied. Messages of a session that is
   * not connected wait until it is, as far as there is room; a fair-loss stream keeps none.
   *
   * @return its sequence number, from 1, or one of {@link Offer}'s negative values: {@code
   *     BACK_PRESSURED}, and in its place {@code STORAGE_FULL} when the storage has been full for
   *     long; {@code CLOSED} also when there is no memory for it, which ends the session
   * @throws IllegalArgumentException if there is no such stream
   * @throws IllegalStateException if the stream is not {@linkplain #isOpen open}
   */
  public long offer(int stream, MemorySegment source, long offset, int length) {
    return connection.closed() ? Offer.CLOSED : outgoing.offer(stream, source, offset, length);
  }

  /**
   * Offers the application again what it did not take, on all streams: at once, or after the
   * message of a logged stream that is being handled.
   */
  public void resume(long now) {
    if (connection.ended()) {
      return;
    }
    if (journal != null && journal.handling()) {
      // One message at a time: what is offered because of it may have to be taken back.
      journal.wait(this);
    } else {
      halves.receiver().resume(now);
    }
    connection.busy();
  }

  /**
   * While a message of a logged stream is being handled: records what it does to the application's
   * state, which becomes durable together with the fact that the message is processed. Once a
   * message.
   */
  public void effect(int stream, long sequence, MemorySegment effect, long offset, int length) {
    if (journal == null) {
      throw new IllegalStateException("the endpoint has no storage to record an effect in");
    }
    journal.effect(number, stream, sequence, effect, offset, length);
  }

  /**
   * With {@link Processing#AT_LEAST_ONCE}: the application's effects of all messages up to this one
   * are durable elsewhere.
   *
   * @throws IllegalStateException if messages are processed otherwise: then the endpoint itself
   *     says when, and the peer would forget what a crash can still take back
   * @throws IllegalArgumentException if so many have not come
   */
  public void processed(long now, int stream, long sequence) {
    if (context.options.processing() != Processing.AT_LEAST_ONCE) {
      throw new IllegalStateException(
          "processing is "
              + context.options.processing()
              + ", where the endpoint says what is processed; for effects that are durable"
              + " elsewhere set it to "
              + Processing.AT_LEAST_ONCE);
    }
    ReceiveStream from = halves.receiver().streams().get(stream);
    if (from == null) {
      throw new IllegalArgumentException("no message has come on stream " + stream);
    }
    from.processedElsewhere(sequence);
    halves.receiver().acks().news(now);
    halves.taken(from, 0);
    connection.busy();
  }

  /** Connects again, to an address that may be new; for recovered sessions, by the initiator. */
  public void connect(long now, long to) {
    if (!initiator) {
      throw new IllegalStateException("session " + id + " was begun by the peer, who connects it");
    }
    if (!belongsTo(to)) {
      throw new IllegalArgumentException(
          "session "
              + id
              + (owner.equals(PeerIdentity.NONE)
                  ? " was begun without keys, and cannot go on with them"
                  : " belongs to another key than that of the peer to connect to"));
    }
    connection.connect(now, to);
  }

  /** Takes no more messages, and ends the session when those that were taken have arrived. */
  public void close(long now) {
    connection.close(now);
  }

  /**
   * Ends the session now with {@link SessionEnd#ABORTED}: what has not arrived by now may never do
   * so. The peer is told once, and learns it from the next answer to what it sends if that is lost.
   */
  public void abort(long now) {
    if (!connection.ended()) {
      connection.abort(SessionEnd.ABORTED);
    }
  }

  // --- for its endpoint ---

  Connection connection() {
    return connection;
  }

  Halves halves() {
    return halves;
  }

  /** What of its streams becomes durable. */
  LoggedStreams logged() {
    return halves.logged();
  }

  @Nullable SendStream sending(int stream) {
    return outgoing.get(stream);
  }

  int number() {
    return number;
  }

  long key() {
    return connection.key();
  }

  /** Whether a peer of the endpoint is the one that this session belongs to. */
  boolean belongsTo(long peer) {
    PeerIdentity its = context.identity(peer);
    return its == owner || its.equals(owner);
  }

  /** This peer's, and nobody else's, for ever. */
  void belongsToOwnerOf(long peer) {
    owner = context.identity(peer);
  }

  /** Nothing is said before it is durable that the session is there. */
  void began(long now, long from) {
    connection.began(now, from);
    if (journal != null) {
      journal.began(this);
      connection.greetsAfterCommit();
    }
  }

  void end(SessionEnd why) {
    connection.end(why);
  }

  /** There was no memory for what its endpoint makes durable. */
  void storageOutOfMemory() {
    connection.end(
        SessionEnd.STORAGE_FAILED, "there was no memory for what was to be made durable");
  }

  /** There is no memory for what this session needs: that costs the session, and no other one. */
  void outOfMemory() {
    connection.starve();
  }

  /** Hands over the memory that this session has used, when it is over. */
  void buffers(Consumer<MemorySegment> to) {
    halves.buffers(to);
  }

  // --- for the journal ---

  void describe(RecordWriter to) {
    SessionEnd kept = logged().parked();
    to.u32(number).u64(id.high()).u64(id.low()).u64(label);
    to.u8((initiator ? 1 : 0) | (kept == null ? 0 : (EndCode.of(kept) + 1) << 1));
    to.u64(connection.peerIncarnation());
    owner.write(to);
  }

  void recoveredOwner(PeerIdentity identity) {
    owner = identity;
  }

  void recoveredPark(SessionEnd why) {
    connection.recoveredEnd();
    logged().recoveredPark(why);
  }
}

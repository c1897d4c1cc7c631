package dev.faultline.link;

import dev.faultline.link.connection.Connection;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.journal.RecordWriter;
import dev.faultline.link.receive.ReceiveStream;
import dev.faultline.link.stream.SendStream;
import dev.faultline.link.wire.EndCode;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session with one peer: streams in both directions that outlive connections. Not thread-safe:
 * only the thread that drives the session's endpoint may use it.
 *
 * <p>The engine's interface: {@code now} is the driver's clock, in nanoseconds. Users of {@code
 * LinkNode} and {@code DurableNode} have channels, without sessions.
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

  /** The identity that owns this session for its whole life. */
  private PeerIdentity owner = PeerIdentity.NONE;

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
   * The number that the driver assigned to the peer's address; -1 if the address is unknown,
   * because the session was recovered and has not been connected since.
   */
  public long peer() {
    return connection.peer();
  }

  public SessionId id() {
    return id;
  }

  /**
   * The owner of this session: the identity that the peer proved when the session began. It never
   * changes, not even by a restart. {@link PeerIdentity#NONE} if traffic was plain.
   */
  public PeerIdentity owner() {
    return owner;
  }

  /** The label given to {@link Endpoint#connect}; 0 on the side that accepted the session. */
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

  /** Details of why the session ended, as text; null if there are none. */
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

  /** The counters of this session's endpoint, over all its sessions. */
  public Counters counters() {
    return context.counters;
  }

  /** The smoothed round-trip time in nanoseconds. */
  public long roundTripNanos() {
    return halves.transmitter().rtt().smoothed();
  }

  /**
   * The longest packet that the path to the peer is known to carry, in bytes. Counts the link's own
   * packets, without the overhead of encryption, UDP and IP.
   */
  public int pathMtu() {
    return halves.transmitter().mtu();
  }

  /** The round-trip times measured by this process, in nanoseconds. */
  public Distribution roundTrips() {
    return halves.transmitter().rtt().distribution();
  }

  /** The lengths of loss bursts, in packets. */
  public Distribution lossBursts() {
    return halves.transmitter().losses().bursts();
  }

  /**
   * The sequence number of the last message offered on a stream, as {@link #offer} returned it; 0
   * before the first.
   *
   * @throws IllegalStateException if the stream is not {@linkplain #isOpen open}
   */
  public long offered(int stream) {
    return outgoing.opened(stream).lastSequence();
  }

  /** The sequence number of the last message of a logged stream that is durable on this side. */
  public long durable(int stream) {
    return outgoing.opened(stream).durableSequence();
  }

  /**
   * The sequence number of the last message of an incoming stream that the application has taken; 0
   * before the first.
   */
  public long received(int stream) {
    ReceiveStream from = halves.receiver().streams().get(stream);
    return from == null ? 0 : from.consecutive();
  }

  /**
   * The highest sequence number up to which the peer's link has acknowledged all messages of a
   * stream. 0 if it has acknowledged none or the stream is not open.
   */
  public long acknowledged(int stream) {
    SendStream open = outgoing.get(stream);
    return open == null ? 0 : open.arrivedSequence();
  }

  /**
   * The highest sequence number up to which the peer has durably processed all messages of a logged
   * stream, as far as this side knows. 0 if it has processed none, or the stream is not open or not
   * logged.
   */
  public long processedByPeer(int stream) {
    SendStream open = outgoing.get(stream);
    return open == null ? 0 : open.processedSequence();
  }

  /**
   * How many bytes of a logged stream are in the log because the peer has not processed them, with
   * a few bytes for each packet. 0 if the stream is not open or not logged.
   */
  public long bytesKept(int stream) {
    SendStream open = outgoing.get(stream);
    return open == null ? 0 : open.bytesKept();
  }

  /** Whether a stream is open for sending. A recovered logged stream is open. */
  public boolean isOpen(int stream) {
    return outgoing.isOpen(stream);
  }

  // --- what users do ---

  /**
   * Opens a stream for sending; to be called before the first offer on it. A recovered logged
   * stream is open already.
   */
  public void open(int stream, StreamKind kind) {
    open(stream, kind, Duration.ofNanos(Long.MAX_VALUE));
  }

  /**
   * Opens a stream for sending.
   *
   * @param patience how long a message of a stubborn stream is retransmitted; ignored for other
   *     kinds
   */
  public void open(int stream, StreamKind kind, Duration patience) {
    outgoing.open(stream, kind, patience);
  }

  /**
   * Offers a message on a stream; never blocks. The bytes are copied. While the session is not
   * connected, messages wait as far as there is room; a fair-loss stream keeps none.
   *
   * @return its sequence number, from 1, or one of {@link Offer}'s negative values. {@code
   *     STORAGE_FULL} replaces {@code BACK_PRESSURED} when the storage has been full for {@link
   *     LinkOptions#storagePatience}. {@code CLOSED} is also returned when there is no memory for
   *     the message, which ends the session
   * @throws IllegalArgumentException if there is no such stream
   * @throws IllegalStateException if the stream is not {@linkplain #isOpen open}
   */
  public long offer(int stream, MemorySegment source, long offset, int length) {
    return connection.closed() ? Offer.CLOSED : outgoing.offer(stream, source, offset, length);
  }

  /**
   * Delivers the messages that the application refused before, on all streams: at once, or, when
   * called while a logged message is being handled, after that message.
   */
  public void resume(long now) {
    if (connection.ended()) {
      return;
    }
    if (journal != null && journal.handling()) {
      // One message at a time: the offers made while it is handled may have to be withdrawn.
      journal.wait(halves.logged());
    } else {
      halves.receiver().resume(now);
    }
    connection.busy();
  }

  /**
   * Records the effect of the logged message that is being handled on the application's state. The
   * effect becomes durable together with the fact that the message is processed. May be called once
   * for each message.
   */
  public void effect(int stream, long sequence, MemorySegment effect, long offset, int length) {
    if (journal == null) {
      throw new IllegalStateException("the endpoint has no storage to record an effect in");
    }
    journal.effect(number, stream, sequence, effect, offset, length);
  }

  /**
   * With {@link Processing#AT_LEAST_ONCE}: tells the link that the effects of all messages up to
   * this one are durable elsewhere.
   *
   * @throws IllegalStateException if the endpoint has another {@link Processing}: then it marks
   *     messages as processed itself, and with this call the peer would delete messages that a
   *     crash here can still undo
   * @throws IllegalArgumentException if the message has not been received yet
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

  /**
   * Connects again, to the same address or a new one. Only the initiator may connect a recovered
   * session.
   */
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

  /** Accepts no more messages, and ends the session when all accepted ones have arrived. */
  public void close(long now) {
    connection.close(now);
  }

  /**
   * Ends the session now with {@link SessionEnd#ABORTED}: messages that have not arrived may be
   * lost. The peer is told once; if that packet is lost, it learns of the end from the answer to
   * its next packet.
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

  /** The session's logged streams. */
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

  /** Makes this peer's identity the owner, for the session's whole life. */
  void belongsToOwnerOf(long peer) {
    owner = context.identity(peer);
  }

  /** A session has begun. With a journal, no answer is sent before the session is durable. */
  void began(long now, long from) {
    connection.began(now, from);
    if (journal != null) {
      journal.began(halves.logged());
      connection.greetsAfterCommit();
    }
  }

  void end(SessionEnd why) {
    connection.end(why);
  }

  /** Memory ran out for what the endpoint makes durable. */
  void storageOutOfMemory() {
    connection.end(
        SessionEnd.STORAGE_FAILED, "there was no memory for what was to be made durable");
  }

  /** Memory ran out for this session: ends it, and no other session. */
  void outOfMemory() {
    connection.starve();
  }

  /** Passes on the memory that this session has used; called when it has ended. */
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

package dev.faultline.link;

import dev.faultline.link.handshake.Hello;
import dev.faultline.link.journal.RecordWriter;
import dev.faultline.link.path.Whereabouts;
import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.Nanos;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One peer, as an endpoint sees it: streams in both directions that outlive connections. Belongs to
 * its endpoint, and is to be used by the thread that drives that.
 */
public final class Session {
  private enum State {
    CONNECTING,
    CONNECTED,
    BROKEN,
    ENDED
  }

  /** How many chunks of a stream may go out before the peer has said how many it has room for. */
  private static final int EARLY_CHUNKS = 8;

  /** What every receiver has room for. */
  private static final int LEAST_WINDOW = 2;

  private static final int MOST_FAREWELLS = 5;
  private static final int LONGEST_HELLO_BACKOFF = 6;

  private final SessionContext context;
  private final ControlPackets controls;
  private final Agenda agenda;
  private final LinkOptions options;
  private final LinkHandler handler;
  private final Counters counters;
  private final @Nullable Journal journal;
  private final SessionId id;
  private final int number;
  private final long label;
  private final boolean initiator;
  private final Transmitter transmitter;
  private final Receiver receiver;
  private final LoggedStreams logged;
  private final Whereabouts where;
  private final @Nullable SendStream[] sending;
  private final long expiryNanos;
  private final long deadNanos;
  private final long keepAliveNanos;
  private final long helloNanos;

  /** Who this session belongs to, for ever. */
  private PeerIdentity owner = PeerIdentity.NONE;

  private State state = State.BROKEN;
  private long key;
  private long epoch;
  private long cookie;
  private long peerIncarnation;

  /** Whether the chunks of this session have been numbered in this incarnation. */
  private boolean numbered;

  private boolean fresh;
  private int peerWindow;
  private boolean early;
  private long helloAt;
  private int hellos;
  private boolean welcomeDue;
  private boolean pingDue;
  private long heardAt;
  private long brokenAt;
  private boolean closing;
  private @Nullable String endDetail;

  /** The peer has closed, and the application has not taken yet all that arrived before. */
  private boolean leaving;

  private int farewells;
  private long farewellAt;

  /** Batches of the journal that HELLO or WELCOME, and data, have to wait for. */
  private long greetAfter;

  private long sendAfter;

  /** Where this session stands in its endpoint's heap of deadlines and list of busy ones. */
  int heapIndex = -1;

  long deadline = Long.MAX_VALUE;
  boolean busy;
  boolean touched;
  boolean waiting;

  Session(SessionContext context, SessionId id, int number, long label, boolean initiator) {
    this.context = context;
    controls = context.controls;
    agenda = context.agenda;
    this.id = id;
    this.number = number;
    this.label = label;
    this.initiator = initiator;
    where = new Whereabouts(initiator);
    options = context.options;
    handler = context.handler;
    counters = context.counters;
    journal = context.journal;
    transmitter = new Transmitter(this, options, counters, context.rules);
    receiver = new Receiver(this, options, counters);
    logged = new LoggedStreams(this, context, transmitter, receiver);
    sending = new SendStream[options.streams()];
    expiryNanos = Nanos.of(options.expiry());
    deadNanos = Nanos.of(options.deadAfter());
    keepAliveNanos = Nanos.of(options.keepAlive());
    helloNanos =
        Math.min(Nanos.of(options.helloInterval()), Long.MAX_VALUE >> LONGEST_HELLO_BACKOFF);
  }

  // --- what users ask ---

  /**
   * The number that the driver gave to the peer's address; -1 if that is not known, since the
   * session was recovered and has not been connected since.
   */
  public long peer() {
    return where.present();
  }

  /** Whether the peer may be looked for at this address. */
  boolean mayBeAt(long address) {
    return where.include(address);
  }

  /** All addresses at which the peer may be looked for. */
  void addresses(LongConsumer to) {
    where.each(to);
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
    return state == State.CONNECTED;
  }

  public boolean ended() {
    return state == State.ENDED;
  }

  /** What more there is to say of why the session is over, in words; null if nothing. */
  public @Nullable String endDetail() {
    return endDetail;
  }

  /**
   * The longest message in bytes that {@link #offer} takes on a stream.
   *
   * @throws IllegalStateException if the stream is not {@linkplain #isOpen open}
   */
  public int longestMessage(int stream) {
    return opened(stream).longestMessage();
  }

  /** What the whole endpoint of this session has counted. */
  public Counters counters() {
    return counters;
  }

  /** The smoothed round-trip time in nanoseconds. */
  public long roundTripNanos() {
    return transmitter.rtt().smoothed();
  }

  /**
   * The longest packet that the way to the peer is known to carry, in bytes of the link's own
   * packets: what protects them, and the headers of UDP and IP, come on top.
   */
  public int pathMtu() {
    return transmitter.mtu();
  }

  /** How long round trips took, in nanoseconds, for as long as this process has known them. */
  public Distribution roundTrips() {
    return transmitter.rtt().distribution();
  }

  /** How many packets were lost at a time. */
  public Distribution lossBursts() {
    return transmitter.lossBursts();
  }

  /**
   * The last message offered on a stream, as {@link #offer} returned it; 0 before the first.
   *
   * @throws IllegalStateException if the stream is not {@linkplain #isOpen open}
   */
  public long offered(int stream) {
    return opened(stream).lastSequence();
  }

  /** The last message of a logged stream that no crash of this side can take back. */
  public long durable(int stream) {
    return opened(stream).durableSequence();
  }

  /** The last message of an incoming stream that the application has taken; 0 before the first. */
  public long received(int stream) {
    ReceiveStream from = receiver.stream(stream);
    return from == null ? 0 : from.consecutive();
  }

  /**
   * The last message of a stream, as {@link #offer} numbered it, up to which all have arrived at
   * the peer: its link has them. 0 when none has, or the stream is not open.
   */
  public long arrived(int stream) {
    SendStream open = stream >= 0 && stream < sending.length ? sending[stream] : null;
    return open == null ? 0 : open.arrivedSequence();
  }

  /** Whether a stream is open for sending, as a recovered logged stream is. */
  public boolean isOpen(int stream) {
    return stream >= 0 && stream < sending.length && sending[stream] != null;
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
    checkStream(stream);
    boolean perfect = kind == StreamKind.ORDERED || kind == StreamKind.UNORDERED;
    if (journal == null ? kind == StreamKind.LOGGED : perfect) {
      throw new IllegalArgumentException(
          "stream "
              + stream
              + " is to be "
              + kind
              + ", but its endpoint has "
              + (journal == null
                  ? "no storage"
                  : "storage, where streams are LOGGED, STUBBORN or FAIR_LOSS"));
    }
    SendStream present = sending[stream];
    if (present != null) {
      if (present.kind != kind) {
        throw new IllegalStateException("stream " + stream + " is open, and is " + present.kind);
      }
      return;
    }
    SendStream opened =
        new SendStream(stream, kind, options, chunksUpTo(peerWindow), number, journal, rules());
    opened.patience(Nanos.of(patience));
    opened.window(Math.max(peerWindow, LEAST_WINDOW));
    if (early && state == State.CONNECTING) {
      opened.limit(chunksUpTo(EARLY_CHUNKS));
    }
    sending[stream] = opened;
    transmitter.add(opened);
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
    if (state == State.ENDED || closing || leaving) {
      return Offer.CLOSED;
    }
    SendStream to = opened(stream);
    if (state != State.CONNECTED && to.kind == StreamKind.FAIR_LOSS) {
      return Offer.NOT_CONNECTED;
    }
    Journal in = to.kind == StreamKind.LOGGED ? journal : null;
    long before = to.lastSequence();
    long taken;
    try {
      if (!busy) {
        agenda.busy(this);
      }
      if (in != null && in.handling() && rules().takesBack()) {
        in.offering(this, to);
      }
      taken = to.offer(source, offset, length);
      // The next commit has to know of it, even if this session is not polled before.
      if (in != null && taken > 0 && rules().commitsAcrossSessions()) {
        in.touch(this);
      }
    } catch (OutOfMemoryError e) {
      outOfMemory();
      // What has a number is taken, and goes to the log although the session is over.
      taken = to.lastSequence() > before ? to.lastSequence() : Offer.CLOSED;
    }
    if (in != null && taken > 0 && in.handling()) {
      to.bind();
    }
    return taken == Offer.BACK_PRESSURED && to.kind == StreamKind.LOGGED && storageFull()
        ? Offer.STORAGE_FULL
        : taken;
  }

  private boolean storageFull() {
    return journal != null && journal.full();
  }

  /**
   * Offers the application again what it did not take, on all streams: at once, or after the
   * message of a logged stream that is being handled.
   */
  public void resume(long now) {
    if (state == State.ENDED) {
      return;
    }
    if (journal != null && journal.handling()) {
      // One message at a time: what is offered because of it may have to be taken back.
      journal.wait(this);
    } else {
      receiver.resume(now);
    }
    agenda.busy(this);
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
    if (options.processing() != Processing.AT_LEAST_ONCE) {
      throw new IllegalStateException(
          "processing is "
              + options.processing()
              + ", where the endpoint says what is processed; for effects that are durable"
              + " elsewhere set it to "
              + Processing.AT_LEAST_ONCE);
    }
    ReceiveStream from = receiver.stream(stream);
    if (from == null) {
      throw new IllegalArgumentException("no message has come on stream " + stream);
    }
    from.processedElsewhere(sequence);
    receiver.news(now);
    taken(from, 0);
    agenda.busy(this);
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
    if (state != State.ENDED && !leaving) {
      where.begin(to);
      heardAt = now;
      brokenAt = now;
      connect(now);
    }
  }

  /** Takes no more messages, and ends the session when those that were taken have arrived. */
  public void close(long now) {
    closing = true;
    farewellAt = now;
    if (leaving) {
      end(SessionEnd.CLOSED_BY_PEER);
    }
    agenda.busy(this);
  }

  /**
   * Ends the session now with {@link SessionEnd#ABORTED}: what has not arrived by now may never do
   * so. The peer is told once, and learns it from the next answer to what it sends if that is lost.
   */
  public void abort(long now) {
    if (state != State.ENDED) {
      abort(SessionEnd.ABORTED);
    }
  }

  /** There was no memory for what its endpoint makes durable. */
  void storageOutOfMemory() {
    endDetail = "there was no memory for what was to be made durable";
    end(SessionEnd.STORAGE_FAILED);
  }

  /** There is no memory for what this session needs: that costs the session, and no other one. */
  void outOfMemory() {
    counters.outOfMemory++;
    endDetail = "there was no memory for its buffers";
    if (state != State.ENDED) {
      abort(SessionEnd.ABORTED);
    }
  }

  /** Hands over the memory that this session has used, when it is over. */
  void buffers(Consumer<MemorySegment> to) {
    for (SendStream stream : transmitter.streams()) {
      stream.buffers(to);
      stream.park();
      if (logged.parked() == null) {
        stream.over();
      }
    }
    receiver.buffers(to);
    transmitter.over();
  }

  /** Where so many chunks end that are numbered from the first one. */
  private long chunksUpTo(int count) {
    return rules().firstNumber() + count;
  }

  private void checkStream(int stream) {
    if (stream < 0 || stream >= sending.length) {
      throw new IllegalArgumentException(
          "stream " + stream + ", expected 0 to " + (sending.length - 1));
    }
  }

  SendStream opened(int stream) {
    checkStream(stream);
    SendStream open = sending[stream];
    if (open == null) {
      throw new IllegalStateException("stream " + stream + " is not open");
    }
    return open;
  }

  // --- for the halves ---

  LinkOptions options() {
    return options;
  }

  boolean durable() {
    return journal != null;
  }

  long key() {
    return key;
  }

  Checksum checksum() {
    return controls.checksum();
  }

  Rules rules() {
    return context.rules;
  }

  ReceiveBudget budget() {
    return context.budget;
  }

  /** Memory that this session does not need any more. */
  void release(MemorySegment memory) {
    context.release(memory);
  }

  /** What of its streams becomes durable. */
  LoggedStreams logged() {
    return logged;
  }

  Receiver receiver() {
    return receiver;
  }

  @Nullable SendStream sending(int stream) {
    return stream < sending.length ? sending[stream] : null;
  }

  /** A message has come that is longer than this side takes, from before options were changed. */
  void tooLong(int stream, long sequence) {
    endDetail =
        ("longestMessage is %d here, and message %d of stream %d is longer:"
                + " set it to what it was when the message was sent")
            .formatted(options.longestMessage(), sequence, stream);
    abort(SessionEnd.OPTIONS_DIFFER);
  }

  void malformed() {
    counters.malformed++;
  }

  boolean ping(long packet, Egress egress) {
    return controls.control(peer(), Wire.PING, key, packet, 0, egress);
  }

  boolean pathProbe(long packet, int length, Egress egress) {
    return controls.padded(peer(), key, packet, length, egress);
  }

  int part(SendStream stream, long chunk, int part, long packet, boolean ackNow, Egress egress) {
    return controls.part(this, stream, chunk, part, packet, ackNow, egress);
  }

  /** The application has taken messages of this stream, or said that it has processed some. */
  void taken(ReceiveStream stream, long messages) {
    counters.messagesReceived += messages;
    logged.taken(stream);
  }

  // --- for the journal ---

  int number() {
    return number;
  }

  void describe(RecordWriter to) {
    SessionEnd kept = logged.parked();
    to.u32(number).u64(id.high()).u64(id.low()).u64(label);
    to.u8((initiator ? 1 : 0) | (kept == null ? 0 : (kept.code() + 1) << 1));
    to.u64(peerIncarnation);
    owner.write(to);
  }

  /** The peer's epochs begin with its incarnation, so what is older stays fenced. */
  void recoveredPeer(long incarnation) {
    peerIncarnation = incarnation;
    if (!initiator && incarnation > 0 && incarnation <= Integer.MAX_VALUE) {
      epoch = Math.max(epoch, incarnation << 32);
    }
  }

  /** What was recovered of this session is as old as the time that its endpoint hears first. */
  void recovered(long now) {
    heardAt = now;
    brokenAt = now;
    agenda.busy(this);
  }

  // --- connecting ---

  private void connect(long now) {
    state = State.CONNECTING;
    epoch = context.nextEpoch(epoch);
    key = context.table.newKey(this);
    cookie = 0;
    early = false;
    hellos = 0;
    helloAt = now;
    transmitter.forgetPackets(now);
    receiver.reconnected();
    // Nor does the peer hear of a session that a crash could still take back.
    greetAfter(Math.max(greetAfter, context.bootBatch()));
    if (!context.asksForCookies()) {
      goEarly();
    }
    agenda.busy(this);
  }

  private void greetAfter(long batch) {
    greetAfter = batch;
    if (journal != null && !journal.durable(batch)) {
      journal.touch(this);
    }
  }

  /** Whether a peer of the endpoint is the one that this session belongs to. */
  boolean belongsTo(long peer) {
    PeerIdentity its = context.identity(peer);
    return its == owner || its.equals(owner);
  }

  void recoveredOwner(PeerIdentity identity) {
    owner = identity;
  }

  void began(long now, long from) {
    owner = context.identity(from);
    where.begin(from);
    heardAt = now;
    brokenAt = now;
    if (journal != null) {
      journal.began(this);
      greetAfter(journal.batch());
    }
  }

  /** What this side has to say in HELLO and WELCOME. */
  Hello hello() {
    List<Hello.Mark> marks = new ArrayList<>();
    for (ReceiveStream stream : receiver.logged()) {
      long received = stream.consecutive();
      marks.add(new Hello.Mark(stream.id, received, Math.min(received, stream.processed())));
    }
    return new Hello(
        id,
        epoch,
        context.incarnation(),
        peerIncarnation,
        cookie,
        options.receivePackets(),
        journal != null,
        fresh,
        context.terms,
        marks.size(),
        marks);
  }

  void onChallenge(long now, long from, long given) {
    if (state == State.CONNECTING) {
      where.heard(from);
      cookie = given;
      hellos = 0;
      helloAt = now;
      goEarly();
      agenda.busy(this);
    }
  }

  /** Sends a little along with HELLO, which the peer will take at once. */
  private void goEarly() {
    if (journal == null && peerIncarnation == 0) {
      early = true;
      for (SendStream stream : transmitter.streams()) {
        stream.limit(chunksUpTo(EARLY_CHUNKS));
      }
    }
  }

  /** A HELLO for this session from an address that has shown that it is real. */
  void onHello(long now, long from, long itsKey, Hello hello) {
    if (hello.epoch() < epoch) {
      controls.refuse(from, itsKey, SessionEnd.FENCED);
      return;
    }
    if (hello.epoch() > epoch) {
      boolean samePeer = peerIncarnation == hello.incarnation();
      boolean sameSelf = hello.known() == context.incarnation() || (hello.known() == 0 && numbered);
      boolean anew = numbered && !(samePeer && sameSelf);
      if (journal == null && anew) {
        controls.refuse(from, itsKey, SessionEnd.SESSION_LOST);
        return;
      }
      epoch = hello.epoch();
      context.table.rekey(this, itsKey);
      key = itsKey;
      where.heard(from);
      fresh = journal != null && !(numbered && samePeer && sameSelf);
      transmitter.forgetPackets(now);
      receiver.reconnected();
      if (!join(now, hello)) {
        return;
      }
    } else if (itsKey != key) {
      counters.strangers++;
      return;
    } else {
      // It has never heard the WELCOME, perhaps because that went to somebody in between.
      heardFrom(from);
      if (state == State.BROKEN) {
        state = State.CONNECTED;
        handler.onConnected(this);
      }
    }
    heardAt = now;
    welcomeDue = true;
    // What was recovered may not be durable yet, and the peer will forget what this side has.
    greetAfter(Math.max(greetAfter, rules().greetsAfter(context.bootBatch())));
    agenda.busy(this);
  }

  void onWelcome(long now, long from, Hello welcome) {
    if (state != State.CONNECTING || welcome.epoch() != epoch || !welcome.id().equals(id)) {
      return;
    }
    where.heard(from);
    String conflict = context.terms.conflict(welcome.terms());
    if (conflict != null) {
      endDetail = conflict;
      abort(SessionEnd.OPTIONS_DIFFER);
      return;
    }
    String fault = welcomeFault(welcome);
    if (fault != null) {
      malformed();
      endDetail = fault;
      abort(SessionEnd.REFUSED);
      return;
    }
    fresh = welcome.fresh();
    if (fresh && journal == null) {
      end(SessionEnd.SESSION_LOST);
      return;
    }
    join(now, welcome);
  }

  private @Nullable String welcomeFault(Hello welcome) {
    if (welcome.durable() != (journal != null)) {
      return "the peer welcomes with%s storage, which this side has%s"
          .formatted(welcome.durable() ? "" : "out", journal == null ? " not" : "");
    }
    return welcome.fault();
  }

  /** Continues where both sides stand. Returns false when they do not fit together. */
  private boolean join(long now, Hello peerSide) {
    if (fresh) {
      receiver.renumber();
    }
    for (SendStream stream : transmitter.streams()) {
      if (!fresh) {
        stream.resend();
      } else if (!stream.renumber(peerSide.mark(stream.id).received())) {
        abort(SessionEnd.SESSION_LOST);
        return false;
      }
    }
    for (Hello.Mark mark : peerSide.marks()) {
      SendStream stream = sending(mark.stream());
      if (stream == null ? mark.received() > 0 : stream.kind != StreamKind.LOGGED) {
        abort(SessionEnd.SESSION_LOST);
        return false;
      }
    }
    boolean newPeer = peerIncarnation != peerSide.incarnation();
    peerIncarnation = peerSide.incarnation();
    if (newPeer && journal != null) {
      journal.connected(number, peerIncarnation);
      sendAfter = journal.batch();
      journal.touch(this);
    }
    boolean first = !numbered;
    numbered = true;
    peerWindow = peerSide.window();
    for (SendStream stream : transmitter.streams()) {
      stream.window(peerWindow);
      if (fresh || first) {
        stream.limit(chunksUpTo(peerWindow));
      }
      Hello.Mark mark = peerSide.mark(stream.id);
      stream.trim(rules().forgettable(mark.received(), mark.processed()));
    }
    state = State.CONNECTED;
    heardAt = now;
    agenda.busy(this);
    handler.onConnected(this);
    return true;
  }

  /** Ends the session here, and tells the peer why. */
  void abort(SessionEnd why) {
    if (peer() != Whereabouts.NOWHERE) {
      controls.refuse(peer(), key, why);
    }
    end(why);
  }

  private void broken(long now) {
    state = State.BROKEN;
    brokenAt = now;
    handler.onDisconnected(this);
    if (initiator && state == State.BROKEN) {
      connect(now);
    }
  }

  void recoveredPark(SessionEnd why) {
    state = State.ENDED;
    logged.recoveredPark(why);
  }

  void end(SessionEnd why) {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    // Whatever there is no memory for, nobody may find a session that is over.
    try {
      logged.end(why);
    } finally {
      try {
        context.forget(this, why);
      } finally {
        handler.onEnded(this, why);
      }
    }
  }

  // --- input ---

  void onPacket(long now, long from, MemorySegment segment, long at, int length) {
    byte type = segment.get(Wire.BYTE, at + Wire.TYPE);
    if (type == Wire.END) {
      SessionEnd why =
          length > Wire.BODY
              ? SessionEnd.ofPeer(segment.get(Wire.BYTE, at + Wire.BODY))
              : SessionEnd.SESSION_LOST;
      controls.answer(from, key, Wire.ENDED, 0);
      if (why == SessionEnd.OPTIONS_DIFFER && length >= Wire.BODY + Long.BYTES) {
        endDetail = context.terms.explain(segment.get(Wire.LONG, at + Wire.BODY));
      }
      leaving |= why == SessionEnd.CLOSED && state == State.CONNECTED && receiver.untaken();
      if (leaving) {
        // The peer knows that all has arrived, and is gone; the application is to get it, too.
        agenda.busy(this);
        return;
      }
      end(why == SessionEnd.CLOSED ? SessionEnd.CLOSED_BY_PEER : why);
      return;
    }
    if (leaving) {
      return;
    }
    if (type == Wire.ENDED) {
      if (closing && farewells > 0) {
        end(SessionEnd.CLOSED);
      }
      return;
    }
    if (state == State.BROKEN && !initiator && numbered && type != Wire.RESET) {
      // The peer has been silent, and still holds on to the same connection.
      state = State.CONNECTED;
      handler.onConnected(this);
    }
    if (state != State.CONNECTED) {
      return;
    }
    if (type == Wire.RESET) {
      counters.resets++;
      broken(now);
      return;
    }
    heardAt = now;
    agenda.busy(this);
    heardFrom(from);
    switch (type) {
      case Wire.DATA -> onData(now, segment, at, length);
      case Wire.DATA_PART -> receiver.onPart(now, segment, at, length);
      case Wire.ACK -> acknowledged(now, segment, at + Wire.BODY, length - Wire.BODY);
      case Wire.REFUSED -> transmitter.turnedBack(now, segment, at + Wire.BODY, length - Wire.BODY);
      case Wire.PING -> receiver.onPing(now, segment.get(Wire.LONG, at + Wire.PACKET));
      default -> malformed();
    }
  }

  private void heardFrom(long from) {
    if (from != where.present()) {
      counters.addressChanges++;
      where.heard(from);
      transmitter.moved();
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
    if (leaving) {
      return;
    }
    switch (state) {
      case CONNECTED -> {
        if (Nanos.after(heardAt, deadNanos) <= now) {
          broken(now);
          return;
        }
        transmitter.onTimer(now);
        pingDue |= quietAt() <= now;
      }
      case CONNECTING, BROKEN -> {
        if (Nanos.after(brokenAt, expiryNanos) <= now) {
          end(SessionEnd.SESSION_EXPIRED);
        }
      }
      case ENDED -> {}
    }
  }

  /** When to ask for a sign of life, as long as nothing is on the way that has to be answered. */
  private long quietAt() {
    return transmitter.deadline() == Nanos.NEVER
        ? Nanos.after(heardAt, keepAliveNanos)
        : Nanos.NEVER;
  }

  /** Sends what is due. Returns false when there was no room for all of it. */
  boolean poll(long now, Egress egress) {
    if (leaving && state != State.ENDED) {
      if (!receiver.untaken()) {
        end(SessionEnd.CLOSED_BY_PEER);
      }
      return true;
    }
    logged.touch();
    if (state == State.CONNECTING && helloAt <= now && mayGreet()) {
      where.look(hellos);
      if (!controls.greet(this, Wire.HELLO, egress)) {
        return false;
      }
      int backoff = Math.min(hellos++, LONGEST_HELLO_BACKOFF);
      helloAt = Nanos.after(now, helloNanos << backoff);
    }
    if (state == State.CONNECTED && !mayGreet()) {
      // Nor may an acknowledgement or an end say what a crash could still take back.
      return true;
    }
    if (state == State.CONNECTED && welcomeDue) {
      if (!controls.greet(this, Wire.WELCOME, egress)) {
        return false;
      }
      welcomeDue = false;
    }
    if (state == State.CONNECTING ? !early || hellos == 0 : state != State.CONNECTED) {
      return true;
    }
    // An acknowledgement, which may go with data, has what was turned back count as lost.
    return (receiver.turnedBack().isEmpty() || controls.turnBack(this, egress))
        && transmit(now, egress)
        && (!receiver.due(now) || controls.acknowledge(now, this, egress))
        && (!farewellDue(now) || farewell(now, egress));
  }

  private boolean transmit(long now, Egress egress) {
    if (!mayTransmit()) {
      return true;
    }
    if (pingDue) {
      if (!transmitter.ping(now, egress)) {
        return false;
      }
      pingDue = false;
    }
    if (state == State.CONNECTED && !transmitter.probePath(now, egress)) {
      return false;
    }
    return transmitter.poll(now, egress);
  }

  private boolean mayGreet() {
    return journal == null || journal.durable(greetAfter);
  }

  private boolean mayTransmit() {
    return journal == null || journal.durable(sendAfter);
  }

  private boolean farewellDue(long now) {
    return closing && farewellAt <= now && state == State.CONNECTED && settled();
  }

  /** Whether all that was offered has arrived, and what was processed is durable. */
  private boolean settled() {
    return transmitter.drained() && !(rules().settlesBeforeClosing() && logged.undurable());
  }

  private boolean farewell(long now, Egress egress) {
    if (farewells == MOST_FAREWELLS) {
      end(SessionEnd.CLOSED);
      return true;
    }
    if (!controls.farewell(this, egress)) {
      return false;
    }
    farewellAt = now + (transmitter.patience() << farewells++);
    return true;
  }

  /** When {@link #onTimer} or {@link #poll} has something to do next, if nothing arrives. */
  long nextDeadline() {
    if (leaving) {
      return Nanos.NEVER;
    }
    long expiry = Nanos.after(brokenAt, expiryNanos);
    return switch (state) {
      case CONNECTING -> Math.min(expiry, mayGreet() ? helloAt : Long.MAX_VALUE);
      case CONNECTED -> {
        long dead = Nanos.after(heardAt, deadNanos);
        if (!mayGreet()) {
          // The journal wakes it.
          yield dead;
        }
        if (welcomeDue || (mayTransmit() && pingDue)) {
          yield Long.MIN_VALUE;
        }
        long send =
            mayTransmit()
                ? Math.min(transmitter.sendAt(), transmitter.probePathAt())
                : Long.MAX_VALUE;
        // A ping that has to wait for the journal waits for that, not for time.
        long quiet = pingDue ? Nanos.NEVER : quietAt();
        long own = Math.min(send, Math.min(transmitter.deadline(), receiver.deadline()));
        long farewell = closing && settled() ? farewellAt : Long.MAX_VALUE;
        yield Math.min(Math.min(own, farewell), Math.min(quiet, dead));
      }
      case BROKEN -> expiry;
      case ENDED -> Long.MAX_VALUE;
    };
  }
}

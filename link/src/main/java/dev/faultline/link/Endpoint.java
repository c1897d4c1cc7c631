package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One end of links to many peers: a state machine without thread, clock or socket, as the package's
 * documentation explains. Not thread-safe: one thread drives it.
 */
public final class Endpoint {
  private static final int CONTROL_SLOTS = 32;

  private final LinkOptions options;
  private final RandomGenerator random;
  private final LinkHandler handler;
  private final Rules rules;
  private final @Nullable Journal journal;
  private final Counters counters = new Counters();
  private final Checksum checksum = new Checksum();
  private final Checksum incoming = new Checksum();
  private final SortedMap<SessionId, Session> sessions = new TreeMap<>();
  private final SortedMap<Integer, Session> byNumber = new TreeMap<>();

  /** Sessions that are over, of which undelivered messages are kept. */
  private final SortedMap<SessionId, Session> kept = new TreeMap<>();

  private final KeyTable byKey;
  private final DeadlineHeap deadlines = new DeadlineHeap();
  private final Cookies cookies;
  private final Replies replies = new Replies();
  private final EndedSessions ended = new EndedSessions();
  private final SessionShares shares;
  private final ReceiveBudget budget;
  private final MemorySegment controls;
  private final int controlStride;
  private final int helloBytes;
  private final Terms terms;
  private final long incarnation;
  private final long bootBatch;

  /** Whether whoever sends has proven its address, and who it is, before this endpoint sees it. */
  private boolean proven;

  private LongFunction<PeerIdentity> identities = peer -> PeerIdentity.NONE;

  /** Whether there is more than one peer that sessions are to be shared out between. */
  private BooleanSupplier severalPeers = () -> false;

  /** Hears whose ended sessions are not remembered any more, so that nothing old may count. */
  private Consumer<Set<PeerIdentity>> unremembered;

  private Consumer<MemorySegment> released = memory -> {};
  private String lastForeign = "";
  private int controlsUsed;
  private Session[] busy = new Session[16];
  private int busyCount;
  private @Nullable Session last;
  private int lastNumber;
  private long now;

  /** Whether this endpoint has been told the time; what it recovered is as old as that. */
  private boolean timed;

  /**
   * An endpoint whose sessions end with it.
   *
   * @param random draws session ids, keys and secrets; seeded in a world, secure elsewhere
   */
  public Endpoint(LinkOptions options, RandomGenerator random, LinkHandler handler) {
    this(options, random, handler, null, Rules.SOUND);
  }

  /**
   * An endpoint with what survived in the storage: the handler hears of it before this returns, and
   * {@link #sessions} has the sessions, of which those that this side began want to be connected.
   */
  public Endpoint(
      LinkOptions options, RandomGenerator random, LinkHandler handler, Storage storage) {
    this(options, random, handler, storage, Rules.SOUND);
  }

  Endpoint(
      LinkOptions options,
      RandomGenerator random,
      LinkHandler handler,
      @Nullable Storage storage,
      Rules rules) {
    this.options = options;
    this.random = random;
    this.handler = handler;
    this.rules = rules;
    helloBytes = options.helloBytes();
    terms = Terms.of(options);
    if (helloBytes > options.packetBytes()) {
      throw new IllegalArgumentException(
          "a HELLO for %d streams has %d bytes, more than a packet of %d; have fewer streams"
              .formatted(options.streams(), helloBytes, options.packetBytes()));
    }
    shares = new SessionShares(options.mostSessions());
    budget = new ReceiveBudget(options, counters);
    cookies = new Cookies(random);
    unremembered = owners -> revokeCookies();
    byKey = new KeyTable(random);
    controlStride = Math.max(options.packetBytes(), Wire.BODY + Receiver.LONGEST_ACK);
    controls = options.memory().apply((long) CONTROL_SLOTS * controlStride);
    journal = storage == null ? null : new Journal(storage, handler, options);
    if (journal == null) {
      incarnation = random.nextLong() | 1;
      bootBatch = 0;
    } else {
      journal.recover(this);
      byNumber.values().forEach(session -> shares.add(session.owner()));
      sessions.values().forEach(Session::recoveredElsewhere);
      incarnation = journal.incarnation();
      bootBatch = journal.batch();
    }
  }

  public Counters counters() {
    return counters;
  }

  /** All sessions that are not over, in a fixed order. */
  public List<Session> sessions() {
    return List.copyOf(sessions.values());
  }

  /**
   * What the peers have not processed of what was offered on logged streams: of sessions that go
   * on, and of those that are over, whose messages stay until {@link #discard}. In a fixed order.
   */
  public List<Undelivered> undelivered() {
    List<Undelivered> all = new ArrayList<>();
    byNumber.values().forEach(session -> session.undelivered(all));
    return all;
  }

  /**
   * Reads undelivered messages that are in the storage, oldest first; those that were offered since
   * the last {@link #poll} may not be.
   *
   * @throws IllegalArgumentException if the session is not known, or does not have the stream
   */
  public void read(SessionId session, int stream, Undelivered.Reader to) {
    Session of = keeping(session);
    SendStream from = of.sending(stream);
    if (from == null) {
      throw new IllegalArgumentException("session " + session + " has no stream " + stream);
    }
    from.read(to);
  }

  /**
   * Forgets the undelivered messages of a session that is over; the next commit makes that durable.
   *
   * @throws IllegalArgumentException if nothing is kept of such a session, or it is not over
   */
  public void discard(SessionId session) {
    Session of = keeping(session);
    if (of.parked() == null || journal == null) {
      throw new IllegalArgumentException(
          "session " + session + " is not over: its messages are still to be delivered");
    }
    of.discarded();
    journal.ended(of.number());
    byNumber.remove(of.number());
    kept.remove(session);
    shares.remove(of.owner());
  }

  /** Whether everything that was decided or offered so far is durable; true without a storage. */
  public boolean settled() {
    return journal == null || journal.settled();
  }

  private Session keeping(SessionId id) {
    for (Session session : byNumber.values()) {
      if (session.id().equals(id)) {
        return session;
      }
    }
    throw new IllegalArgumentException(
        "there is no session " + id + " with undelivered messages; undelivered() lists them");
  }

  /** Whether this is an address of any session: the last that is known, or the first. */
  public boolean knows(long peer) {
    for (Session session : sessions.values()) {
      if (session.mayBeAt(peer)) {
        return true;
      }
    }
    return false;
  }

  /** All addresses at which peers of sessions may be, some more than once. */
  public void addresses(LongConsumer to) {
    sessions.values().forEach(session -> session.addresses(to));
  }

  /**
   * Names who is told of memory from {@link LinkOptions#memory} that belonged to a session which is
   * over. Datagrams that the egress was given in the same poll may still lie in it.
   */
  public void onReleased(Consumer<MemorySegment> to) {
    released = to;
  }

  /** Starts a session with the peer at this address; the handler hears when it is connected. */
  public Session connect(long now, long peer) {
    return connect(now, peer, 0);
  }

  /**
   * Starts a session with the peer at this address.
   *
   * @param label of the application's, to recognise a recovered session by
   */
  public Session connect(long now, long peer, long label) {
    tell(now);
    SessionId id = new SessionId(random.nextLong(), random.nextLong());
    Session session = add(id, lastNumber + 1, label, true);
    began(session, peer);
    session.connect(now, peer);
    return session;
  }

  private void began(Session session, long peer) {
    session.began(now, peer);
    shares.add(session.owner());
  }

  private Session add(SessionId id, int number, long label, boolean initiator) {
    Session session = new Session(this, id, number, label, initiator);
    sessions.put(id, session);
    byNumber.put(number, session);
    lastNumber = Math.max(lastNumber, number);
    return session;
  }

  /** Sessions that were recovered have been silent since this endpoint first heard the time. */
  private void tell(long time) {
    now = time;
    if (!timed) {
      timed = true;
      sessions.values().forEach(session -> session.recovered(rules.silentSince(time)));
    }
  }

  // --- input ---

  /**
   * A datagram has arrived.
   *
   * @param peer the number that the driver gives to the address it came from
   * @param segment whose bytes are only read during the call; drivers should use few segments
   */
  public void onDatagram(long now, long peer, MemorySegment segment, long offset, int length) {
    tell(now);
    counters.packetsReceived++;
    if (length < Wire.BODY || !incoming.holds(segment, offset, length)) {
      counters.corrupt++;
      return;
    }
    long key = segment.get(Wire.LONG, offset + Wire.KEY);
    byte type = segment.get(Wire.BYTE, offset + Wire.TYPE);
    if (type == Wire.HELLO) {
      onHello(peer, key, segment, offset, length);
      return;
    }
    Session session = last;
    if (session == null || session.key() != key) {
      session = byKey.get(key);
      if (session == null) {
        onStranger(peer, key, type);
        return;
      }
      last = session;
    }
    if (!session.belongsTo(peer)) {
      foreign(peer, key, session);
      return;
    }
    if (type == Wire.WELCOME) {
      if (length >= helloBytes) {
        session.onWelcome(now, peer, Hello.read(segment, offset + Wire.BODY, length - Wire.BODY));
      }
    } else if (type == Wire.CHALLENGE) {
      if (length >= Wire.BODY + Long.BYTES) {
        session.onChallenge(now, peer, segment.get(Wire.LONG, offset + Wire.BODY));
      }
    } else {
      try {
        session.onPacket(now, peer, segment, offset, length);
      } catch (OutOfMemoryError e) {
        outOfMemory(session);
      }
    }
  }

  /**
   * A session needed memory that is not there. It is over then, and only it, unless a part of what
   * is durable together was left out for that: then nothing more becomes durable.
   */
  void outOfMemory(Session session) {
    if (journal == null || !journal.starved()) {
      session.outOfMemory();
    }
  }

  /** Answers without remembering anything, with no more bytes than came. */
  private void onStranger(long peer, long key, byte type) {
    counters.strangers++;
    switch (type) {
      case Wire.DATA, Wire.DATA_PART, Wire.ACK, Wire.PING -> replies.add(peer, key, Wire.RESET, 0);
      case Wire.END -> replies.add(peer, key, Wire.ENDED, 0);
      default -> {}
    }
  }

  private void onHello(long peer, long key, MemorySegment segment, long offset, int length) {
    if (length < Wire.BODY + Hello.FIXED) {
      counters.malformed++;
      return;
    }
    if (segment.get(Wire.BYTE, offset + Wire.FLAGS) != Wire.VERSION) {
      refuse(peer, key, SessionEnd.REFUSED);
      return;
    }
    long body = offset + Wire.BODY;
    if (!proven && !cookies.accepts(now, peer, key, Hello.cookie(segment, body))) {
      replies.add(peer, key, Wire.CHALLENGE, cookies.give(now, peer, key));
      return;
    }
    String conflict = terms.conflict(Hello.terms(segment, body));
    if (conflict != null && rules.comparesOptions()) {
      // Nothing has been remembered of it yet, and nothing will be.
      refuse(peer, key, terms.ending(Hello.terms(segment, body)));
      handler.onRefused(peer, conflict);
      return;
    }
    if (length < helloBytes) {
      counters.malformed++;
      return;
    }
    Hello hello = Hello.read(segment, body, length - Wire.BODY);
    String fault = hello.fault();
    if (fault != null) {
      counters.malformed++;
      refuse(peer, key, SessionEnd.REFUSED);
      handler.onRefused(peer, fault);
      return;
    }
    Session session = sessions.get(hello.id());
    if (session != null && !session.belongsTo(peer)) {
      foreign(peer, key, session);
      return;
    }
    if (session != null && session.initiator()) {
      // Only the side that began a session connects it.
      counters.malformed++;
      return;
    }
    Session holder = byKey.get(key);
    if (holder != null && holder != session) {
      // The key of another session's connection, which whoever knows it must not take over.
      if (holder.belongsTo(peer)) {
        counters.strangers++;
      } else {
        foreign(peer, key, holder);
      }
      return;
    }
    if (session == null && journal != null && journal.failed()) {
      // What was lost is only the disk of this process; the peer asks until it has started again.
      counters.strangers++;
      return;
    }
    if (session == null) {
      Session parked = kept.get(hello.id());
      if (parked != null && !parked.belongsTo(peer)) {
        foreign(peer, key, parked);
        return;
      }
      SessionEnd parkedWhy = parked == null ? null : parked.parked();
      SessionEnd why = parkedWhy == null ? ended.why(now, hello.id()) : parkedWhy.asHeardByPeer();
      if (parkedWhy != null && journal != null && !journal.durable(bootBatch)) {
        // A crash may still take back that it is over; the peer will ask again.
        counters.strangers++;
        return;
      }
      if (why != null) {
        // A late copy, or a peer that has not heard of the end: neither begins a session anew.
        refuse(peer, key, why);
        return;
      }
      session = welcomeStranger(peer, key, hello);
      if (session == null) {
        return;
      }
    }
    session.onHello(now, peer, key, hello);
  }

  private @Nullable Session welcomeStranger(long peer, long key, Hello hello) {
    if (hello.durable() != (journal != null)) {
      refuse(peer, key, SessionEnd.REFUSED);
      return null;
    }
    if (hello.known() != 0 && !rules.restartsSilently()) {
      refuse(peer, key, SessionEnd.SESSION_LOST);
      return null;
    }
    if (!shares.roomFor(identity(peer), byNumber.size(), severalPeers.getAsBoolean())) {
      refuse(peer, key, SessionEnd.TOO_MANY_SESSIONS);
      return null;
    }
    Session session;
    try {
      session = add(hello.id(), lastNumber + 1, 0, false);
    } catch (OutOfMemoryError e) {
      // Nothing was remembered of it; the peer asks again.
      counters.outOfMemory++;
      return null;
    }
    began(session, peer);
    return session;
  }

  /** What {@link Storage#sync} was asked for with this token, and before, is durable. */
  public void onStorage(long now, long token) {
    tell(now);
    if (journal != null) {
      journal.synced(now, token, this);
    }
  }

  /**
   * Writing or syncing failed. Nothing more is acknowledged, and all sessions are over; what had
   * been acknowledged is durable, and comes back when the process starts again on a disk that
   * works.
   */
  public void onStorageFailure(long now) {
    tell(now);
    if (journal != null) {
      journal.fail();
      for (Session session : sessions()) {
        session.end(SessionEnd.STORAGE_FAILED);
      }
    }
  }

  /** Time has passed; to be called when {@link #nextDeadline} has come. */
  public void onTimer(long now) {
    tell(now);
    while (deadlines.earliest() <= now) {
      Session session = deadlines.first();
      deadlines.remove(session);
      session.onTimer(now);
      busy(session);
    }
  }

  // --- output ---

  /**
   * Hands the egress what may be sent now; to be called after input, after offers, and when {@link
   * #nextDeadline} has come.
   *
   * @return how many datagrams were sent
   */
  public int poll(long now, Egress egress) {
    // What is late must not be taken for something that polling again could settle.
    onTimer(now);
    goOn(now);
    long before = counters.packetsSent;
    controlsUsed = 0;
    boolean room = replies.send(this, egress);
    int kept = 0;
    int count = busyCount;
    for (int i = 0; i < count; i++) {
      Session session = busy[i];
      room = room && poll(now, session, egress);
      long deadline = session.nextDeadline();
      if (session.ended()) {
        deadlines.remove(session);
        session.busy = false;
        continue;
      }
      deadlines.update(session, deadline);
      if (room && deadline > now) {
        session.busy = false;
      } else {
        busy[kept++] = session;
      }
    }
    for (int i = count; i < busyCount; i++) {
      busy[kept++] = busy[i];
    }
    Arrays.fill(busy, kept, busyCount, null);
    busyCount = kept;
    if (journal != null) {
      commit(now, journal);
    }
    return (int) (counters.packetsSent - before);
  }

  private boolean poll(long now, Session session, Egress egress) {
    try {
      return session.poll(now, egress);
    } catch (OutOfMemoryError e) {
      outOfMemory(session);
      return true;
    }
  }

  private void commit(long now, Journal to) {
    try {
      to.commit(now, this);
      to.letIn(now, this);
      to.look(now);
    } catch (OutOfMemoryError e) {
      counters.outOfMemory++;
    }
    if (to.starved()) {
      sessions().forEach(Session::storageOutOfMemory);
    }
  }

  /** What has arrived and waits for memory tries again, when it is time. */
  private void goOn(long now) {
    if (budget.deadline() > now) {
      return;
    }
    for (ReceiveStream stream : budget.goingOn(now)) {
      if (!stream.session().ended()) {
        try {
          stream.session().resume(now);
        } catch (OutOfMemoryError e) {
          outOfMemory(stream.session());
        }
      }
    }
  }

  /**
   * When {@link #onTimer} and {@link #poll} have to be called at the latest, if nothing else
   * happens; in the past when there is something to do now, {@link Long#MAX_VALUE} for never.
   */
  public long nextDeadline() {
    if (busyCount > 0 || replies.waiting()) {
      return Long.MIN_VALUE;
    }
    long sessions = Math.min(deadlines.earliest(), budget.deadline());
    return journal == null ? sessions : Math.min(sessions, journal.deadline());
  }

  // --- for the layer that protects it ---

  /** Strangers are kept away from here: nobody has to be asked for a cookie any more. */
  void strangersStayOutside(
      LongFunction<PeerIdentity> proven,
      Consumer<Set<PeerIdentity>> unremembered,
      BooleanSupplier several) {
    strangersStayOutside(proven, unremembered);
    severalPeers = several;
    budget.several(several);
  }

  void strangersStayOutside(
      LongFunction<PeerIdentity> proven, Consumer<Set<PeerIdentity>> unremembered) {
    this.proven = true;
    this.unremembered = unremembered;
    identities = proven;
  }

  private void revokeCookies() {
    cookies.revoke();
  }

  /** Who the peer with this number is. */
  PeerIdentity identity(long peer) {
    return identities.apply(peer);
  }

  /** Somebody else than the session's peer knows its id or its key, and uses it. */
  private void foreign(long peer, long key, Session session) {
    counters.foreign++;
    lastForeign = session.id() + " belongs to " + session.owner() + ", not " + identity(peer);
    refuse(peer, key, SessionEnd.REFUSED);
  }

  /** Whose session was last used by somebody else, and by whom; empty if none was. */
  public String lastForeign() {
    return lastForeign;
  }

  // --- for sessions ---

  boolean asksForCookies() {
    return !proven;
  }

  Terms terms() {
    return terms;
  }

  LinkOptions options() {
    return options;
  }

  LinkHandler handler() {
    return handler;
  }

  Rules rules() {
    return rules;
  }

  ReceiveBudget budget() {
    return budget;
  }

  void release(MemorySegment memory) {
    released.accept(memory);
  }

  @Nullable Journal journal() {
    return journal;
  }

  Checksum checksum() {
    return checksum;
  }

  long incarnation() {
    return incarnation;
  }

  /** The batch that makes this incarnation durable; nobody hears of it before. */
  long bootBatch() {
    return bootBatch;
  }

  /** Larger than all epochs that this side has used, in this incarnation and before. */
  long nextEpoch(long epoch) {
    return journal == null ? epoch + 1 : Math.max(epoch, incarnation << 32) + 1;
  }

  void busy(Session session) {
    if (session.busy || session.ended()) {
      return;
    }
    session.busy = true;
    if (busyCount == busy.length) {
      busy = Arrays.copyOf(busy, 2 * busyCount);
    }
    busy[busyCount++] = session;
  }

  long newKey(Session session) {
    long key = random.nextLong();
    rekey(session, key);
    return key;
  }

  void rekey(Session session, long key) {
    if (byKey.get(session.key()) == session) {
      byKey.remove(session.key());
    }
    byKey.put(key, session);
  }

  void forget(Session session, SessionEnd why) {
    if (rules.remembersEnds()) {
      ended.add(now, session.id(), session.owner(), why.asHeardByPeer(), unremembered);
    }
    sessions.remove(session.id());
    if (session.parked() == null) {
      shares.remove(session.owner());
      byNumber.remove(session.number());
    } else {
      kept.put(session.id(), session);
    }
    if (byKey.get(session.key()) == session) {
      byKey.remove(session.key());
    }
    deadlines.remove(session);
    last = null;
    session.buffers(released);
  }

  void refuse(long peer, long key, SessionEnd why) {
    refuse(peer, key, why.code());
  }

  private void refuse(long peer, long key, long ending) {
    counters.refusals++;
    replies.add(peer, key, Wire.END, ending);
  }

  void answer(long peer, long key, byte type) {
    replies.add(peer, key, type, 0);
  }

  boolean acknowledge(long now, Session session, Egress egress) {
    if (controlsUsed == CONTROL_SLOTS) {
      return false;
    }
    long at = (long) controlsUsed * controlStride + Wire.BODY;
    int length = session.receiver().write(now, controls, at, controlStride - Wire.BODY);
    if (!control(session.peer(), Wire.ACK, session.key(), 0, length, egress)) {
      return false;
    }
    session.receiver().told();
    return true;
  }

  /** Tells the peer for which of its packets there was no memory. */
  boolean turnBack(Session session, Egress egress) {
    if (controlsUsed == CONTROL_SLOTS) {
      return false;
    }
    TurnedBack packets = session.receiver().turnedBack();
    int length = packets.write(controls, (long) controlsUsed * controlStride + Wire.BODY);
    if (!control(session.peer(), Wire.REFUSED, session.key(), 0, length, egress)) {
      return false;
    }
    packets.clear();
    return true;
  }

  boolean greet(Session session, byte type, Egress egress) {
    if (controlsUsed == CONTROL_SLOTS) {
      return false;
    }
    int length = helloBytes - Wire.BODY;
    session.hello().write(controls, (long) controlsUsed * controlStride + Wire.BODY, length);
    return control(session.peer(), type, session.key(), 0, length, egress);
  }

  boolean farewell(Session session, Egress egress) {
    return reply(session.peer(), Wire.END, session.key(), SessionEnd.CLOSED.code(), egress);
  }

  /** Sends one of the small answers that remember nothing. */
  boolean reply(long peer, byte type, long key, long value, Egress egress) {
    if (controlsUsed == CONTROL_SLOTS) {
      return false;
    }
    int length = 0;
    if (type == Wire.CHALLENGE || type == Wire.END) {
      // Little-endian, so that the reason of an END is its first byte.
      controls.set(Wire.LONG, (long) controlsUsed * controlStride + Wire.BODY, value);
      length = Long.BYTES;
    }
    return control(peer, type, key, 0, length, egress);
  }

  /** Sends a packet that is as long as it is to find out whether such packets arrive. */
  boolean padded(long peer, long key, long packet, int length, Egress egress) {
    if (controlsUsed == CONTROL_SLOTS) {
      return false;
    }
    // What was in the slot before may have been meant for somebody else.
    long at = (long) controlsUsed * controlStride;
    controls.asSlice(at + Wire.BODY, length - Wire.BODY).fill((byte) 0);
    return control(peer, Wire.PING, key, packet, length - Wire.BODY, egress);
  }

  /** Sends a part of a chunk. Returns its length, or 0 when there was no room. */
  int part(
      Session session,
      SendStream stream,
      long chunk,
      int part,
      long packet,
      boolean ackNow,
      Egress egress) {
    if (controlsUsed == CONTROL_SLOTS) {
      return 0;
    }
    long at = (long) controlsUsed * controlStride;
    int length = stream.writePart(controls, at, chunk, part, session.key(), packet, ackNow);
    return sendControl(session.peer(), at, length, egress) ? length : 0;
  }

  /** Sends what stands in the next control slot. */
  boolean control(long peer, byte type, long key, long packet, int body, Egress egress) {
    if (controlsUsed == CONTROL_SLOTS) {
      return false;
    }
    long at = (long) controlsUsed * controlStride;
    controls.set(Wire.BYTE, at + Wire.TYPE, type);
    controls.set(Wire.BYTE, at + Wire.FLAGS, (byte) Wire.VERSION);
    controls.set(Wire.SHORT, at + Wire.STREAM, (short) 0);
    controls.set(Wire.LONG, at + Wire.KEY, key);
    controls.set(Wire.LONG, at + Wire.PACKET, packet);
    return sendControl(peer, at, Wire.BODY + body, egress);
  }

  private boolean sendControl(long peer, long at, int length, Egress egress) {
    checksum.stamp(controls, at, length);
    if (!egress.send(peer, controls, at, length)) {
      return false;
    }
    controlsUsed++;
    counters.packetsSent++;
    counters.bytesSent += length;
    return true;
  }

  // --- for the journal ---

  @Nullable Session numbered(int number) {
    return byNumber.get(number);
  }

  Session recovered(RecordReader in) {
    int number = in.u32();
    SessionId id = new SessionId(in.u64(), in.u64());
    long label = in.u64();
    int facts = in.u8();
    boolean initiator = (facts & 1) != 0;
    Session known = byNumber.get(number);
    Session session = known != null ? known : add(id, number, label, initiator);
    session.recoveredPeer(in.u64());
    session.recoveredOwner(PeerIdentity.read(in));
    if (facts > 1) {
      recoveredPark(number, SessionEnd.of((facts >> 1) - 1));
    }
    return session;
  }

  void recoveredPark(int number, SessionEnd why) {
    Session session = byNumber.get(number);
    if (session != null) {
      sessions.remove(session.id());
      kept.put(session.id(), session);
      session.recoveredPark(why);
    }
  }

  void recoveredEnd(int number) {
    Session session = byNumber.get(number);
    if (session != null) {
      sessions.remove(session.id());
      kept.remove(session.id());
      byNumber.remove(number);
    }
  }

  void checkpoint(RecordWriter to) {
    to.u32(lastNumber).u32(byNumber.size());
    for (Session session : byNumber.values()) {
      session.describe(to);
      session.describeStreams(to);
    }
  }

  /**
   * Writes sessions from this number on, as many as fit.
   *
   * @return the number after that of the last session that was written
   */
  int table(RecordWriter to, int from, long mostBytes) {
    int countAt = to.length() + Integer.BYTES;
    int count = 0;
    to.u32(lastNumber).u32(0);
    for (Session session : byNumber.tailMap(from).values()) {
      int before = to.length();
      session.describe(to);
      session.describeStreams(to);
      if (to.length() > mostBytes && count > 0) {
        to.cut(before);
        to.patch(countAt, count);
        return session.number();
      }
      count++;
    }
    to.patch(countAt, count);
    return Integer.MAX_VALUE;
  }

  int lastNumber() {
    return lastNumber;
  }

  void lastNumber(int number) {
    lastNumber = Math.max(lastNumber, number);
  }

  long oldestPosition() {
    long oldest = Long.MAX_VALUE;
    for (Session session : byNumber.values()) {
      oldest = Math.min(oldest, session.oldestPosition());
    }
    return oldest;
  }
}

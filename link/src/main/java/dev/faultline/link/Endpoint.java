package dev.faultline.link;

import dev.faultline.link.connection.Agenda;
import dev.faultline.link.connection.Connection;
import dev.faultline.link.connection.ControlPackets;
import dev.faultline.link.handshake.Hello;
import dev.faultline.link.handshake.Wall;
import dev.faultline.link.storage.Storage;
import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One end of links to many peers: a state machine without thread, clock or socket, as the package's
 * documentation explains. Not thread-safe: one thread drives it.
 */
public final class Endpoint {
  /** How often sessions end that were begun although the storage has failed. */
  private static final long ENDS_NANOS = 100_000_000;

  private final Rules rules;
  private final @Nullable Journal journal;
  private final Counters counters;
  private final SessionContext context;
  private final SessionTable table;
  private final Agenda agenda;
  private final ControlPackets controls;
  private final Greeter greeter;
  private final ReceiveBudget budget;
  private final Checksum incoming = new Checksum();
  private final int helloBytes;

  /** Whether this endpoint has been told the time; what it recovered is as old as that. */
  private boolean timed;

  /** When sessions end next that cannot be made durable, since the storage has failed. */
  private long endsAt = Long.MIN_VALUE;

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
    this.rules = rules;
    helloBytes = options.helloBytes();
    if (helloBytes > options.packetBytes()) {
      throw new IllegalArgumentException(
          "a HELLO for %d streams has %d bytes, more than a packet of %d; have fewer streams"
              .formatted(options.streams(), helloBytes, options.packetBytes()));
    }
    journal = storage == null ? null : new Journal(storage, handler, options);
    context = new SessionContext(options, random, handler, journal, rules);
    counters = context.counters;
    table = context.table;
    agenda = context.agenda;
    controls = context.controls;
    budget = context.budget;
    greeter = new Greeter(context);
    if (journal == null) {
      context.begin(random.nextLong() | 1, 0);
    } else {
      journal.recover(context);
      table.recovered();
      context.begin(journal.incarnation(), journal.batch());
    }
  }

  public Counters counters() {
    return counters;
  }

  /** All sessions that are not over, in a fixed order. */
  public List<Session> sessions() {
    return table.sessions();
  }

  /**
   * What the peers have not processed of what was offered on logged streams: of sessions that go
   * on, and of those that are over, whose messages stay until {@link #discard}. In a fixed order.
   */
  public List<Undelivered> undelivered() {
    return table.undelivered();
  }

  /**
   * Reads undelivered messages that are in the storage, oldest first; those that were offered since
   * the last {@link #poll} may not be.
   *
   * @throws IllegalArgumentException if the session is not known, or does not have the stream
   */
  public void read(SessionId session, int stream, Undelivered.Reader to) {
    Session of = table.keeping(session);
    SendStream from = of.sending(stream);
    if (from == null) {
      throw new IllegalArgumentException("session " + session + " has no stream " + stream);
    }
    if (from.logged != null) {
      from.logged.read(to);
    }
  }

  /**
   * Forgets the undelivered messages of a session that is over; the next commit makes that durable.
   *
   * @throws IllegalArgumentException if nothing is kept of such a session, or it is not over
   */
  public void discard(SessionId session) {
    context.discard(session);
  }

  /** Whether everything that was decided or offered so far is durable; true without a storage. */
  public boolean settled() {
    return journal == null || journal.settled();
  }

  /** Whether this is an address of any session: the last that is known, or the first. */
  public boolean knows(long peer) {
    return table.knows(peer);
  }

  /** All addresses at which peers of sessions may be, some more than once. */
  public void addresses(LongConsumer to) {
    table.addresses(to);
  }

  /**
   * Names who is told of memory from {@link LinkOptions#memory} that is not used any more: of a
   * session that is over, or of a stream that has grown or is idle. Datagrams that the egress was
   * given in the same poll may still lie in it.
   */
  public void onReleased(Consumer<MemorySegment> to) {
    context.onReleased(to);
  }

  /** Starts a session with the peer at this address; the handler hears when it is connected. */
  public Session connect(long now, long peer) {
    return connect(now, peer, 0);
  }

  /**
   * Starts a session with the peer at this address. Without memory for it the session is over when
   * this returns, and the handler has heard so.
   *
   * @param label of the application's, to recognise a recovered session by
   */
  public Session connect(long now, long peer, long label) {
    tell(now);
    Session session = table.add(label);
    try {
      table.begin(now, session, peer);
      session.connect(now, peer);
    } catch (OutOfMemoryError e) {
      context.outOfMemory(session);
    }
    return session;
  }

  /** Sessions that were recovered have been silent since this endpoint first heard the time. */
  private void tell(long time) {
    context.now(time);
    if (!timed) {
      timed = true;
      for (Session session : table.sessions()) {
        try {
          session.connection().recovered(rules.silentSince(time));
        } catch (OutOfMemoryError e) {
          context.outOfMemory(session);
        }
      }
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
      greeter.onHello(now, peer, key, segment, offset, length);
      return;
    }
    Session session = table.keyed(key);
    if (session == null) {
      greeter.onStranger(peer, key, type);
      return;
    }
    if (!session.belongsTo(peer)) {
      context.foreign(peer, key, session);
      return;
    }
    try {
      onPacket(now, peer, type, session.connection(), segment, offset, length);
    } catch (OutOfMemoryError e) {
      context.outOfMemory(session);
    }
  }

  private void onPacket(
      long now,
      long peer,
      byte type,
      Connection to,
      MemorySegment segment,
      long offset,
      int length) {
    if (type == Wire.WELCOME) {
      if (length >= helloBytes) {
        to.onWelcome(now, peer, Hello.read(segment, offset + Wire.BODY, length - Wire.BODY));
      }
    } else if (type == Wire.CHALLENGE) {
      if (length >= Wire.BODY + Long.BYTES) {
        to.onChallenge(now, peer, segment.get(Wire.LONG, offset + Wire.BODY));
      }
    } else {
      to.onPacket(now, peer, segment, offset, length);
    }
  }

  /** What {@link Storage#sync} was asked for with this token, and before, is durable. */
  public void onStorage(long now, long token) {
    tell(now);
    if (journal != null) {
      journal.synced(now, token, context);
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
    agenda.onTimer(now);
  }

  // --- output ---

  /**
   * Hands the egress what may be sent now; to be called after input, after offers, and when {@link
   * #nextDeadline} has come.
   *
   * @return how many datagrams were sent
   */
  public int poll(long now, Egress egress) {
    // Of one that failed: its driver may have been told of failures before it sent what it had.
    context.rings.pollOver();
    // What is late must not be taken for something that polling again could settle.
    onTimer(now);
    goOn(now);
    long before = counters.packetsSent;
    boolean room = controls.begin(egress);
    agenda.poll(now, room, egress);
    if (journal != null) {
      commit(now, journal);
    }
    context.rings.pollOver();
    return (int) (counters.packetsSent - before);
  }

  private void commit(long now, Journal to) {
    try {
      to.commit(now, context);
      to.letIn(now, context);
      to.look(now);
    } catch (OutOfMemoryError e) {
      counters.outOfMemory++;
    }
    if (to.failed() && endsAt <= now) {
      for (Session session : sessions()) {
        // An application that connects again at once is told again, but must not keep this busy.
        endsAt = now + ENDS_NANOS;
        if (to.starved()) {
          session.storageOutOfMemory();
        } else {
          session.end(SessionEnd.STORAGE_FAILED);
        }
      }
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
          context.outOfMemory(stream.session());
        }
      }
    }
  }

  /**
   * When {@link #onTimer} and {@link #poll} have to be called at the latest, if nothing else
   * happens; in the past when there is something to do now, {@link Long#MAX_VALUE} for never.
   */
  public long nextDeadline() {
    if (controls.waiting()) {
      return Long.MIN_VALUE;
    }
    long sessions = Math.min(agenda.nextDeadline(), budget.deadline());
    if (journal == null) {
      return sessions;
    }
    long ends = journal.failed() && table.any() ? endsAt : Long.MAX_VALUE;
    return Math.min(Math.min(sessions, ends), journal.deadline());
  }

  // --- for the layer that protects it ---

  /**
   * Whoever protects the packets keeps strangers away from here, so that nobody has to be asked for
   * a cookie any more. To be called before anything else, by a layer of this module only: to {@link
   * dev.faultline.link.secure.SecureLayer#protect} for all others.
   */
  @SuppressWarnings("exports")
  public void strangersStayOutside(Wall wall) {
    context.strangersStayOutside(wall);
  }

  /** Whose session was last used by somebody else, and by whom; empty if none was. */
  public String lastForeign() {
    return context.lastForeign();
  }

  /** What its sessions share. */
  SessionContext context() {
    return context;
  }
}

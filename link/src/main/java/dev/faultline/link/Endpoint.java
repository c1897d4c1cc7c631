package dev.faultline.link;

import dev.faultline.link.connection.Agenda;
import dev.faultline.link.connection.Connection;
import dev.faultline.link.connection.ControlPackets;
import dev.faultline.link.handshake.Hello;
import dev.faultline.link.handshake.Wall;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.receive.ReceiveBudget;
import dev.faultline.link.receive.ReceiveStream;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.storage.Storage;
import dev.faultline.link.stream.SendStream;
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
  private final LiveCounters counters;
  private final SessionContext context;
  private final SessionTable table;
  private final Agenda agenda;
  private final ControlPackets controls;
  private final Greeter greeter;
  private final ReceiveBudget budget;
  private final Checksum incoming = new Checksum();
  private final int helloBytes;

  /** Whether this endpoint knows the time yet; recovered sessions count as silent from then. */
  private boolean timed;

  /** When sessions end next that cannot be made durable, since the storage has failed. */
  private long endsAt = Long.MIN_VALUE;

  /**
   * An endpoint without storage: its sessions do not survive it.
   *
   * @param random draws session ids, keys and secrets; seeded in a world, secure elsewhere
   */
  public Endpoint(LinkOptions options, RandomGenerator random, LinkHandler handler) {
    this(options, random, handler, null, Rules.SOUND);
  }

  /**
   * An endpoint that recovers its sessions from the storage. The handler is called with the
   * recovered state before this returns. {@link #sessions} lists the recovered sessions; those that
   * this side initiated must be connected again.
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
    helloBytes = Hello.packetBytes(options);
    if (helloBytes > options.packetBytes()) {
      throw new IllegalArgumentException(
          "a HELLO for %d streams has %d bytes, more than a packet of %d; have fewer streams"
              .formatted(options.streams(), helloBytes, options.packetBytes()));
    }
    journal = storage == null ? null : new Journal(storage, handler, options, rules);
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
      journal.recover(table, options.streams());
      table.recovered();
      context.begin(journal.incarnation(), journal.batch());
    }
  }

  public Counters counters() {
    return counters;
  }

  /** All sessions that have not ended, in a fixed order. */
  public List<Session> sessions() {
    return table.sessions();
  }

  /**
   * The messages offered on logged streams that the peers have not processed, in a fixed order.
   * Includes those of ended sessions, whose messages are kept until {@link #discard}.
   */
  public List<Undelivered> undelivered() {
    return table.undelivered();
  }

  /**
   * Reads undelivered messages from the storage, oldest first. Messages offered since the last
   * {@link #poll} may not be in the storage yet.
   *
   * @throws IllegalArgumentException if the session is unknown or does not have the stream
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
   * Deletes the undelivered messages of an ended session; the next commit makes that durable.
   *
   * @throws IllegalArgumentException if no messages of this session are kept, or it has not ended
   */
  public void discard(SessionId session) {
    context.discard(session);
  }

  /** Whether everything decided or offered so far is durable; true without a storage. */
  public boolean settled() {
    return journal == null || journal.settled();
  }

  /** Whether any session uses this address: the last one known for its peer, or the first. */
  public boolean knows(long peer) {
    return table.knows(peer);
  }

  /** Passes on all addresses at which peers of sessions may be, some more than once. */
  public void addresses(LongConsumer to) {
    table.addresses(to);
  }

  /**
   * Sets the consumer of memory from {@link LinkOptions#memory} that is no longer used, because a
   * session has ended or a stream has grown or is idle. Datagrams given to the egress in the same
   * poll may still be in that memory.
   */
  public void onReleased(Consumer<MemorySegment> to) {
    context.onReleased(to);
  }

  /** Starts a session with the peer at this address; the handler is told when it is connected. */
  public Session connect(long now, long peer) {
    return connect(now, peer, 0);
  }

  /**
   * Starts a session with the peer at this address. If there is no memory for it, the session has
   * ended when this returns, and the handler has been told.
   *
   * @param label chosen by the application, to recognise the session after recovery
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

  /** On the first call, recovered sessions start to count as silent from this time. */
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
   * @param segment read only during the call; drivers should use few segments
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

  /**
   * The sync for which {@link Storage#sync} returned this token, and all earlier ones, are
   * complete.
   */
  public void onStorage(long now, long token) {
    tell(now);
    if (journal != null) {
      journal.synced(now, token, table);
    }
  }

  /**
   * Writing or syncing failed. All sessions end and nothing more is acknowledged. What was
   * acknowledged is durable, and is recovered when the process starts again on a working disk.
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

  /** Runs what is due; to be called when {@link #nextDeadline} has come. */
  public void onTimer(long now) {
    tell(now);
    agenda.onTimer(now);
  }

  // --- output ---

  /**
   * Gives the egress the datagrams that may be sent now. To be called after input, after offers,
   * and when {@link #nextDeadline} has come.
   *
   * @return how many datagrams were sent
   */
  public int poll(long now, Egress egress) {
    // Of one that failed: its driver may have been told of failures before it sent what it had.
    context.rings.pollOver();
    // Without this, an overdue deadline would look like work that another poll could do.
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
      to.commit(now, table);
      to.letIn(now);
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

  /** Retries the delivery of received data that waits for memory, when it is due. */
  private void goOn(long now) {
    if (budget.deadline() > now) {
      return;
    }
    for (ReceiveStream stream : budget.goingOn(now)) {
      stream.goOn(now);
    }
  }

  /**
   * When {@link #onTimer} and {@link #poll} must be called at the latest if nothing else happens:
   * in the past when there is something to do now, {@link Long#MAX_VALUE} for never.
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
   * A protecting layer below this endpoint keeps unknown peers out, so the endpoint no longer asks
   * for cookies. Only this module's layer calls this, before any other method; everybody else calls
   * {@link dev.faultline.link.secure.SecureLayer#protect}.
   */
  @SuppressWarnings("exports")
  public void strangersStayOutside(Wall wall) {
    context.strangersStayOutside(wall);
  }

  /**
   * Names the last session for which a peer with another key sent packets, and that peer; empty if
   * that never happened.
   */
  public String lastForeign() {
    return context.lastForeign();
  }

  /** What this endpoint's sessions share. */
  SessionContext context() {
    return context;
  }
}

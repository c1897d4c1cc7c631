package dev.faultline.link;

import dev.faultline.link.connection.Agenda;
import dev.faultline.link.connection.ControlPackets;
import dev.faultline.link.connection.Shared;
import dev.faultline.link.handshake.Cookies;
import dev.faultline.link.handshake.EndedSessions;
import dev.faultline.link.handshake.Terms;
import dev.faultline.link.handshake.Wall;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.receive.AckWriter;
import dev.faultline.link.receive.ReceiveBudget;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.stream.SendRings;
import dev.faultline.link.wire.EndCode;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What all sessions of an endpoint share, and what they ask of it. */
final class SessionContext {
  final LinkOptions options;
  final LinkHandler handler;
  final Rules rules;
  final LiveCounters counters = new LiveCounters();
  final Terms terms;
  final ReceiveBudget budget;
  final SendRings rings;
  final ControlPackets controls;
  final Agenda agenda = new Agenda();
  final Shared connections;
  final @Nullable Journal journal;
  final SessionTable table;
  final Cookies cookies;
  final EndedSessions ended = new EndedSessions();

  private long incarnation;
  private long bootBatch;
  private long now;

  /** Whether whoever sends has proven its address, and who it is, before it is heard here. */
  private boolean proven;

  private LongFunction<PeerIdentity> identities = peer -> PeerIdentity.NONE;

  /** Whether there is more than one peer that sessions are to be shared out between. */
  private BooleanSupplier severalPeers = () -> false;

  /** Hears whose ended sessions are not remembered any more, so that nothing old may count. */
  private Consumer<Set<PeerIdentity>> unremembered;

  private Consumer<MemorySegment> released = memory -> {};
  private String lastForeign = "";

  SessionContext(
      LinkOptions options,
      RandomGenerator random,
      LinkHandler handler,
      @Nullable Journal journal,
      Rules rules) {
    this.options = options;
    this.handler = handler;
    this.journal = journal;
    this.rules = rules;
    terms = Terms.of(options);
    budget = new ReceiveBudget(options, counters);
    rings = new SendRings(options, this::release);
    cookies = new Cookies(random);
    unremembered = owners -> cookies.revoke();
    table = new SessionTable(this, options, random);
    controls = new ControlPackets(options, counters, Wire.BODY + AckWriter.LONGEST_ACK);
    connections = new Shared(options, terms, counters, controls, agenda);
  }

  /** A new incarnation begins, which is durable with this batch; nobody hears of it before. */
  void begin(long incarnation, long bootBatch) {
    this.incarnation = incarnation;
    this.bootBatch = bootBatch;
  }

  long incarnation() {
    return incarnation;
  }

  long bootBatch() {
    return bootBatch;
  }

  /** The time that the endpoint was last told. */
  long now() {
    return now;
  }

  void now(long time) {
    now = time;
  }

  /** Larger than all epochs that this side has used, in this incarnation and before. */
  long nextEpoch(long epoch) {
    return journal == null ? epoch + 1 : Math.max(epoch, incarnation << 32) + 1;
  }

  // --- who peers are ---

  void strangersStayOutside(Wall wall) {
    proven = true;
    unremembered = wall::unremembered;
    identities = wall::identity;
    severalPeers = wall::severalPeers;
    budget.several(severalPeers);
  }

  boolean asksForCookies() {
    return !proven;
  }

  boolean severalPeers() {
    return severalPeers.getAsBoolean();
  }

  /** Who the peer with this number is. */
  PeerIdentity identity(long peer) {
    return identities.apply(peer);
  }

  /** Somebody else than the session's peer knows its id or its key, and uses it. */
  void foreign(long peer, long key, Session session) {
    counters.foreign++;
    lastForeign = session.id() + " belongs to " + session.owner() + ", not " + identity(peer);
    controls.refuse(peer, key, SessionEnd.REFUSED);
  }

  String lastForeign() {
    return lastForeign;
  }

  // --- memory, and the end ---

  void onReleased(Consumer<MemorySegment> to) {
    released = to;
  }

  /** Memory that a session does not need any more. */
  void release(MemorySegment memory) {
    released.accept(memory);
  }

  /** The session is over. */
  void forget(Session session, SessionEnd why) {
    try {
      if (rules.remembersEnds()) {
        ended.add(now, session.id(), session.owner(), EndCode.asHeardByPeer(why), unremembered);
      }
    } finally {
      try {
        table.forget(session);
      } finally {
        agenda.forget(session.connection());
        session.buffers(released);
      }
    }
  }

  /** The undelivered messages of a session that is over are not kept any more. */
  void discard(SessionId id) {
    table.discard(id, journal);
  }

  /**
   * A session needed memory that is not there. It is over then, and only it, unless a part of what
   * is durable together was left out for that: then nothing more becomes durable.
   */
  void outOfMemory(Session session) {
    if (journal != null && journal.starved()) {
      return;
    }
    try {
      session.outOfMemory();
    } catch (OutOfMemoryError e) {
      // It is over even so; only a restart may not know of that, and ends it then.
      counters.outOfMemory++;
    }
  }
}

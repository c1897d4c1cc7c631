package dev.faultline.link;

import dev.faultline.link.connection.ControlPackets;
import dev.faultline.link.handshake.Hello;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.EndCode;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Hears those who have no connection yet, and decides who gets one. */
final class Greeter {
  private final SessionContext context;
  private final LiveCounters counters;
  private final ControlPackets controls;
  private final SessionTable table;
  private final @Nullable Journal journal;
  private final Rules rules;
  private final int helloBytes;

  Greeter(SessionContext context) {
    this.context = context;
    counters = context.counters;
    controls = context.controls;
    table = context.table;
    journal = context.journal;
    rules = context.rules;
    helloBytes = Hello.packetBytes(context.options);
  }

  /** Answers without remembering anything, with no more bytes than came. */
  void onStranger(long peer, long key, byte type) {
    counters.strangers++;
    switch (type) {
      case Wire.DATA, Wire.DATA_FRAGMENT, Wire.ACK, Wire.PING ->
          controls.answer(peer, key, Wire.RESET, 0);
      case Wire.END -> controls.answer(peer, key, Wire.ENDED, 0);
      default -> {}
    }
  }

  void onHello(long now, long peer, long key, MemorySegment segment, long offset, int length) {
    try {
      hear(now, peer, key, segment, offset, length);
    } catch (OutOfMemoryError e) {
      counters.outOfMemory++;
    }
  }

  private void hear(long now, long peer, long key, MemorySegment segment, long offset, int length) {
    if (length < Wire.BODY + Hello.FIXED) {
      counters.malformed++;
      return;
    }
    if (segment.get(Wire.BYTE, offset + Wire.FLAGS) != Wire.VERSION) {
      controls.refuse(peer, key, SessionEnd.REFUSED);
      return;
    }
    long body = offset + Wire.BODY;
    if (context.asksForCookies()
        && !context.cookies.accepts(now, peer, key, Hello.cookie(segment, body))) {
      controls.answer(peer, key, Wire.CHALLENGE, context.cookies.give(now, peer, key));
      return;
    }
    Hello hello = readable(peer, key, segment, body, length);
    if (hello == null) {
      return;
    }
    Session session = table.get(hello.id());
    if (session != null && !session.belongsTo(peer)) {
      context.foreign(peer, key, session);
      return;
    }
    if (session != null && session.initiator()) {
      // Only the side that began a session connects it.
      counters.malformed++;
      return;
    }
    if (isKeyOfAnother(peer, key, session)) {
      return;
    }
    if (session == null) {
      session = isOver(now, peer, key, hello) ? null : welcomeStranger(now, peer, key, hello);
    }
    if (session == null) {
      return;
    }
    try {
      session.connection().onHello(now, peer, key, hello);
    } catch (OutOfMemoryError e) {
      context.outOfMemory(session);
    }
  }

  /** A HELLO that fits to this side's options; null if it was refused. */
  private @Nullable Hello readable(
      long peer, long key, MemorySegment segment, long body, int length) {
    String conflict = context.terms.conflict(Hello.terms(segment, body));
    if (conflict != null && rules.comparesOptions()) {
      // Nothing has been remembered of it yet, and nothing will be.
      controls.refuse(peer, key, context.terms.ending(Hello.terms(segment, body)));
      context.handler.onRefused(peer, conflict);
      return null;
    }
    if (length < helloBytes) {
      counters.malformed++;
      return null;
    }
    Hello hello = Hello.read(segment, body, length - Wire.BODY);
    String fault = hello.fault();
    if (fault != null) {
      counters.malformed++;
      controls.refuse(peer, key, SessionEnd.REFUSED);
      context.handler.onRefused(peer, fault);
      return null;
    }
    return hello;
  }

  /**
   * The key of another session's connection; a peer that knows it must not take over that
   * connection.
   */
  private boolean isKeyOfAnother(long peer, long key, @Nullable Session session) {
    Session holder = table.holder(key);
    if (holder == null || holder == session) {
      return false;
    }
    if (holder.belongsTo(peer)) {
      counters.strangers++;
    } else {
      context.foreign(peer, key, holder);
    }
    return true;
  }

  /** Whether there was a session with this id, and its peer is told what has become of it. */
  private boolean isOver(long now, long peer, long key, Hello hello) {
    if (journal != null && journal.failed()) {
      // What was lost is only the disk of this process; the peer asks until it has started again.
      counters.strangers++;
      return true;
    }
    Session parked = table.kept(hello.id());
    if (parked != null && !parked.belongsTo(peer)) {
      context.foreign(peer, key, parked);
      return true;
    }
    SessionEnd parkedWhy = parked == null ? null : parked.logged().parked();
    SessionEnd why =
        parkedWhy == null ? context.ended.why(now, hello.id()) : EndCode.asHeardByPeer(parkedWhy);
    if (parkedWhy != null && journal != null && !journal.durable(context.bootBatch())) {
      // A crash may still take back that it is over; the peer will ask again.
      counters.strangers++;
      return true;
    }
    if (why != null) {
      // A late copy, or a peer that has not heard of the end: neither begins a session anew.
      controls.refuse(peer, key, why);
    }
    return why != null;
  }

  private @Nullable Session welcomeStranger(long now, long peer, long key, Hello hello) {
    if (hello.durable() != (journal != null)) {
      controls.refuse(peer, key, SessionEnd.REFUSED);
      return null;
    }
    if (hello.known() != 0 && !rules.restartsSilently()) {
      controls.refuse(peer, key, SessionEnd.SESSION_LOST);
      return null;
    }
    if (journal != null && journal.owes()) {
      // It could not be greeted before there is room; the peer asks until then.
      counters.strangers++;
      return null;
    }
    if (!table.roomFor(context.identity(peer), context.severalPeers())) {
      controls.refuse(peer, key, SessionEnd.TOO_MANY_SESSIONS);
      return null;
    }
    Session session = table.add(hello.id(), 0, false);
    try {
      table.begin(now, session, peer);
    } catch (OutOfMemoryError e) {
      // The peer asks again. What is not durable must not be found then.
      table.forget(session);
      throw e;
    }
    return session;
  }
}

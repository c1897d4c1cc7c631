package dev.faultline.link.connection;

import dev.faultline.link.Egress;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.link.handshake.Hello;
import dev.faultline.link.handshake.Terms;
import dev.faultline.link.path.Whereabouts;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.wire.EndCode;
import dev.faultline.link.wire.Nanos;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A session's connection, from HELLO to farewell, including reconnections: tracks whether the peer
 * is reachable, in which order packets are sent, and how the session ends.
 */
public final class Connection extends Due {
  private enum State {
    CONNECTING,
    CONNECTED,
    BROKEN,
    ENDED
  }

  private final ConnectionHost host;
  private final Traffic traffic;
  private final ControlPackets controls;
  private final Agenda agenda;
  private final LiveCounters counters;
  private final Terms terms;
  private final boolean initiator;
  private final Whereabouts where;
  private final Greeting greeting;
  private final Farewell farewell;
  private final Outbound outbound;
  private final Liveness liveness;

  private State state = State.BROKEN;

  /** Whether it has ended, or is about to: what is asked for each message. */
  private boolean closed;

  private long key;
  private @Nullable String endDetail;

  /** One that is not there yet. */
  public Connection(
      ConnectionHost host, Traffic traffic, Shared shared, SessionId id, boolean initiator) {
    this.host = host;
    this.traffic = traffic;
    this.initiator = initiator;
    controls = shared.controls();
    agenda = shared.agenda();
    counters = shared.counters();
    terms = shared.terms();
    liveness = new Liveness(shared.options());
    where = new Whereabouts(initiator);
    greeting = new Greeting(this, host, traffic, shared, id, initiator);
    farewell = new Farewell(this, traffic, controls);
    outbound = new Outbound(this, traffic, greeting, farewell, liveness);
  }

  // --- what there is ---

  /** Which key its packets have. */
  public long key() {
    return key;
  }

  /** The address to send to; {@link Whereabouts#NOWHERE} if that is not known. */
  public long peer() {
    return where.present();
  }

  /** Where the peer may be looked for. */
  public Whereabouts where() {
    return where;
  }

  public boolean connected() {
    return state == State.CONNECTED;
  }

  @Override
  public boolean ended() {
    return state == State.ENDED;
  }

  /** Whether nothing more is to be offered. */
  public boolean closed() {
    return closed;
  }

  /** Whether a little may be sent before the peer has answered. */
  public boolean early() {
    return greeting.early() && state == State.CONNECTING;
  }

  /** What more there is to say of why it is over, in words; null if nothing. */
  public @Nullable String endDetail() {
    return endDetail;
  }

  public long peerIncarnation() {
    return greeting.peerIncarnation();
  }

  // --- how it begins ---

  public void recoveredPeer(long incarnation) {
    greeting.recoveredPeer(incarnation);
  }

  /** What was recovered is as old as the time that its endpoint hears first. */
  public void recovered(long now) {
    liveness.begin(now);
    busy();
  }

  /** What was recovered of it is that it is over. */
  public void recoveredEnd() {
    state = State.ENDED;
    closed = true;
  }

  /** It is with a peer at this address. */
  public void began(long now, long from) {
    where.begin(from);
    liveness.begin(now);
  }

  /** Nothing is said before what was decided last is durable. */
  public void greetsAfterCommit() {
    greeting.after(host.batch());
  }

  /** Connects again, to an address that may be new. */
  public void connect(long now, long to) {
    if (state != State.ENDED && !farewell.leaving()) {
      began(now, to);
      connect(now);
    }
  }

  private void connect(long now) {
    state = State.CONNECTING;
    key = greeting.begin(now);
    traffic.restart(now);
    greeting.begun();
    busy();
  }

  public void onChallenge(long now, long from, long given) {
    if (state == State.CONNECTING) {
      where.heard(from);
      greeting.onChallenge(now, given);
      busy();
    }
  }

  /** A HELLO for this session from an address that has shown that it is real. */
  public void onHello(long now, long from, long itsKey, Hello hello) {
    if (farewell.leaving()) {
      // The peer has closed, and has not heard that this was heard.
      controls.refuse(from, itsKey, SessionEnd.CLOSED);
      return;
    }
    greeting.onHello(now, from, itsKey, hello);
  }

  public void onWelcome(long now, long from, Hello welcome) {
    if (state == State.CONNECTING) {
      greeting.onWelcome(now, from, welcome);
    }
  }

  // --- for its parts ---

  boolean connecting() {
    return state == State.CONNECTING;
  }

  /** The peer has connected anew. */
  void taken(long now, long from, long itsKey) {
    key = itsKey;
    where.heard(from);
    traffic.restart(now);
  }

  void joined(long now) {
    state = State.CONNECTED;
    heard(now);
    host.connected();
  }

  /** The peer has been silent, and still holds on to the same connection. */
  void revive() {
    if (state == State.BROKEN) {
      state = State.CONNECTED;
      host.connected();
    }
  }

  void heard(long now) {
    liveness.heard(now);
    busy();
  }

  void heardFrom(long from) {
    if (from != where.present()) {
      counters.addressChanges++;
      where.heard(from);
      traffic.moved();
    }
  }

  /** There is something to do in the next poll. */
  public void busy() {
    if (!busy) {
      agenda.busy(this);
    }
  }

  // --- how it ends ---

  /** Ends when what was offered has arrived. */
  public void close(long now) {
    closed = true;
    farewell.close(now);
    if (farewell.leaving()) {
      end(SessionEnd.CLOSED_BY_PEER);
    }
    busy();
  }

  /** Ends here, and tells the peer why. */
  public void abort(SessionEnd why) {
    if (peer() != Whereabouts.NOWHERE) {
      controls.refuse(peer(), key, why);
    }
    end(why);
  }

  /** Ends here, and tells the peer why; {@code detail} is for this side. */
  public void abort(SessionEnd why, String detail) {
    endDetail = detail;
    abort(why);
  }

  /** Ends here. */
  public void end(SessionEnd why) {
    if (state != State.ENDED) {
      state = State.ENDED;
      closed = true;
      host.ended(why);
    }
  }

  /** Ends here; {@code detail} is for this side. */
  public void end(SessionEnd why, String detail) {
    endDetail = detail;
    end(why);
  }

  /** There is no memory for what this needs: that costs one session, and no other one. */
  public void starve() {
    counters.outOfMemory++;
    endDetail = "there was no memory for its buffers";
    if (state != State.ENDED) {
      abort(SessionEnd.ABORTED);
    }
  }

  @Override
  void outOfMemory() {
    host.outOfMemory();
  }

  private void broken(long now) {
    state = State.BROKEN;
    liveness.broken(now);
    host.disconnected();
    if (initiator && state == State.BROKEN) {
      connect(now);
    }
  }

  // --- input ---

  public void onPacket(long now, long from, MemorySegment segment, long at, int length) {
    byte type = segment.get(Wire.BYTE, at + Wire.TYPE);
    if (type == Wire.END) {
      onEnd(now, from, segment, at, length);
      return;
    }
    if (farewell.leaving()) {
      return;
    }
    if (type == Wire.ENDED) {
      farewell.answered();
      return;
    }
    if (!initiator && greeting.numbered() && type != Wire.RESET) {
      revive();
    }
    if (state != State.CONNECTED) {
      return;
    }
    if (type == Wire.RESET) {
      counters.resets++;
      broken(now);
      return;
    }
    heard(now);
    heardFrom(from);
    traffic.onPacket(now, type, segment, at, length);
  }

  private void onEnd(long now, long from, MemorySegment segment, long at, int length) {
    SessionEnd why =
        length > Wire.BODY
            ? EndCode.ofPeer(segment.get(Wire.BYTE, at + Wire.BODY))
            : SessionEnd.SESSION_LOST;
    controls.answer(from, key, Wire.ENDED, 0);
    if (why == SessionEnd.OPTIONS_DIFFER && length >= Wire.BODY + Long.BYTES) {
      endDetail = terms.explain(segment.get(Wire.LONG, at + Wire.BODY));
    }
    boolean untaken = why == SessionEnd.CLOSED && connected() && traffic.untaken();
    if (untaken && !farewell.leaving()) {
      // The application has as long to take the rest as a peer has to come back.
      farewell.leave();
      liveness.broken(now);
      closed = true;
    }
    if (farewell.leaving()) {
      // The peer knows that all has arrived, and is gone; the application is to get it, too.
      busy();
      return;
    }
    end(why == SessionEnd.CLOSED ? SessionEnd.CLOSED_BY_PEER : why);
  }

  // --- time and output ---

  @Override
  void onTimer(long now) {
    if (farewell.leaving()) {
      expire(now);
      return;
    }
    switch (state) {
      case CONNECTED -> {
        if (liveness.deadAt() <= now) {
          broken(now);
          return;
        }
        traffic.onTimer(now);
        outbound.ask(now);
      }
      case CONNECTING, BROKEN -> expire(now);
      case ENDED -> {}
    }
  }

  private void expire(long now) {
    if (liveness.expiresAt() <= now) {
      end(SessionEnd.SESSION_EXPIRED);
    }
  }

  @Override
  boolean poll(long now, Egress egress) {
    if (farewell.leaving() && state != State.ENDED) {
      if (!traffic.untaken()) {
        end(SessionEnd.CLOSED_BY_PEER);
      } else if (farewell.goesOn()) {
        liveness.broken(now);
      }
      return true;
    }
    return outbound.poll(now, egress);
  }

  @Override
  long nextDeadline() {
    if (farewell.leaving()) {
      return state == State.ENDED ? Nanos.NEVER : liveness.expiresAt();
    }
    return switch (state) {
      case CONNECTING -> Math.min(liveness.expiresAt(), outbound.helloAt());
      case CONNECTED -> Math.min(liveness.deadAt(), outbound.dueAt());
      case BROKEN -> liveness.expiresAt();
      case ENDED -> Long.MAX_VALUE;
    };
  }
}

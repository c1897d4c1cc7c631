package dev.faultline.link.connection;

import dev.faultline.link.Egress;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.link.handshake.Hello;
import dev.faultline.link.handshake.Terms;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.wire.Nanos;
import dev.faultline.link.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * How a connection begins: HELLO, for which a CHALLENGE may ask once more, and WELCOME. Has what
 * both sides say of themselves, and what has to be durable before either may be said.
 */
final class Greeting {
  private static final int LONGEST_BACKOFF = 6;

  private final Connection connection;
  private final ConnectionHost host;
  private final Traffic traffic;
  private final ControlPackets controls;
  private final LiveCounters counters;
  private final Terms terms;
  private final SessionId id;
  private final boolean initiator;
  private final int window;
  private final long helloNanos;
  private long epoch;
  private long cookie;
  private long peerIncarnation;

  /** Whether the chunks of this session have been numbered in this incarnation. */
  private boolean numbered;

  private boolean fresh;
  private boolean early;
  private long helloAt;
  private int hellos;
  private boolean welcomeDue;

  /** Batches of the journal that HELLO or WELCOME, and data, have to wait for. */
  private long greetAfter;

  private long sendAfter;

  Greeting(
      Connection connection,
      ConnectionHost host,
      Traffic traffic,
      Shared shared,
      SessionId id,
      boolean initiator) {
    this.connection = connection;
    this.host = host;
    this.traffic = traffic;
    counters = shared.counters();
    controls = shared.controls();
    terms = shared.terms();
    this.id = id;
    this.initiator = initiator;
    window = shared.options().receivePackets();
    helloNanos =
        Math.min(Nanos.of(shared.options().helloInterval()), Long.MAX_VALUE >> LONGEST_BACKOFF);
  }

  // --- what there is ---

  long peerIncarnation() {
    return peerIncarnation;
  }

  /** The peer's epochs begin with its incarnation, so what is older stays fenced. */
  void recoveredPeer(long incarnation) {
    peerIncarnation = incarnation;
    if (!initiator && incarnation > 0 && incarnation <= Integer.MAX_VALUE) {
      epoch = Math.max(epoch, incarnation << 32);
    }
  }

  boolean numbered() {
    return numbered;
  }

  /** Whether a little is sent along with HELLO, which the peer will take at once. */
  boolean early() {
    return early;
  }

  /** Whether the peer has been sent one HELLO, and a little may follow it. */
  boolean mayFollow() {
    return early && hellos > 0;
  }

  boolean mayGreet() {
    return host.durable(greetAfter);
  }

  boolean mayTransmit() {
    return host.durable(sendAfter);
  }

  boolean welcomeDue() {
    return welcomeDue;
  }

  long helloAt() {
    return helloAt;
  }

  /** What this side has to say in HELLO and WELCOME. */
  private Hello hello() {
    var marks = traffic.marks();
    return new Hello(
        id,
        epoch,
        host.incarnation(),
        peerIncarnation,
        cookie,
        window,
        host.hasStorage(),
        fresh,
        terms,
        marks.size(),
        marks);
  }

  // --- how it goes ---

  /** A new connection begins on this side. Returns its key. */
  long begin(long now) {
    epoch = host.nextEpoch(epoch);
    long key = host.newKey();
    cookie = 0;
    early = false;
    hellos = 0;
    helloAt = now;
    return key;
  }

  /** What else there is to do for it. */
  void begun() {
    // Nor does the peer hear of a session that a crash could still take back.
    after(Math.max(greetAfter, host.bootBatch()));
    if (!host.asksForCookies()) {
      goEarly();
    }
  }

  /** Nothing is said before this batch is durable. */
  void after(long batch) {
    greetAfter = batch;
    if (!host.durable(batch)) {
      host.awaitCommit();
    }
  }

  void onChallenge(long now, long given) {
    cookie = given;
    hellos = 0;
    helloAt = now;
    goEarly();
  }

  private void goEarly() {
    if (!host.hasStorage() && peerIncarnation == 0) {
      early = true;
      traffic.goEarly();
    }
  }

  void onHello(long now, long from, long key, Hello hello) {
    if (hello.epoch() < epoch) {
      controls.refuse(from, key, SessionEnd.FENCED);
      return;
    }
    if (hello.epoch() > epoch) {
      if (!reconnect(now, from, key, hello)) {
        return;
      }
    } else if (key != connection.key()) {
      counters.strangers++;
      return;
    } else {
      // It has never heard the WELCOME, perhaps because that went to somebody in between.
      connection.heardFrom(from);
      connection.revive();
    }
    welcomeDue = true;
    // What was recovered may not be durable yet, and the peer will forget what this side has.
    after(Math.max(greetAfter, host.welcomesAfter()));
    connection.heard(now);
  }

  /** Returns false when the session does not go on. */
  private boolean reconnect(long now, long from, long key, Hello hello) {
    boolean samePeer = peerIncarnation == hello.incarnation();
    boolean sameSelf = hello.known() == host.incarnation() || (hello.known() == 0 && numbered);
    boolean anew = numbered && !(samePeer && sameSelf);
    if (!host.hasStorage() && anew) {
      controls.refuse(from, key, SessionEnd.SESSION_LOST);
      return false;
    }
    epoch = hello.epoch();
    host.rekey(key);
    fresh = host.hasStorage() && !(numbered && samePeer && sameSelf);
    connection.taken(now, from, key);
    return join(now, hello);
  }

  void onWelcome(long now, long from, Hello welcome) {
    if (welcome.epoch() != epoch || !welcome.id().equals(id)) {
      return;
    }
    connection.where().heard(from);
    String conflict = terms.conflict(welcome.terms());
    if (conflict != null) {
      connection.abort(SessionEnd.OPTIONS_DIFFER, conflict);
      return;
    }
    String fault = fault(welcome);
    if (fault != null) {
      counters.malformed++;
      connection.abort(SessionEnd.REFUSED, fault);
      return;
    }
    fresh = welcome.fresh();
    if (fresh && !host.hasStorage()) {
      connection.end(SessionEnd.SESSION_LOST);
      return;
    }
    join(now, welcome);
  }

  private @Nullable String fault(Hello welcome) {
    if (welcome.durable() != host.hasStorage()) {
      return "the peer welcomes with%s storage, which this side has%s"
          .formatted(welcome.durable() ? "" : "out", host.hasStorage() ? "" : " not");
    }
    return welcome.fault();
  }

  /** Continues where both sides stand. Returns false when they do not fit together. */
  private boolean join(long now, Hello peer) {
    if (!traffic.join(peer, fresh)) {
      connection.abort(SessionEnd.SESSION_LOST);
      return false;
    }
    if (peerIncarnation != peer.incarnation()) {
      joined(peer.incarnation());
    }
    boolean first = !numbered;
    numbered = true;
    traffic.admit(peer, fresh || first);
    connection.joined(now);
    return true;
  }

  private void joined(long incarnation) {
    if (host.hasStorage()) {
      // First: what is known here, and not after a restart, would never be written any more.
      host.joined(incarnation);
      sendAfter = host.batch();
      host.awaitCommit();
    }
    peerIncarnation = incarnation;
  }

  // --- output ---

  /** Sends a HELLO, of which the next one comes later each time; false if there was no room. */
  boolean greet(long now, Egress egress) {
    if (!say(Wire.HELLO, egress)) {
      return false;
    }
    int backoff = Math.min(hellos++, LONGEST_BACKOFF);
    helloAt = Nanos.after(now, helloNanos << backoff);
    return true;
  }

  /** How many HELLOs were sent for this connection. */
  int attempts() {
    return hellos;
  }

  boolean welcome(Egress egress) {
    if (!say(Wire.WELCOME, egress)) {
      return false;
    }
    welcomeDue = false;
    return true;
  }

  private boolean say(byte type, Egress egress) {
    return !controls.full()
        && controls.greet(connection.peer(), type, connection.key(), hello(), egress);
  }
}

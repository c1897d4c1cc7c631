package dev.faultline.sim.connection;

import static java.util.Objects.requireNonNull;

import dev.faultline.core.Address;
import dev.faultline.core.CloseReason;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.sim.node.SimNode;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One side of a connection: numbers what it sends and sends it again until it is acknowledged,
 * passes on what arrives in order and once, and gives up when nothing is acknowledged for too long.
 */
public final class SimConnection implements Connection {
  private enum State {
    OPENING,
    OPEN,
    /** This side sends and hears no more, but waits until what it sent has arrived. */
    ENDING,
    CLOSED
  }

  private final Endpoint endpoint;
  private final SimNode peer;
  private final ConnectionId id;
  private final boolean opener;
  private final int buffer;

  /** Null only while the acceptor's node is still making up its mind. */
  private @Nullable ConnectionListener listener;

  private State state;
  private int acceptorIncarnation;

  // --- sending ---

  private final Outgoing outgoing;

  /** The end that the program has put to what it sends, if any. */
  private Segment.@Nullable End end;

  private long timeoutNanos;

  /** Since when nothing has been acknowledged that was waiting to be; on the node's clock. */
  private long waitingSince;

  /** Counts what the timer was set for; a timer of an earlier count has nothing to do. */
  private long timerCount;

  private boolean timerSet;

  /** Whether the program was told that it should not say more. */
  private boolean full;

  // --- receiving ---

  private final SortedMap<Long, Segment> early = new TreeMap<>();
  private long expected;
  private boolean peerEnded;

  /** Messages that the program has yet to take, where it takes them itself. */
  private long untaken;

  private boolean takesItself;

  /** What the peer was told last about what the program has taken. */
  private long announced;

  SimConnection(
      Endpoint endpoint,
      SimNode peer,
      ConnectionId id,
      boolean opener,
      @Nullable ConnectionListener listener) {
    this.endpoint = endpoint;
    this.peer = peer;
    this.id = id;
    this.opener = opener;
    this.listener = listener;
    this.state = State.OPENING;
    this.acceptorIncarnation = opener ? 0 : endpoint.incarnation();
    this.timeoutNanos = Endpoint.FIRST_TIMEOUT_NANOS;
    this.buffer = endpoint.buffer();
    this.outgoing = new Outgoing(buffer);
  }

  ConnectionId id() {
    return id;
  }

  boolean opener() {
    return opener;
  }

  boolean opening() {
    return state == State.OPENING;
  }

  SimNode peerNode() {
    return peer;
  }

  // --- what the program does ---

  @Override
  public Address peer() {
    return peer.address;
  }

  @Override
  public void send(Object message) {
    Objects.requireNonNull(message, "the message is null");
    endpoint.point();
    if (end == null && (state == State.OPENING || state == State.OPEN) && endpoint.alive()) {
      Object said = endpoint.said(peer, message);
      if (said != null) {
        append(
            new Segment.Data(
                id, opener, acceptorIncarnation, outgoing.next(), said, endpoint.contents(said)));
      }
    }
  }

  @Override
  public boolean writable() {
    boolean room = state == State.CLOSED || outgoing.hasRoom();
    full |= !room;
    return room;
  }

  @Override
  public void shutdownOutput() {
    if (end == null) {
      end(true);
    }
  }

  @Override
  public void close() {
    if (end == null || end.half()) {
      end(false);
    }
  }

  private void end(boolean half) {
    if ((state == State.OPENING || state == State.OPEN) && endpoint.alive()) {
      end = new Segment.End(id, opener, acceptorIncarnation, outgoing.next(), half);
      append(end);
      if (state == State.OPEN && !half) {
        state = State.ENDING;
      }
    }
  }

  private void append(Segment segment) {
    if (outgoing.isEmpty() && state != State.OPENING) {
      waitingSince = endpoint.nanoTime();
    }
    outgoing.add(segment);
    if (state != State.OPENING) {
      outgoing.sendNew(this::transmit);
      setTimer();
    }
  }

  /** From now on the program says with {@link #taken} what it has taken. */
  void takesItself() {
    takesItself = true;
  }

  /** The program has taken one message, and there is room for another. */
  void taken() {
    untaken--;
    if (state != State.CLOSED && read() - announced >= Math.max(1, buffer / 2)) {
      acknowledge();
    }
  }

  private long read() {
    return expected - untaken;
  }

  // --- opening ---

  void open() {
    waitingSince = endpoint.nanoTime();
    endpoint.send(peer, new Segment.Open(id));
    setTimer();
  }

  /** The acceptor's node wants it. */
  void granted(ConnectionListener listening) {
    listener = listening;
    endpoint.send(peer, new Segment.Opened(id, acceptorIncarnation));
    begin();
  }

  private void begin() {
    state = end != null && !end.half() ? State.ENDING : State.OPEN;
    progress();
    outgoing.sendNew(this::transmit);
  }

  void opened(int incarnation) {
    if (state == State.OPENING) {
      acceptorIncarnation = incarnation;
      begin();
      ConnectionListener listening = listener;
      if (listening != null) {
        endpoint.call(env -> listening.opened(env, this));
      }
    } else if (incarnation != acceptorIncarnation) {
      // The peer came back and took an old request for a new one.
      endpoint.send(peer, new Segment.Reset(id, opener, false));
      closed(CloseReason.RESET);
    }
  }

  // --- what arrives ---

  /** Whether a segment is meant for this incarnation of the acceptor. */
  boolean isFor(int incarnation) {
    return incarnation == acceptorIncarnation;
  }

  void arrived(long sequence, Segment segment) {
    if (sequence >= expected && sequence < read() + buffer) {
      early.put(sequence, segment);
    }
    while (state != State.CLOSED && !early.isEmpty() && early.firstKey() == expected) {
      Segment next = requireNonNull(early.remove(expected));
      expected++;
      take(next);
    }
    acknowledge();
  }

  private void acknowledge() {
    announced = read();
    endpoint.send(
        peer, new Segment.Acknowledged(id, opener, acceptorIncarnation, expected, announced));
  }

  private void take(Segment segment) {
    ConnectionListener listening = listener;
    switch (segment) {
      case Segment.Data data -> {
        if (listening != null && state == State.OPEN) {
          endpoint.checkUnchanged(peer, data);
          untaken += takesItself ? 1 : 0;
          endpoint.call(env -> listening.received(env, this, data.message()));
        }
      }
      case Segment.End theirs -> {
        boolean first = !peerEnded;
        peerEnded = true;
        if (!theirs.half()) {
          closedByPeer();
        } else if (!closedByBoth() && first && listening != null && state == State.OPEN) {
          endpoint.call(env -> listening.ended(env, this));
        }
      }
      case Segment.Open open -> {}
      case Segment.Opened opened -> {}
      case Segment.Acknowledged acknowledged -> {}
      case Segment.Reset reset -> {}
    }
  }

  void acknowledged(long next, long read) {
    if (state == State.OPENING || state == State.CLOSED) {
      return;
    }
    boolean heldBack = outgoing.heldBack();
    if (outgoing.acknowledged(next, read)) {
      progress();
      outgoing.resend(this::transmit);
      outgoing.sendNew(this::transmit);
    } else if (heldBack) {
      // The peer is there; its program just takes nothing.
      waitingSince = endpoint.nanoTime();
    }
    if (outgoing.isEmpty() && state == State.ENDING) {
      closed(CloseReason.CLOSED);
    } else if (!closedByBoth() && full && outgoing.hasRoom()) {
      full = false;
      ConnectionListener listening = listener;
      if (listening != null) {
        endpoint.call(env -> listening.writable(env, this));
      }
    }
  }

  private void closedByPeer() {
    endpoint.endedByPeer(this, expected);
    closed(CloseReason.CLOSED);
  }

  /** Both sides have said all, and this side's has arrived. */
  private boolean closedByBoth() {
    boolean both = peerEnded && end != null && outgoing.isEmpty();
    if (both) {
      closedByPeer();
    }
    return both;
  }

  private void progress() {
    waitingSince = endpoint.nanoTime();
    timeoutNanos = Endpoint.FIRST_TIMEOUT_NANOS;
    timerCount++;
    timerSet = false;
    setTimer();
  }

  void reset(boolean refused) {
    closed(refused && state == State.OPENING ? CloseReason.REFUSED : CloseReason.RESET);
  }

  private void closed(CloseReason reason) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    outgoing.clear();
    early.clear();
    endpoint.forget(this);
    ConnectionListener listening = listener;
    if (listening != null) {
      endpoint.call(env -> listening.closed(env, this, reason));
    }
  }

  // --- sending again ---

  private void transmit(Segment segment) {
    endpoint.send(
        peer,
        switch (segment) {
          // The acceptor's incarnation was not known yet when the program sent it.
          case Segment.Data(var c, var from, var old, var sequence, var message, var content) ->
              new Segment.Data(c, from, acceptorIncarnation, sequence, message, content);
          case Segment.End(var c, var from, var old, var sequence, var half) ->
              new Segment.End(c, from, acceptorIncarnation, sequence, half);
          case Segment.Open open -> open;
          case Segment.Opened opened -> opened;
          case Segment.Acknowledged acknowledged -> acknowledged;
          case Segment.Reset reset -> reset;
        });
  }

  private boolean waits() {
    return state == State.OPENING || (state != State.CLOSED && !outgoing.isEmpty());
  }

  private void setTimer() {
    if (!timerSet && waits()) {
      timerSet = true;
      long count = timerCount;
      endpoint.after(timeoutNanos, () -> timeout(count));
    }
  }

  private void timeout(long count) {
    if (count != timerCount || !waits()) {
      return;
    }
    timerSet = false;
    if (endpoint.nanoTime() - waitingSince >= endpoint.givesUpAfterNanos()) {
      closed(CloseReason.TIMED_OUT);
      return;
    }
    timeoutNanos = Math.min(2 * timeoutNanos, Endpoint.LONGEST_TIMEOUT_NANOS);
    if (state == State.OPENING) {
      endpoint.send(peer, new Segment.Open(id));
    } else {
      outgoing.timedOut(this::transmit);
    }
    setTimer();
  }

  @Override
  public String toString() {
    return "connection " + id + " to " + peer.name;
  }
}

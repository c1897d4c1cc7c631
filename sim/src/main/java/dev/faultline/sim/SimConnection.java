package dev.faultline.sim;

import static java.util.Objects.requireNonNull;

import dev.faultline.core.Address;
import dev.faultline.core.CloseReason;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One side of a connection: numbers what it sends and sends it again until it is acknowledged,
 * passes on what arrives in order and once, and gives up when nothing is acknowledged for too long.
 */
final class SimConnection implements Connection {
  private enum State {
    OPENING,
    OPEN,
    /** This side sends no more, but waits until what it sent has arrived. */
    ENDING,
    CLOSED
  }

  /** So many of the segments that wait for an acknowledgement are sent again at a time. */
  private static final int RESENT_AT_ONCE = 8;

  private final Endpoint endpoint;
  private final SimNode peer;
  private final ConnectionId id;
  private final boolean opener;

  /** Null only while the acceptor's node is still making up its mind. */
  private @Nullable ConnectionListener listener;

  private State state;
  private int acceptorIncarnation;

  // --- sending ---

  /** Sent and not acknowledged, in order: {@link Segment.Data}, and {@link Segment.End} last. */
  private final Deque<Segment> unacknowledged = new ArrayDeque<>();

  private long firstUnacknowledged;
  private long nextSequence;
  private long timeoutNanos;

  /** Since when nothing has been acknowledged that was waiting to be; on the node's clock. */
  private long waitingSince;

  /** Counts what the timer was set for; a timer of an earlier count has nothing to do. */
  private long timerCount;

  private boolean timerSet;

  // --- receiving ---

  private final SortedMap<Long, Segment> early = new TreeMap<>();
  private long expected;

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
  }

  ConnectionId id() {
    return id;
  }

  boolean opener() {
    return opener;
  }

  SimNode peerNode() {
    return peer;
  }

  boolean opening() {
    return state == State.OPENING;
  }

  // --- what the program does ---

  @Override
  public Address peer() {
    return peer.address;
  }

  @Override
  public void send(Object message) {
    if (state == State.OPENING || state == State.OPEN) {
      Object said = endpoint.said(peer, message);
      if (said != null) {
        append(new Segment.Data(id, opener, acceptorIncarnation, nextSequence, said));
      }
    }
  }

  @Override
  public void close() {
    if (state == State.OPENING || state == State.OPEN) {
      append(new Segment.End(id, opener, acceptorIncarnation, nextSequence));
      if (state == State.OPEN) {
        state = State.ENDING;
      }
    }
  }

  private void append(Segment segment) {
    if (!endpoint.alive()) {
      return;
    }
    if (ends()) {
      return;
    }
    if (unacknowledged.isEmpty() && state != State.OPENING) {
      waitingSince = endpoint.nanoTime();
    }
    nextSequence++;
    unacknowledged.add(segment);
    if (state != State.OPENING) {
      transmit(segment);
      setTimer();
    }
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
    state = ends() ? State.ENDING : State.OPEN;
    progress();
    unacknowledged.forEach(this::transmit);
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

  private boolean ends() {
    return unacknowledged.peekLast() instanceof Segment.End;
  }

  // --- what arrives ---

  /** Whether a segment is meant for this incarnation of the acceptor. */
  boolean isFor(int incarnation) {
    return incarnation == acceptorIncarnation;
  }

  void arrived(long sequence, Segment segment) {
    if (sequence >= expected) {
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
    endpoint.send(peer, new Segment.Acknowledged(id, opener, acceptorIncarnation, expected));
  }

  private void take(Segment segment) {
    ConnectionListener listening = listener;
    switch (segment) {
      case Segment.Data data -> {
        if (listening != null && state == State.OPEN) {
          endpoint.call(env -> listening.received(env, this, data.message()));
        }
      }
      case Segment.End end -> {
        endpoint.endedByPeer(this);
        closed(CloseReason.CLOSED);
      }
      case Segment.Open open -> {}
      case Segment.Opened opened -> {}
      case Segment.Acknowledged acknowledged -> {}
      case Segment.Reset reset -> {}
    }
  }

  void acknowledged(long next) {
    if (state == State.OPENING || next <= firstUnacknowledged) {
      return;
    }
    while (firstUnacknowledged < next && !unacknowledged.isEmpty()) {
      unacknowledged.remove();
      firstUnacknowledged++;
    }
    progress();
    if (state == State.ENDING && unacknowledged.isEmpty()) {
      closed(CloseReason.CLOSED);
    }
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
    unacknowledged.clear();
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
          case Segment.Data(var c, var from, var old, var sequence, var message) ->
              new Segment.Data(c, from, acceptorIncarnation, sequence, message);
          case Segment.End(var c, var from, var old, var sequence) ->
              new Segment.End(c, from, acceptorIncarnation, sequence);
          case Segment.Open open -> open;
          case Segment.Opened opened -> opened;
          case Segment.Acknowledged acknowledged -> acknowledged;
          case Segment.Reset reset -> reset;
        });
  }

  private boolean waits() {
    return state == State.OPENING || (state != State.CLOSED && !unacknowledged.isEmpty());
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
      unacknowledged.stream().limit(RESENT_AT_ONCE).forEach(this::transmit);
    }
    setTimer();
  }

  @Override
  public String toString() {
    return "connection " + id + " to " + peer.name;
  }
}

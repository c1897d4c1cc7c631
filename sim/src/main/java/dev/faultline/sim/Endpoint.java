package dev.faultline.sim;

import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one incarnation. They are made of datagrams, so that the network does to them
 * what it does to all: loss and partitions show as delay, then as a time-out; a peer that came back
 * knows nothing of them, and says so only when it is spoken to.
 */
final class Endpoint {
  static final long FIRST_TIMEOUT_NANOS = 100_000_000;
  static final long LONGEST_TIMEOUT_NANOS = 1_600_000_000;

  private final Kernel kernel;
  private final SimNode node;
  private final SimEnv env;
  private final long givesUpAfterNanos;
  private final Map<ConnectionId, SimConnection> opened = new LinkedHashMap<>();
  private final Map<ConnectionId, SimConnection> accepted = new LinkedHashMap<>();

  /** Accepted or refused before, so that a late copy of a request does not open them again. */
  private final Set<ConnectionId> answered = new LinkedHashSet<>();

  /** Sides whose peer ended them, and may not know yet that this has arrived. */
  private final Set<Side> endedByPeer = new LinkedHashSet<>();

  private record Side(ConnectionId connection, boolean opener) {}

  private long connections;

  Endpoint(Kernel kernel, SimNode node, SimEnv env) {
    this.kernel = kernel;
    this.node = node;
    this.env = env;
    this.givesUpAfterNanos = kernel.links().connectionTimeoutNanos();
  }

  Connection connect(SimNode peer, ConnectionListener listener) {
    ConnectionId id = new ConnectionId(node.name, env.incarnation(), ++connections);
    SimConnection connection = new SimConnection(this, peer, id, true, listener);
    opened.put(id, connection);
    connection.open();
    return connection;
  }

  // --- what arrives, in the node's turn ---

  void arrived(SimNode from, Segment segment) {
    ConnectionId id = segment.connection();
    SimConnection known = (segment.fromOpener() ? accepted : opened).get(id);
    switch (segment) {
      case Segment.Open open -> asked(from, id, known);
      case Segment.Opened(var same, var incarnation) -> {
        if (known == null) {
          reset(from, segment, false);
        } else {
          known.opened(incarnation);
        }
      }
      case Segment.Data(var same, var side, var incarnation, var sequence, var message) ->
          stream(from, known, segment, incarnation, sequence);
      case Segment.End(var same, var side, var incarnation, var sequence) ->
          stream(from, known, segment, incarnation, sequence);
      case Segment.Acknowledged(var same, var side, var incarnation, var next) -> {
        if (known != null && known.isFor(incarnation)) {
          known.acknowledged(next);
        }
      }
      case Segment.Reset(var same, var side, var refused) -> {
        if (known != null) {
          known.reset(refused);
        }
      }
    }
  }

  private void stream(
      SimNode from,
      @Nullable SimConnection known,
      Segment segment,
      int incarnation,
      long sequence) {
    if (known == null) {
      if (!endedByPeer.contains(new Side(segment.connection(), !segment.fromOpener()))) {
        reset(from, segment, false);
      } else if (segment instanceof Segment.End) {
        send(
            from,
            new Segment.Acknowledged(
                segment.connection(), !segment.fromOpener(), incarnation, sequence + 1));
      }
    } else if (known.isFor(incarnation)) {
      known.arrived(sequence, segment);
    } else if (!known.opening()) {
      reset(from, segment, false);
    } // Else it overtook the grant, and will come again.
  }

  private void asked(SimNode from, ConnectionId id, @Nullable SimConnection known) {
    if (known != null) {
      send(from, new Segment.Opened(id, env.incarnation()));
    } else if (answered.add(id)) {
      SimConnection connection = new SimConnection(this, from, id, false, null);
      ConnectionListener listener = ask(connection);
      if (listener == null) {
        reset(from, new Segment.Open(id), true);
      } else {
        accepted.put(id, connection);
        connection.granted(listener);
      }
    }
  }

  private @Nullable ConnectionListener ask(SimConnection connection) {
    node.enter();
    try {
      return node.speaker == null ? null : node.speaker.accept(env, connection);
    } finally {
      node.leave();
    }
  }

  private void reset(SimNode to, Segment cause, boolean refused) {
    send(to, new Segment.Reset(cause.connection(), !cause.fromOpener(), refused));
  }

  // --- what connections need ---

  boolean alive() {
    return env.alive();
  }

  int incarnation() {
    return env.incarnation();
  }

  long nanoTime() {
    return node.clock.monotonicNanos();
  }

  long givesUpAfterNanos() {
    return givesUpAfterNanos;
  }

  @Nullable Object said(SimNode to, Object meant) {
    return kernel.links().said(node, to, meant);
  }

  void send(SimNode to, Segment segment) {
    if (alive()) {
      kernel.links().send(node, to, segment);
    }
  }

  void after(long nanos, Runnable task) {
    if (alive()) {
      kernel.scheduleOwn(node, env.incarnation(), nanos, task);
    }
  }

  /** Calls the program's code, in the node's turn. */
  void call(Consumer<Env> code) {
    if (alive()) {
      node.enter();
      try {
        code.accept(env);
      } finally {
        node.leave();
      }
    }
  }

  void forget(SimConnection connection) {
    if (connection.opener()) {
      opened.remove(connection.id());
    } else {
      accepted.remove(connection.id());
    }
  }

  void endedByPeer(SimConnection connection) {
    endedByPeer.add(new Side(connection.id(), connection.opener()));
  }
}

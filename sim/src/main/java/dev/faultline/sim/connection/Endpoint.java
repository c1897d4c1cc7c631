package dev.faultline.sim.connection;

import dev.faultline.agent.Machine;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.sim.node.SimEnv;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.run.Kernel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one incarnation. They are made of datagrams, so that the network does to them
 * what it does to all: loss and partitions show as delay, then as a time-out; a peer that came back
 * knows nothing of them, and says so only when it is spoken to.
 */
public final class Endpoint {
  static final long FIRST_TIMEOUT_NANOS = 100_000_000;
  static final long LONGEST_TIMEOUT_NANOS = 1_600_000_000;

  private final Kernel kernel;
  private final SimNode node;
  private final SimEnv env;
  private final long givesUpAfterNanos;
  private final Map<ConnectionId, SimConnection> opened = new LinkedHashMap<>();
  private final Map<ConnectionId, SimConnection> accepted = new LinkedHashMap<>();

  private final Answered answered = new Answered();
  private final Ended ended = new Ended();

  private long connections;

  public Endpoint(Kernel kernel, SimNode node, SimEnv env) {
    this.kernel = kernel;
    this.node = node;
    this.env = env;
    this.givesUpAfterNanos = kernel.links().connectionTimeoutNanos();
    kernel.uses().connection();
  }

  public Connection connect(SimNode peer, ConnectionListener listener) {
    ConnectionId id = new ConnectionId(node.name, env.incarnation(), ++connections);
    SimConnection connection = new SimConnection(this, peer, id, true, listener);
    opened.put(id, connection);
    connection.open();
    return connection;
  }

  // --- what arrives, in the node's turn ---

  public void arrived(SimNode from, Segment segment) {
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
      case Segment.Data(var same, var side, var incarnation, var sequence, var message, var said) ->
          stream(from, known, segment, incarnation, sequence);
      case Segment.End(var same, var side, var incarnation, var sequence, var half) ->
          stream(from, known, segment, incarnation, sequence);
      case Segment.Acknowledged(var same, var side, var incarnation, var next, var read) -> {
        if (known != null && known.isFor(incarnation)) {
          known.acknowledged(next, read);
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
      Long next = ended.next(segment.connection(), !segment.fromOpener());
      if (next == null) {
        reset(from, segment, false);
      } else {
        // Whatever is repeated, the last of it has arrived.
        send(
            from,
            new Segment.Acknowledged(
                segment.connection(), !segment.fromOpener(), incarnation, next, next));
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
      return;
    }
    switch (answered.to(id)) {
      case NONE -> decide(from, id);
      case REFUSED -> reset(from, new Segment.Open(id), true);
      // It is over: the opener either knows, or has to hear it.
      case ACCEPTED -> reset(from, new Segment.Open(id), false);
    }
  }

  private void decide(SimNode from, ConnectionId id) {
    SimConnection connection = new SimConnection(this, from, id, false, null);
    ConnectionListener listener = ask(connection);
    answered.answered(id, listener == null);
    if (listener == null) {
      reset(from, new Segment.Open(id), true);
    } else {
      accepted.put(id, connection);
      connection.granted(listener);
    }
  }

  private @Nullable ConnectionListener ask(SimConnection connection) {
    @Nullable Machine entered = node.enter();
    try {
      return node.speaker == null ? null : node.speaker.accept(env, connection);
    } finally {
      SimNode.leave(entered);
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
    return node.clock.monotonic();
  }

  int buffer() {
    return kernel.links().connectionBuffer();
  }

  long givesUpAfterNanos() {
    return givesUpAfterNanos;
  }

  /** See {@link SimEnv#point}. */
  void point() {
    if (alive()) {
      env.point();
    }
  }

  @Nullable Object said(SimNode to, Object meant) {
    return kernel.links().said(node, to, meant);
  }

  long contents(Object message) {
    return kernel.contents(message);
  }

  /** Two sides of a connection share no object either. */
  void checkUnchanged(SimNode from, Segment.Data data) {
    if (kernel.changed(data.message(), data.content())) {
      kernel.monitors().messageChanged(from.name, node.name, data.message());
    }
  }

  void send(SimNode to, Segment segment) {
    if (alive()) {
      kernel.links().send(node, to, segment);
    }
  }

  void after(long nanos, Runnable task) {
    if (alive()) {
      kernel.schedule().own(node, env.incarnation(), nanos, task);
    }
  }

  /** Calls the program's code, in the node's turn. */
  void call(Consumer<Env> code) {
    if (alive()) {
      @Nullable Machine entered = node.enter();
      try {
        code.accept(env);
      } finally {
        SimNode.leave(entered);
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

  void endedByPeer(SimConnection connection, long next) {
    ended.add(connection.id(), connection.opener(), next);
  }

  // --- a process that dies on a machine that lives ---

  /** The operating system resets what the process had open. */
  public void processDied() {
    for (SimConnection each : List.copyOf(opened.values())) {
      send(each.peerNode(), new Segment.Reset(each.id(), true, false));
    }
    for (SimConnection each : List.copyOf(accepted.values())) {
      send(each.peerNode(), new Segment.Reset(each.id(), false, false));
    }
  }

  /** What an operating system answers where no process listens, or null for nothing. */
  public static @Nullable Segment answerWithoutProcess(Segment segment) {
    return switch (segment) {
      case Segment.Reset reset -> null;
      case Segment.Open open -> new Segment.Reset(open.connection(), false, true);
      case Segment.Opened other -> new Segment.Reset(other.connection(), true, false);
      case Segment.Data other -> new Segment.Reset(other.connection(), !other.fromOpener(), false);
      case Segment.End other -> new Segment.Reset(other.connection(), !other.fromOpener(), false);
      case Segment.Acknowledged other ->
          new Segment.Reset(other.connection(), !other.fromOpener(), false);
    };
  }
}

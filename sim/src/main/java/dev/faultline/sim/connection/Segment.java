package dev.faultline.sim.connection;

import dev.faultline.sim.base.KeyedHash;
import dev.faultline.sim.content.Contents;
import dev.faultline.sim.content.LookedAt;
import dev.faultline.sim.trace.ConnectionMessage;
import dev.faultline.sim.trace.ConnectionMessage.Kind;
import dev.faultline.sim.user.UserText;
import org.jspecify.annotations.Nullable;

/**
 * What connections put into datagrams; the network treats them like all others. A segment from the
 * opener names the incarnation of the acceptor that it is meant for, so that a later one does not
 * take it for its own; the opener's is in the id.
 */
public sealed interface Segment {
  ConnectionId connection();

  /** Whether the side that opened the connection sent this. */
  boolean fromOpener();

  /** What tracers see in place of a message. */
  static Object shown(Object message) {
    return message instanceof Segment segment ? segment.shown() : message;
  }

  private ConnectionMessage shown() {
    return switch (this) {
      case Segment.Open open -> shown(Kind.OPEN, 0, null);
      case Segment.Opened opened -> shown(Kind.OPENED, 0, null);
      case Segment.Data data -> shown(Kind.DATA, data.sequence(), data.message());
      case Segment.End end -> shown(Kind.END, end.sequence(), null);
      case Segment.Acknowledged heard -> shown(Kind.ACKNOWLEDGED, heard.next(), null);
      case Segment.Reset reset -> shown(Kind.RESET, 0, null);
    };
  }

  private ConnectionMessage shown(Kind kind, long sequence, @Nullable Object message) {
    return new ConnectionMessage(
        connection().toString(), kind, fromOpener(), sequence, message, toString());
  }

  /** Asks for a connection. */
  record Open(ConnectionId connection) implements Segment {
    @Override
    public boolean fromOpener() {
      return true;
    }

    @Override
    public String toString() {
      return "connection " + connection + " is requested";
    }
  }

  /** Grants it; {@code incarnation} is the acceptor's. */
  record Opened(ConnectionId connection, int incarnation) implements Segment {
    @Override
    public boolean fromOpener() {
      return false;
    }

    @Override
    public String toString() {
      return "connection " + connection + " is accepted";
    }
  }

  /**
   * A message; sequences count from 0 in each direction, without gaps.
   *
   * @param content what {@link Contents} said of the message when the program sent it
   */
  record Data(
      ConnectionId connection,
      boolean fromOpener,
      int acceptorIncarnation,
      long sequence,
      Object message,
      long content)
      implements Segment, LookedAt {
    @Override
    public long said() {
      return KeyedHash.mix(content + sequence);
    }

    @Override
    public String toString() {
      return "connection " + connection + " #" + sequence + " " + UserText.of(message);
    }
  }

  /**
   * Nothing comes after the messages before {@code sequence}.
   *
   * @param half whether the sender still listens
   */
  record End(
      ConnectionId connection,
      boolean fromOpener,
      int acceptorIncarnation,
      long sequence,
      boolean half)
      implements Segment {
    @Override
    public String toString() {
      return "connection " + connection + " #" + sequence + " ends";
    }
  }

  /**
   * Everything before {@code next} has arrived, and the program has taken everything before {@code
   * read}.
   */
  record Acknowledged(
      ConnectionId connection, boolean fromOpener, int acceptorIncarnation, long next, long read)
      implements Segment {
    @Override
    public String toString() {
      return "connection " + connection + " acknowledges everything before #" + next;
    }
  }

  /** The sender does not know this connection, or, where {@code refused}, does not want it. */
  record Reset(ConnectionId connection, boolean fromOpener, boolean refused) implements Segment {
    @Override
    public String toString() {
      return "connection " + connection + (refused ? " is refused" : " is unknown");
    }
  }
}

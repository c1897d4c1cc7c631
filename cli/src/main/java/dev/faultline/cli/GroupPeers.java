package dev.faultline.cli;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.FailurePolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whose the sessions of a member of {@code group demo} are. What a frame says of its sender is
 * believed only as far as its session goes: a member is who sends from where that member listens,
 * since no other process of this machine gets that port while the member has it; a client's name
 * counts within its session alone. So there is no more to remember than members and live sessions.
 */
final class GroupPeers {
  /** More than the demo has of clients. */
  private static final int MOST_SESSIONS = 64;

  /**
   * Longer than a member takes to answer, so that what it heard is acknowledged with its answer: an
   * acknowledgement alone wakes its receiver for nothing.
   */
  private static final Duration ACK_DELAY = Duration.ofMillis(2);

  /**
   * A member must not go on without what failed: it stops, and says so. The default would end one
   * session, and leave a member that is deaf to one peer.
   */
  static final DriverOptions OPTIONS =
      DriverOptions.DEFAULT
          .withLink(LinkOptions.builder().mostSessions(MOST_SESSIONS).ackDelay(ACK_DELAY).build())
          .withFailures(new FailurePolicy(FailurePolicy.Reaction.STOP, _ -> {}));

  private static final char END_OF_SESSION = '/';

  private final Set<String> members;
  private final Map<InetSocketAddress, String> listening;

  /** Over which session a member is heard. */
  private final Map<String, Session> ways = new TreeMap<>();

  /** The sessions of clients, by their ids. */
  private final Map<String, Session> clients = new TreeMap<>();

  private long refused;

  /**
   * Nobody is known yet.
   *
   * @param members names that no client may have
   * @param listening those that speak to this one, by where they listen
   */
  GroupPeers(Collection<String> members, Map<InetSocketAddress, String> listening) {
    this.members = Set.copyOf(members);
    this.listening = Map.copyOf(listening);
  }

  /** A session to a member was begun here. */
  void dialled(String member, Session session) {
    ways.put(member, session);
  }

  /**
   * Who has sent a frame.
   *
   * @param from where the session's other end is
   * @return the name by which {@link #way} finds it; null if it is not who it says, and then the
   *     frame counts as refused
   */
  @Nullable String sender(Session session, InetSocketAddress from, GroupFrame frame) {
    String member = listening.get(from);
    if (member == null && !members.contains(frame.name())) {
      String id = session.id().toString();
      clients.put(id, session);
      return id + END_OF_SESSION + frame.name();
    }
    if (frame.name().equals(member)) {
      ways.put(member, session);
      return member;
    }
    refused++;
    return null;
  }

  /** Bytes arrived that are no frame, or no message in one. */
  void refuse() {
    refused++;
  }

  /**
   * A session has ended.
   *
   * @return the member that was heard over it and that nobody dials any more: its end may have
   *     ended as well; null for none
   */
  @Nullable String ended(Session session) {
    clients.remove(session.id().toString());
    for (Map.Entry<String, Session> each : ways.entrySet()) {
      if (each.getValue().equals(session)) {
        String member = each.getKey();
        ways.remove(member);
        return member;
      }
    }
    return null;
  }

  /** The session over which a sender is heard; null if there is none any more. */
  @Nullable Session way(String sender) {
    Session member = ways.get(sender);
    int end = sender.indexOf(END_OF_SESSION);
    return member != null || end < 0 ? member : clients.get(sender.substring(0, end));
  }

  /** The name that a client goes by in its frames. */
  static String nameInSession(String client) {
    return client.substring(client.indexOf(END_OF_SESSION) + 1);
  }

  /** What a trace calls it. */
  String traced(String sender) {
    return members.contains(sender) ? sender : GroupTrace.CLIENT;
  }

  /** How many frames were refused. */
  long refused() {
    return refused;
  }

  /** How many sessions are remembered. */
  int remembered() {
    return ways.size() + clients.size();
  }
}

package dev.faultline.cli;

import dev.faultline.group.raft.CounterMachine;
import dev.faultline.group.raft.FileLog;
import dev.faultline.group.raft.GroupCodec;
import dev.faultline.group.raft.GroupMessage;
import dev.faultline.group.raft.Replica;
import dev.faultline.group.raft.ReplicaOptions;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.LinkDriver;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * A member of {@code group demo --machine}: a {@link Replica} of a counter with its log in a
 * folder, over links to clients and other members. All of it is done by the thread that calls
 * {@link #work}.
 */
final class GroupMachineMember implements AutoCloseable {
  /** How much of the log is written ahead. */
  private static final int AHEAD = 1 << 20;

  /** At the latest then it looks whether its replica has something to do. */
  private static final Duration LOOK = Duration.ofMillis(5);

  /** After a session to a member has ended, unless that one has dialled first. */
  private static final Duration DIAL_AGAIN = Duration.ofMillis(200);

  private final String name;
  private final FileLog log;
  private final LinkDriver driver;
  private final Replica replica;

  private final GroupPeers peers;
  private final GroupTrace trace;

  /** Where the other members listen. */
  private final Map<String, InetSocketAddress> where = new TreeMap<>();

  GroupMachineMember(
      String name, List<String> members, List<Integer> ports, Path folder, GroupTrace trace)
      throws IOException {
    this.name = name;
    this.trace = trace;
    Map<InetSocketAddress, String> addresses = new LinkedHashMap<>();
    for (int i = 0; i < members.size(); i++) {
      addresses.put(address(ports.get(i)), members.get(i));
    }
    peers = new GroupPeers(members, addresses);
    log = FileLog.open(folder, AHEAD);
    driver =
        LinkDriver.open(
            address(ports.get(members.indexOf(name))), GroupPeers.OPTIONS, new Arrivals());
    addresses.forEach((address, member) -> {
      if (!member.equals(name)) {
        where.put(member, address);
        dial(member);
      }
    });
    replica =
        new Replica(
            "group-demo",
            name,
            members,
            ReplicaOptions.DEFAULT,
            new GroupTracedLog(log, trace),
            CounterMachine::new,
            new Random(name.hashCode()),
            this::send,
            System.nanoTime());
    driver.schedule(LOOK, this::look);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void dial(String member) {
    if (peers.way(member) != null) {
      return;
    }
    Session session = driver.connect(Objects.requireNonNull(where.get(member)));
    session.open(GroupMemberCommand.STREAM, StreamKind.ORDERED);
    peers.dialled(member, session);
  }

  private void look() {
    driver.schedule(LOOK, this::look);
  }

  void work() {
    boolean worked = driver.work();
    trace.worked();
    long now = System.nanoTime();
    // After what has to be sent was sent: a leader syncs while its followers do.
    if (now - replica.wakeAt() >= 0) {
      replica.tick(now);
      worked = true;
    }
    GroupMemberCommand.idle(worked, driver, trace);
  }

  private void send(String to, GroupMessage message) {
    Session session = peers.way(to);
    if (session == null || !session.isOpen(GroupMemberCommand.STREAM)) {
      return;
    }
    trace.at(GroupTrace.Step.SENT, peers.traced(to));
    String whose = message instanceof GroupMessage.Consensus ? name : GroupPeers.nameInSession(to);
    MemorySegment bytes = new GroupFrame(whose, GroupCodec.encode(message)).bytes();
    // What has no room is lost: whoever misses it asks again.
    session.offer(GroupMemberCommand.STREAM, bytes, 0, (int) bytes.byteSize());
  }

  /** Who was heard, and how much was refused. */
  GroupPeers peers() {
    return peers;
  }

  @Override
  public void close() throws IOException {
    driver.close();
    log.close();
  }

  private final class Arrivals implements LinkHandler {
    @Override
    public void onConnected(Session session) {
      if (!session.isOpen(GroupMemberCommand.STREAM)) {
        session.open(GroupMemberCommand.STREAM, StreamKind.ORDERED);
      }
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      GroupFrame frame;
      GroupMessage message;
      try {
        frame = GroupFrame.read(buffer, offset, length);
        message = GroupCodec.decode(frame.content());
      } catch (IllegalArgumentException none) {
        peers.refuse();
        return true;
      }
      String from = peers.sender(session, driver.address(session), frame);
      if (from != null) {
        trace.at(GroupTrace.Step.RECEIVED, peers.traced(from));
        replica.receive(from, message, System.nanoTime());
      }
      return true;
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      String member = peers.ended(session);
      if (member != null) {
        driver.schedule(DIAL_AGAIN, () -> dial(member));
      }
    }
  }
}

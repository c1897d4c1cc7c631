package dev.faultline.cli;

import dev.faultline.guard.group.QuorumRegister;
import dev.faultline.guard.group.RegisterEnding;
import dev.faultline.guard.group.RegisterMessage;
import dev.faultline.guard.group.RegisterPort;
import dev.faultline.guard.group.RegisterState;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A member of {@code group demo}: its part of a register, kept in a file, over links to clients. It
 * asks nothing itself. One sync is for all that arrived in one turn: what it answers after a change
 * waits until that is durable. All of it is done by the thread that calls {@link #work}.
 */
final class GroupRegisterMember implements AutoCloseable {
  private static final Duration RETRY = Duration.ofMillis(20);

  private record Answer(Session to, MemorySegment bytes) {}

  private final GroupPeers peers;
  private final KeptSlots slots;
  private final QuorumRegister<Long> register;
  private final LinkDriver driver;
  private final GroupTrace trace;
  private final List<Answer> waiting = new ArrayList<>();

  /** What is to be durable before anything is answered; null if all is. */
  private @Nullable RegisterState<Long> unsynced;

  GroupRegisterMember(String name, List<String> members, int port, Path file, GroupTrace trace)
      throws IOException {
    this.trace = trace;
    // Its members do not speak to each other.
    peers = new GroupPeers(members, Map.of());
    slots = KeptSlots.open(file);
    byte[] saved = slots.state();
    RegisterState<Long> state =
        saved == null ? RegisterState.first(0L, members) : GroupFrame.REGISTER.decodeState(saved);
    register = new QuorumRegister<>(name, 0, state, RETRY, new Random(0), new Port());
    driver =
        LinkDriver.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            GroupPeers.OPTIONS,
            new Questions());
  }

  void work() throws IOException {
    boolean worked = driver.work();
    trace.worked();
    if (!waiting.isEmpty()) {
      answer();
      worked = true;
    }
    GroupMemberCommand.idle(worked, driver, trace);
  }

  private void answer() throws IOException {
    if (unsynced != null) {
      trace.at(GroupTrace.Step.SYNCING);
      slots.keep(GroupFrame.REGISTER.encode(unsynced));
      unsynced = null;
      trace.at(GroupTrace.Step.SYNCED);
    }
    // An answer that has no room is one that was lost: the client asks again.
    waiting.forEach(each -> offer(each.to, each.bytes));
    waiting.clear();
  }

  private void offer(Session to, MemorySegment bytes) {
    trace.at(GroupTrace.Step.SENT, GroupTrace.CLIENT);
    if (to.isOpen(GroupMemberCommand.STREAM)) {
      to.offer(GroupMemberCommand.STREAM, bytes, 0, (int) bytes.byteSize());
    }
  }

  /** Who was heard, and how much was refused. */
  GroupPeers peers() {
    return peers;
  }

  @Override
  public void close() throws IOException {
    driver.close();
    slots.close();
  }

  private final class Port implements RegisterPort<Long> {
    @Override
    public void send(String to, RegisterMessage<Long> message) {
      Session session = peers.way(to);
      if (session == null) {
        return;
      }
      GroupFrame frame =
          new GroupFrame(GroupPeers.nameInSession(to), GroupFrame.REGISTER.encode(message));
      if (unsynced == null) {
        offer(session, frame.bytes());
      } else {
        waiting.add(new Answer(session, frame.bytes()));
      }
    }

    /** Nobody is told of it before it is durable. */
    @Override
    public void keep(RegisterState<Long> state) {
      unsynced = state;
    }

    @Override
    public void ended(long operation, RegisterEnding<Long> ending) {}
  }

  private final class Questions implements LinkHandler {
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
      RegisterMessage<Long> message;
      try {
        frame = GroupFrame.read(buffer, offset, length);
        message = GroupFrame.REGISTER.decode(frame.content());
      } catch (IllegalArgumentException none) {
        peers.refuse();
        return true;
      }
      String from = peers.sender(session, driver.address(session), frame);
      if (from != null) {
        trace.at(GroupTrace.Step.RECEIVED, GroupTrace.CLIENT);
        register.receive(from, message, System.nanoTime());
      }
      return true;
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      peers.ended(session);
    }
  }
}

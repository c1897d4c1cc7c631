package dev.faultline.cli;

import dev.faultline.check.Verdict;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Offer;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.LinkDriver;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Clients of {@code group demo}, each of which calls one operation at a time, over one link to each
 * member; and the history of what they saw. All of it is done by the thread that calls.
 */
abstract class GroupClients implements AutoCloseable {
  static final Duration RETRY = Duration.ofMillis(20);
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Client> clients = new ArrayList<>();
  private final Map<String, Session> sessions = new TreeMap<>();
  private final Random random;
  private final GroupTrace trace;
  private final LinkDriver driver;
  private final Histogram writeNanos = new Histogram(3);
  private final Histogram readNanos = new Histogram(3);
  private long late;
  private long lastEndedNanos;
  private long longestGapNanos;
  private long refused;
  private boolean open = true;

  /** How many clients have yet to begin with a read. */
  private int readsFirst;

  GroupClients(long seed, GroupTrace trace) {
    this.trace = trace;
    random = new Random(seed);
    driver =
        LinkDriver.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            GroupPeers.OPTIONS,
            new Answers());
    driver.schedule(RETRY, this::tick);
  }

  final void add(Client client) {
    clients.add(client);
  }

  /** Opens a session to a member that has just started. */
  void connect(String member, InetSocketAddress address) {
    disconnect(member);
    Session session = driver.connect(address);
    session.open(GroupMemberCommand.STREAM, StreamKind.ORDERED);
    sessions.put(member, session);
  }

  /** Gives up the session to a member that is gone. */
  void disconnect(String member) {
    Session before = sessions.remove(member);
    if (before != null) {
      before.abort(System.nanoTime());
    }
  }

  /** Has clients call, until then. */
  void workUntil(long nanos) {
    while (System.nanoTime() - nanos < 0) {
      work();
    }
  }

  /** Has clients call until one more write is acknowledged, or was not in time. */
  void workUntilWritten() {
    long before = writeNanos.getTotalCount() + late;
    while (writeNanos.getTotalCount() + late == before) {
      work();
    }
  }

  /** Has clients call again, each a read first: a write would hide that what was there is gone. */
  void resumeWithReads() {
    open = true;
    // Nobody could have answered while most were down.
    lastEndedNanos = System.nanoTime();
    readsFirst = clients.size();
    while (readsFirst > 0 || clients.stream().anyMatch(each -> each.isFirstRead)) {
      work();
    }
  }

  private void work() {
    long now = System.nanoTime();
    for (Client each : clients) {
      if (open && each.operation < 0) {
        each.isFirstRead = readsFirst > 0;
        readsFirst = Math.max(0, readsFirst - 1);
        each.call(now);
      }
    }
    boolean worked = driver.work();
    trace.worked();
    GroupMemberCommand.idle(worked, driver, trace);
  }

  /** Has no client call any more, and waits for what was called. */
  void finish() {
    open = false;
    while (clients.stream().anyMatch(each -> each.operation >= 0)) {
      work();
    }
  }

  private void tick() {
    long now = System.nanoTime();
    clients.forEach(each -> each.tick(now));
    clients.forEach(each -> each.settle(now));
    driver.schedule(RETRY, this::tick);
  }

  /** Whether what clients saw is linearizable. */
  abstract Verdict verdict();

  /** How many operations they called. */
  abstract int operations();

  Histogram writeNanos() {
    return writeNanos;
  }

  Histogram readNanos() {
    return readNanos;
  }

  /** How many operations had no answer in time. */
  long late() {
    return late;
  }

  /** How many frames had another sender than a member, or were none. */
  long refused() {
    return refused;
  }

  /** The longest time in which no operation of any client ended. */
  long longestGapNanos() {
    return longestGapNanos;
  }

  @Override
  public void close() {
    driver.close();
  }

  /** One client, which is no member and keeps nothing. Its answers are part of one history. */
  abstract class Client {
    final String name;

    /** The one under way, as its group numbers it; -1 for none. */
    private long operation = -1;

    private boolean isFirstRead;
    private boolean isWrite;
    private long calledNanos;

    Client(String name) {
      this.name = name;
    }

    private void call(long now) {
      isWrite = random.nextBoolean() && !isFirstRead;
      calledNanos = now;
      if (isWrite) {
        trace.at(GroupTrace.Step.CALLED);
      }
      operation = isWrite ? write(now) : read(now);
      settle(now);
    }

    /** Calls a write, and returns its number. */
    abstract long write(long now);

    /** Calls a read, and returns its number. */
    abstract long read(long now);

    /** Bytes of a member; false if they are no message. */
    abstract boolean receive(String member, byte[] content, long now);

    abstract void tick(long now);

    /** Records in the history how the operation of that number ended; null if it has not. */
    abstract @Nullable Ending ending(long number, long now);

    private void settle(long now) {
      Ending ending = operation < 0 ? null : ending(operation, now);
      if (ending == null) {
        return;
      }
      trace.at(GroupTrace.Step.ENDED);
      operation = -1;
      isFirstRead = false;
      if (ending == Ending.LATE) {
        late++;
        return;
      }
      (isWrite ? writeNanos : readNanos).recordValue(now - calledNanos);
      if (writeNanos.getTotalCount() + readNanos.getTotalCount() > 1) {
        longestGapNanos = Math.max(longestGapNanos, now - lastEndedNanos);
      }
      lastEndedNanos = now;
    }

    final void send(String to, byte[] content) {
      Session session = sessions.get(to);
      if (session == null || !session.isOpen(GroupMemberCommand.STREAM)) {
        return;
      }
      trace.at(GroupTrace.Step.SENT, to);
      MemorySegment bytes = new GroupFrame(name, content).bytes();
      long offered = session.offer(GroupMemberCommand.STREAM, bytes, 0, (int) bytes.byteSize());
      if (offered == Offer.CLOSED) {
        sessions.remove(to);
      }
    }
  }

  /** How an operation ended. */
  enum Ending {
    ANSWERED,
    LATE
  }

  /** What members answer. */
  private final class Answers implements LinkHandler {
    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      String member = member(session);
      if (member == null || !answered(member, buffer, offset, length)) {
        refused++;
      }
      return true;
    }

    /** Whose session it is, of those that were begun here; null for anybody else. */
    private @Nullable String member(Session session) {
      for (Map.Entry<String, Session> each : sessions.entrySet()) {
        if (each.getValue().equals(session)) {
          return each.getKey();
        }
      }
      return null;
    }

    private boolean answered(String member, MemorySegment buffer, long offset, int length) {
      GroupFrame frame;
      try {
        frame = GroupFrame.read(buffer, offset, length);
      } catch (IllegalArgumentException none) {
        return false;
      }
      trace.at(GroupTrace.Step.RECEIVED, member);
      long now = System.nanoTime();
      for (Client each : clients) {
        if (each.name.equals(frame.name())) {
          boolean isMessage = each.receive(member, frame.content(), now);
          each.settle(now);
          return isMessage;
        }
      }
      return false;
    }
  }
}

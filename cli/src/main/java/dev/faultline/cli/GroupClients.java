package dev.faultline.cli;

import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.HistoryRecorder;
import dev.faultline.guard.group.QuorumRegister;
import dev.faultline.guard.group.RegisterEnding;
import dev.faultline.guard.group.RegisterMessage;
import dev.faultline.guard.group.RegisterPort;
import dev.faultline.guard.group.RegisterState;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Offer;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
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

/**
 * Clients that write and read the register of {@code group demo}, each one operation at a time,
 * over one link to each member; and the history of what they saw. All of it is done by the thread
 * that calls {@link #work}.
 */
final class GroupClients implements AutoCloseable {
  private static final Duration RETRY = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Client> clients = new ArrayList<>();
  private final Map<String, Session> sessions = new TreeMap<>();
  private final Random random;
  private final LinkDriver driver;
  private final IdleStrategy idle = IdleStrategy.backingOff();
  private final HistoryRecorder<RegisterOp, Object> history = new HistoryRecorder<>();
  private final Histogram writeNanos = new Histogram(3);
  private final Histogram readNanos = new Histogram(3);
  private long values;
  private long late;
  private long lastEndedNanos;
  private long longestGapNanos;
  private boolean open = true;

  /** How many clients have yet to begin with a read. */
  private int readsFirst;

  GroupClients(int count, List<String> members, long seed) {
    random = new Random(seed);
    driver =
        LinkDriver.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            DriverOptions.DEFAULT,
            new Answers());
    for (int i = 1; i <= count; i++) {
      clients.add(new Client("client-" + i, members));
    }
    driver.schedule(RETRY, this::tick);
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
    idle.idle(driver.work(), driver);
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
    clients.forEach(each -> each.register.tick(now));
    clients.forEach(each -> each.settle(now));
    driver.schedule(RETRY, this::tick);
  }

  HistoryRecorder<RegisterOp, Object> history() {
    return history;
  }

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

  /** The longest time in which no operation of any client ended. */
  long longestGapNanos() {
    return longestGapNanos;
  }

  @Override
  public void close() {
    driver.close();
  }

  /** One client, which is no member and keeps nothing. */
  private final class Client implements RegisterPort<Long> {
    private final String name;
    private final int number = history.newClient();
    private final QuorumRegister<Long> register;
    private final Map<Long, RegisterEnding<Long>> endings = new TreeMap<>();

    /** The one under way, as the register numbers it; -1 for none. */
    private long operation = -1;

    private int recorded;
    private boolean isFirstRead;
    private boolean isWrite;
    private long calledNanos;

    Client(String name, List<String> members) {
      this.name = name;
      register =
          new QuorumRegister<>(
              name, 0, RegisterState.first(0L, members), RETRY, new Random(name.hashCode()), this);
    }

    void call(long now) {
      isWrite = random.nextBoolean() && !isFirstRead;
      calledNanos = now;
      if (isWrite) {
        long value = ++values;
        recorded = history.invoke(number, new RegisterOp.Write(value), now);
        operation = register.write(value, PATIENCE, now);
      } else {
        recorded = history.invoke(number, new RegisterOp.Read(), now);
        operation = register.read(PATIENCE, now);
      }
    }

    void settle(long now) {
      RegisterEnding<Long> ending = endings.remove(operation);
      if (ending == null) {
        return;
      }
      operation = -1;
      isFirstRead = false;
      switch (ending) {
        case RegisterEnding.Read<Long>(var value) -> {
          history.ok(recorded, value, now);
          readNanos.recordValue(now - calledNanos);
        }
        case RegisterEnding.Written<Long>() -> {
          history.ok(recorded, Nil.NIL, now);
          writeNanos.recordValue(now - calledNanos);
        }
        case RegisterEnding.Late<Long>() -> {
          history.indeterminate(recorded, "no answer in time", now);
          late++;
          return;
        }
        case RegisterEnding.Reconfigured<Long> _, RegisterEnding.Overtaken<Long> _ ->
            throw new AssertionError("no client changes the members");
      }
      if (writeNanos.getTotalCount() + readNanos.getTotalCount() > 1) {
        longestGapNanos = Math.max(longestGapNanos, now - lastEndedNanos);
      }
      lastEndedNanos = now;
    }

    @Override
    public void send(String to, RegisterMessage<Long> message) {
      Session session = sessions.get(to);
      if (session == null || !session.isOpen(GroupMemberCommand.STREAM)) {
        return;
      }
      MemorySegment bytes = new GroupFrame(name, message).bytes();
      long offered = session.offer(GroupMemberCommand.STREAM, bytes, 0, (int) bytes.byteSize());
      if (offered == Offer.CLOSED) {
        sessions.remove(to);
      }
    }

    @Override
    public void keep(RegisterState<Long> state) {}

    @Override
    public void ended(long ended, RegisterEnding<Long> ending) {
      endings.put(ended, ending);
    }
  }

  /** What members answer. */
  private final class Answers implements LinkHandler {
    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      GroupFrame frame = GroupFrame.read(buffer, offset, length);
      for (Map.Entry<String, Session> member : sessions.entrySet()) {
        if (member.getValue().equals(session)) {
          answered(member.getKey(), frame);
          break;
        }
      }
      return true;
    }

    private void answered(String member, GroupFrame frame) {
      long now = System.nanoTime();
      for (Client each : clients) {
        if (each.name.equals(frame.client())) {
          each.register.receive(member, frame.message(), now);
          each.settle(now);
        }
      }
    }
  }
}

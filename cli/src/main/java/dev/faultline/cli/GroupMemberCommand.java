package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.guard.group.QuorumRegister;
import dev.faultline.guard.group.RegisterEnding;
import dev.faultline.guard.group.RegisterMessage;
import dev.faultline.guard.group.RegisterPort;
import dev.faultline.guard.group.RegisterState;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.udp.UdpException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One member of the group of {@code group demo}: what it keeps in a file, asked over a link. */
@Command(
    name = "member",
    hidden = true,
    description = "One member of 'group demo', which starts and kills it.")
final class GroupMemberCommand implements Callable<Integer> {
  /** Messages of the register. */
  static final int STREAM = 1;

  /**
   * Sleeps at once when there is nothing to do. Four processes share a few cores here: one that
   * spins first keeps the one that it waits for from running.
   */
  static final IdleStrategy SLEEPING =
      (worked, driver) -> {
        if (!worked) {
          driver.await();
        }
      };

  private static final Duration RETRY = Duration.ofMillis(20);

  private final Terminal terminal;

  @Parameters(paramLabel = "NAME", description = "Its name.")
  private String name = "";

  @Option(names = "--members", split = ",", required = true, description = "All names.")
  private List<String> members = List.of();

  @Option(names = "--file", required = true, description = "Where it keeps its state.")
  private Path file = Path.of("");

  @Option(names = "--port", required = true, description = "Where it listens.")
  private int port;

  @Option(
      names = "--machine",
      split = ",",
      description = "Keeps a state machine over Raft; where its members listen, in their order.")
  private List<Integer> machine = List.of();

  GroupMemberCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    return machine.isEmpty() ? register() : machine();
  }

  private int machine() throws IOException {
    try (GroupMachineMember member = new GroupMachineMember(name, members, machine, file)) {
      ready();
      Thread parent = Thread.ofVirtual().start(GroupMemberCommand::untilParentEnds);
      while (parent.isAlive()) {
        member.work();
      }
    } catch (UdpException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  private void ready() {
    terminal.out().println("ready");
    terminal.out().flush();
  }

  private int register() throws IOException {
    InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (KeptSlots slots = KeptSlots.open(file)) {
      Server server = new Server(slots);
      try (LinkDriver driver = LinkDriver.open(bind, DriverOptions.DEFAULT, server)) {
        ready();
        Thread parent = Thread.ofVirtual().start(GroupMemberCommand::untilParentEnds);
        while (parent.isAlive()) {
          SLEEPING.idle(driver.work(), driver);
        }
      }
    } catch (UdpException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  private static void untilParentEnds() {
    try {
      while (System.in.read() >= 0) {
        // What it says is of no interest; that it is there is.
      }
    } catch (IOException e) {
      // It is not.
    }
  }

  /** Answers what clients ask. It asks nothing itself, so that no operation of its own ends. */
  private final class Server implements LinkHandler, RegisterPort<Long> {
    private final KeptSlots slots;
    private final QuorumRegister<Long> register;
    private @Nullable Session asking;

    Server(KeptSlots slots) {
      this.slots = slots;
      byte[] saved = slots.state();
      register =
          new QuorumRegister<>(
              name,
              0,
              saved == null
                  ? RegisterState.first(0L, members)
                  : GroupFrame.REGISTER.decodeState(saved),
              RETRY,
              new Random(0),
              this);
    }

    @Override
    public void onConnected(Session session) {
      session.open(STREAM, StreamKind.ORDERED);
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      GroupFrame frame = GroupFrame.read(buffer, offset, length);
      asking = session;
      register.receive(
          frame.name(), GroupFrame.REGISTER.decode(frame.content()), System.nanoTime());
      asking = null;
      return true;
    }

    @Override
    public void send(String to, RegisterMessage<Long> message) {
      if (asking instanceof Session session) {
        MemorySegment bytes = new GroupFrame(to, GroupFrame.REGISTER.encode(message)).bytes();
        // An answer that has no room is one that was lost: the client asks again.
        session.offer(STREAM, bytes, 0, (int) bytes.byteSize());
      }
    }

    @Override
    public void keep(RegisterState<Long> state) {
      try {
        slots.keep(GroupFrame.REGISTER.encode(state));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void ended(long operation, RegisterEnding<Long> ending) {}
  }
}

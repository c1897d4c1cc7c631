package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.udp.UdpException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
    try {
      return machine.isEmpty() ? register() : machine();
    } catch (UdpException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private int machine() throws IOException {
    try (GroupMachineMember member = new GroupMachineMember(name, members, machine, file)) {
      return work(member::work, member.peers());
    }
  }

  private int register() throws IOException {
    try (GroupRegisterMember member = new GroupRegisterMember(name, members, port, file)) {
      return work(member::work, member.peers());
    }
  }

  /** One turn of a member. */
  private interface Turn {
    void take() throws IOException;
  }

  private int work(Turn turn, GroupPeers peers) {
    terminal.out().println("ready");
    terminal.out().flush();
    Thread parent = Thread.ofVirtual().start(GroupMemberCommand::untilParentEnds);
    try {
      while (parent.isAlive()) {
        turn.take();
      }
    } catch (IOException | RuntimeException e) {
      // Whatever it is: what it has in memory and on disk may differ.
      terminal.err().println("faultline: member " + name + " stops: " + e);
      return ExitCode.FAILURE.number();
    }
    if (peers.refused() > 0) {
      terminal
          .err()
          .printf(Locale.ROOT, "faultline: member %s refused %,d frames%n", name, peers.refused());
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
}

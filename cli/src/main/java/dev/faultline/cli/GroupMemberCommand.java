package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.runtime.LinkDriver;
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
  static void idle(boolean worked, LinkDriver driver, GroupTrace trace) {
    if (!worked) {
      driver.await();
      trace.at(GroupTrace.Step.WOKE);
    }
  }

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

  @Option(names = "--trace", description = "Records when it does what, beside its file.")
  private boolean trace;

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
    GroupTrace recorded = GroupTrace.of(name, trace);
    try (GroupMachineMember member =
        new GroupMachineMember(name, members, machine, file, recorded)) {
      return work(member::work, member.peers(), recorded);
    }
  }

  private int register() throws IOException {
    GroupTrace recorded = GroupTrace.of(name, trace);
    try (GroupRegisterMember member =
        new GroupRegisterMember(name, members, port, file, recorded)) {
      return work(member::work, member.peers(), recorded);
    }
  }

  /** One turn of a member. */
  private interface Turn {
    void take() throws IOException;
  }

  private int work(Turn turn, GroupPeers peers, GroupTrace recorded) {
    terminal.out().println("ready");
    terminal.out().flush();
    Thread parent = Thread.ofVirtual().start(GroupMemberCommand::untilParentEnds);
    try {
      while (parent.isAlive()) {
        turn.take();
      }
      recorded.write(file);
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

package dev.faultline.cli;

import dev.faultline.check.Verdict;
import dev.faultline.explore.UsageException;
import dev.faultline.runtime.udp.UdpException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A group of three processes of this machine, one of which is killed now and then. */
@Command(
    name = "demo",
    description = {
      "Starts three processes on loopback that keep a register together, each in a file of its own;"
          + " lets three clients write and read it; and kills one process after the other with kill"
          + " -9, each of which starts again with what it kept. Then one misses writes, the other"
          + " two are killed at once, and it starts with one of them, whose file alone has those"
          + " writes. In the end it checks that what clients saw is linearizable.",
      "kill -9 leaves the page cache as it was: what a power failure takes, worlds take"
          + " ('explore quorum-register')."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:what clients saw is linearizable",
      "1:it is not",
      "2:wrong usage",
      "3:nobody knows: no read was answered, or the check ran out of its budget",
      "4:Faultline itself failed, or a process did not start or ended unasked"
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline group demo",
      "  ./faultline group demo --machine",
      "  ./faultline group demo --kills 20 --time 1m --seed 7"
    })
final class GroupDemoCommand implements Callable<Integer> {
  private static final List<String> MEMBERS = List.of("a", "b", "c");
  private static final int MOST_CLIENTS = 100;
  private static final int SYNCS = 100;
  private static final Duration DOWN = Duration.ofMillis(300);

  /** Between two kills: a process takes about so long to start. */
  private static final long LEAST_STEP_MILLIS = 500;

  /** What this machine takes without a group, in medians: one sync, one of three, and a write. */
  private record Alone(long syncNanos, long threeSyncsNanos, long writeNanos) {}

  private final Terminal terminal;

  @Option(
      names = "--kills",
      paramLabel = "N",
      converter = Converters.Natural.class,
      description =
          "How many processes are killed, one after the other, before all three; 0 for none"
              + " (default: 5).")
  private int kills = 5;

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description = "For how long clients call (default: 10s).")
  private Duration time = Duration.ofSeconds(10);

  @Option(
      names = "--clients",
      paramLabel = "N",
      converter = Converters.Natural.class,
      description =
          "How many clients call, one operation at a time each, from one process (default: 3).")
  private int clients = 3;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      converter = Converters.Seed.class,
      description =
          "Seed for the calls of clients and the kills (default: drawn and printed). Processes,"
              + " disks and networks do not repeat themselves.")
  private @Nullable Long seed;

  @Option(
      names = "--machine",
      description =
          "The members keep a counter as a state machine over Raft in place of a register; clients"
              + " add to it, each time once.")
  private boolean machine;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep the members' files here (default: a folder that is deleted at the end).")
  private @Nullable Path keep;

  @Option(
      names = "--trace",
      hidden = true,
      description = "Tells what a write of one client waits for, stage by stage; without kills.")
  private boolean trace;

  GroupDemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long most = time.toMillis() / LEAST_STEP_MILLIS;
    if (kills > most) {
      throw new UsageException(
          "--kills is %,d, expected at most %,d: one every %d ms of --time; kill fewer, or take longer"
              .formatted(kills, most, LEAST_STEP_MILLIS));
    }
    if (clients < 1 || clients > MOST_CLIENTS) {
      throw new UsageException(
          "--clients is %,d, expected 1 to %d".formatted(clients, MOST_CLIENTS));
    }
    if (trace && (clients != 1 || kills != 0)) {
      throw new UsageException(
          "--trace follows the writes of one client while all are up; add --clients 1 --kills 0");
    }
    long drawn = seed == null ? new SecureRandom().nextInt(1_000_000_000) : seed;
    Path folder = folder();
    try {
      return run(folder, drawn);
    } catch (GroupProcesses.NotStartedException e) {
      terminal.err().println("faultline: " + e.getMessage());
      return ExitCode.FAILURE.number();
    } catch (UdpException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    } finally {
      if (keep == null) {
        delete(folder);
      }
    }
  }

  private Path folder() {
    try {
      Path folder = keep == null ? Files.createTempDirectory("faultline-group") : kept(keep);
      // Whether it can be written.
      Files.delete(Files.createTempFile(folder, "sync", ""));
      return folder;
    } catch (IOException e) {
      throw new UsageException(
          "cannot write the members' files: %s; name another folder with --keep".formatted(e), e);
    }
  }

  /** Members would go on with what they kept there, which this run's history knows nothing of. */
  private static Path kept(Path folder) throws IOException {
    for (String member : MEMBERS) {
      if (Files.exists(folder.resolve(member))) {
        throw new UsageException(
            "--keep: %s has a file of an earlier run, expected a folder without; remove it, or name another"
                .formatted(folder.resolve(member)));
      }
    }
    return Files.createDirectories(folder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private int run(Path folder, long drawn) throws IOException, InterruptedException {
    say("seed %d; files in %s%s", drawn, folder, keep == null ? ", deleted in the end" : "");
    Alone alone =
        new Alone(
            GroupFloor.syncNanos(folder, SYNCS, 1),
            GroupFloor.syncNanos(folder, SYNCS, MEMBERS.size()),
            GroupFloor.medianNanos(folder, SYNCS));
    GroupTrace recorded = GroupTrace.of(GroupTrace.CLIENT, trace);
    try (GroupProcesses processes = new GroupProcesses(MEMBERS, folder, machine, trace);
        GroupClients calling =
            machine
                ? new GroupMachineClients(clients, MEMBERS, drawn, recorded)
                : new GroupRegisterClients(clients, MEMBERS, drawn, recorded)) {
      for (String member : MEMBERS) {
        long pid = processes.start(member);
        connect(calling, processes, member);
        say("member %s is process %d at port %d", member, pid, processes.address(member).getPort());
      }
      play(processes, calling, new Random(drawn));
      calling.finish();
      List<String> endedAlone = processes.endedAlone();
      if (trace) {
        processes.close();
        tellTraced(folder, recorded);
      }
      return tell(calling, endedAlone, alone);
    }
  }

  private void tellTraced(Path folder, GroupTrace recorded) throws IOException {
    List<GroupTrace.Event> all = new ArrayList<>(recorded.events().toList());
    for (String member : MEMBERS) {
      all.addAll(GroupTrace.read(member, folder.resolve(member)));
    }
    new GroupTracePaths(all).tell(2).forEach(terminal.out()::println);
  }

  private static void connect(GroupClients clients, GroupProcesses processes, String member) {
    clients.connect(member, processes.address(member));
  }

  private void play(GroupProcesses processes, GroupClients clients, Random random)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long step = time.toNanos() / (kills + 1);
    for (int i = 1; i <= kills; i++) {
      clients.workUntil(start + i * step);
      String victim = MEMBERS.get(random.nextInt(MEMBERS.size()));
      long at = System.nanoTime();
      kill(processes, clients, victim);
      clients.workUntil(at + Math.min(DOWN.toNanos(), step / 2));
      long pid = startWhileClientsCall(processes, clients, victim);
      connect(clients, processes, victim);
      say(
          "%5.1f s  kill -9 %s; %.1f s later it listens again, as process %d",
          (at - start) / 1e9, victim, (System.nanoTime() - at) / 1e9, pid);
    }
    if (kills > 0) {
      killAll(processes, clients, random, start);
    }
    clients.workUntil(start + time.toNanos());
  }

  /**
   * While most members are up they hide that one has lost its state. So one misses writes, and then
   * starts with one of the others, whose file alone has what was acknowledged.
   */
  private void killAll(GroupProcesses processes, GroupClients clients, Random random, long start)
      throws IOException, InterruptedException {
    List<String> order = new ArrayList<>(MEMBERS);
    Collections.shuffle(order, random);
    String behind = order.get(0);
    String witness = order.get(1);
    String third = order.get(2);
    kill(processes, clients, behind);
    clients.workUntil(System.nanoTime() + DOWN.toNanos());
    clients.workUntilWritten();
    clients.finish();
    long at = System.nanoTime();
    kill(processes, clients, witness);
    kill(processes, clients, third);
    for (String each : List.of(behind, witness)) {
      startWhileClientsCall(processes, clients, each);
      connect(clients, processes, each);
    }
    clients.resumeWithReads();
    startWhileClientsCall(processes, clients, third);
    connect(clients, processes, third);
    say(
        "%5.1f s  kill -9 of all; %s and %s start, and only %s has the last writes; then %s",
        (at - start) / 1e9, behind, witness, witness, third);
  }

  private static void kill(GroupProcesses processes, GroupClients clients, String victim)
      throws InterruptedException {
    processes.kill(victim);
    clients.disconnect(victim);
  }

  private static long startWhileClientsCall(
      GroupProcesses processes, GroupClients clients, String member)
      throws IOException, InterruptedException {
    FutureTask<Long> starting = new FutureTask<>(() -> processes.start(member));
    Thread.ofPlatform().daemon().start(starting);
    while (!starting.isDone()) {
      clients.workUntil(System.nanoTime() + 1_000_000);
    }
    try {
      return starting.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupProcesses.NotStartedException notStarted) {
        throw notStarted;
      }
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  private int tell(GroupClients clients, List<String> endedAlone, Alone alone) {
    Histogram writes = clients.writeNanos();
    Histogram reads = clients.readNanos();
    say(
        "%,d writes and %,d reads were answered, %,d operations were not in time",
        writes.getTotalCount(), reads.getTotalCount(), clients.late());
    say("writes, on two disks at least: %s", spread(writes));
    say("reads: %s", spread(reads));
    double write = writes.getValueAtPercentile(50);
    say(
        "one sync of this disk: p50 %.2f ms alone, %.2f ms when three sync at once, as members do; a"
            + " write is p50 %.1f and %.1f syncs",
        alone.syncNanos / 1e6,
        alone.threeSyncsNanos / 1e6,
        write / alone.syncNanos,
        write / alone.threeSyncsNanos);
    say(
        "the same messages and syncs by bare threads and sockets: p50 %.2f ms; a write is p50 %.1f"
            + " times that",
        alone.writeNanos / 1e6, write / alone.writeNanos);
    say("longest time without any answer: %.0f ms", clients.longestGapNanos() / 1e6);
    if (clients.refused() > 0) {
      say("%,d frames were refused: no member had sent them", clients.refused());
    }
    return switch (clients.verdict()) {
      case Verdict.Valid _ when !endedAlone.isEmpty() -> {
        terminal
            .err()
            .println(
                "faultline: ended although nobody killed them: " + String.join(", ", endedAlone));
        yield ExitCode.FAILURE.number();
      }
      case Verdict.Valid _ when reads.getTotalCount() == 0 -> {
        say("undecided: no read was answered");
        yield 3;
      }
      case Verdict.Valid _ -> {
        say("linearizable: an order of all %,d operations explains them", clients.operations());
        yield 0;
      }
      case Verdict.Invalid(var evidence, var _) -> {
        say("NOT linearizable: %s", evidence);
        yield 1;
      }
      case Verdict.Unknown(var reason, var _, var _) -> {
        say("undecided: %s", reason);
        yield 3;
      }
    };
  }

  private static String spread(Histogram nanos) {
    return String.format(
        Locale.ROOT,
        "p50 %.2f ms, p99 %.2f ms, slowest %.0f ms",
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6,
        nanos.getMaxValue() / 1e6);
  }

  private void say(String format, Object... values) {
    terminal.out().printf(Locale.ROOT, format + "%n", values);
    terminal.out().flush();
  }
}

package dev.faultline.bench.disk;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import dev.faultline.core.DiskTrouble;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.disk.Profile;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.run.WorldThreads;
import dev.faultline.sim.setup.DiskSetup;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What disks cost a world that does not use them: five nodes in a ring, in a world that says
 * nothing of disks, in one that says what they are and may do wrong, and in one whose nodes have
 * taken theirs, and write nothing. By the processor time of the thread that runs them; each is
 * compared with those without disks right before and right after it.
 */
public final class UnusedDiskBenchmark implements Benchmark {
  private static final int NODES = 5;
  private static final long PERIOD = 10_000_000;
  private static final int WARM_UPS = 5;
  private static final int ROUNDS = 41;

  private enum Disks {
    UNSAID,
    DECLARED,
    TAKEN
  }

  @Override
  public String name() {
    return "unused-disk";
  }

  @Override
  public String description() {
    return "worlds per second of processor time with disks that nobody uses, against none";
  }

  @Override
  public void run(List<String> args) {
    measure("worlds of 20,000 events", Duration.ofSeconds(20), 100);
    measure("worlds of 100 events", Duration.ofMillis(100), 10_000);
  }

  private static void measure(String what, Duration simulated, int worlds) {
    for (Disks disks : Disks.values()) {
      if (run(disks, simulated, 1) != run(Disks.UNSAID, simulated, 1)) {
        throw new AssertionError("a disk that nobody uses changes the trace hash: " + disks);
      }
    }
    double[] declared = new double[ROUNDS];
    double[] taken = new double[ROUNDS];
    double[] itself = new double[ROUNDS];
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      double before = perSecond(Disks.UNSAID, simulated, worlds);
      double withDeclared = perSecond(Disks.DECLARED, simulated, worlds);
      double between = perSecond(Disks.UNSAID, simulated, worlds);
      double withTaken = perSecond(Disks.TAKEN, simulated, worlds);
      double after = perSecond(Disks.UNSAID, simulated, worlds);
      if (round >= 0) {
        declared[round] = 2 * withDeclared / (before + between);
        taken[round] = 2 * withTaken / (between + after);
        itself[round] = 2 * between / (before + after);
      }
    }
    System.out.println(what + ", as a share of those without a word of disks");
    print("disks declared", declared);
    print("disks taken, not written", taken);
    print("no word of disks, against itself", itself);
  }

  private static void print(String what, double[] ratios) {
    Arrays.sort(ratios);
    System.out.printf(
        Locale.ROOT,
        "  %-36s %.3f  (half of the rounds %.3f to %.3f)%n",
        what,
        ratios[ROUNDS / 2],
        ratios[ROUNDS / 4],
        ratios[ROUNDS - 1 - ROUNDS / 4]);
  }

  private static double perSecond(Disks disks, Duration simulated, int worlds) {
    AtomicLong spent = new AtomicLong();
    Thread thread =
        WorldThreads.newThread(
            "unused-disk",
            () -> {
              ThreadMXBean threads = ManagementFactory.getThreadMXBean();
              long before = threads.getCurrentThreadCpuTime();
              for (int seed = 1; seed <= worlds; seed++) {
                run(disks, simulated, seed);
              }
              spent.set(threads.getCurrentThreadCpuTime() - before);
            });
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while measuring", e);
    }
    return Rounds.perSecond(worlds, spent.get());
  }

  /** Returns the trace hash. */
  private static long run(Disks disks, Duration simulated, long seed) {
    World world = new World(new QuietAdversary(seed), WorldOptions.DEFAULT.withDuration(simulated));
    SystemModel model = SystemModel.partiallySynchronous().crashRecovery(1);
    if (disks != Disks.UNSAID) {
      model = model.failingSyncs().diskTroubles(1, DiskTrouble.values());
      world.disk(DiskSetup.DEFAULT.withProfile(Profile.EXT4_ORDERED));
    }
    world.model(model);
    for (int i = 0; i < NODES; i++) {
      String next = "n" + (i + 1) % NODES;
      world.node("n" + i, () -> new Ring(next, disks == Disks.TAKEN));
    }
    return world.run().traceHash();
  }

  private static final class Ring implements Node {
    private final String next;
    private final boolean takes;
    @Nullable FileSystem files;

    Ring(String next, boolean takes) {
      this.next = next;
      this.takes = takes;
    }

    @Override
    public void start(Env env) {
      if (takes) {
        files = env.disk();
      }
      env.timer(PERIOD, "tick");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(env.address(next), "tick");
      env.timer(PERIOD, "tick");
    }
  }
}

package dev.faultline.bench.explore;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import dev.faultline.explore.Program;
import dev.faultline.explore.search.Adversaries;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.run.WorldThreads;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * What it costs to record the tape: the same worlds with an adversary that remembers its decisions
 * and with one that does not, in interleaved rounds, by processor time.
 */
public final class TapeBenchmark implements Benchmark {
  /** Few, so that what else the machine does hits both alike. */
  private static final int WORLDS = 4;

  private static final int WARM_UPS = 100;
  private static final int ROUNDS = 301;

  @Override
  public String name() {
    return "tape";
  }

  @Override
  public String description() {
    return "worlds for each second of processor time without and with recording the tape;"
        + " arguments: TARGET [KEY=VALUE...] (default: microraft)";
  }

  @Override
  public void run(List<String> args) {
    Target target = Target.of(args, "microraft", Map.of());
    Program program = target.scenario().program(target.settings());
    new Rounds("worlds/s of processor time")
        .add(
            "without a tape",
            () ->
                measure(
                    target,
                    program,
                    seed -> Adversaries.randomWithoutTape(seed, target.scenario().faults())))
        .add(
            "with a tape",
            () ->
                measure(
                    target, program, seed -> Adversaries.random(seed, target.scenario().faults())))
        .run(WARM_UPS, ROUNDS);
  }

  /** In a thread of its own, whose processor time nothing else is part of. */
  private static double measure(Target target, Program program, LongFunction<Adversary> adversary) {
    AtomicLong spent = new AtomicLong();
    Thread thread =
        WorldThreads.newThread("tape", () -> spent.set(run(target, program, adversary)));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while measuring", e);
    }
    return Rounds.perSecond(WORLDS, spent.get());
  }

  private static long run(Target target, Program program, LongFunction<Adversary> adversary) {
    WorldOptions options =
        WorldOptions.DEFAULT.withDuration(target.scenario().duration()).withExplained(false);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    for (long seed = 1; seed <= WORLDS; seed++) {
      World world = new World(adversary.apply(seed), options);
      program.build(world);
      world.run();
    }
    return threads.getCurrentThreadCpuTime() - before;
  }
}

package dev.faultline.bench.sim;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.KeyedHash;
import java.time.Duration;
import java.util.List;

/**
 * Five nodes in a ring, each of which sends a datagram to the next every 10 ms; latency 1 to 50 ms.
 * Against it the least that any such simulator has to do: a bare four-ary heap over primitive
 * arrays with a keyed hash for each delay and a rolling trace hash.
 */
public final class RingBenchmark implements Benchmark {
  private static final int NODES = 5;
  private static final long PERIOD = 10_000_000;
  private static final long MIN_LATENCY = 1_000_000;
  private static final long MAX_LATENCY = 50_000_000;
  private static final Duration SIMULATED = Duration.ofSeconds(2_000);

  @Override
  public String name() {
    return "ring";
  }

  @Override
  public String description() {
    return "messages/s of a raw world on one core, against a bare heap";
  }

  @Override
  public void run(List<String> args) {
    new Rounds("messages/s")
        .add("bare heap (the limit)", RingBenchmark::bareHeap)
        .add("world, no hash, no trace", () -> world(false))
        .add("world, trace hash", () -> world(true))
        .run(3, 9);
  }

  private static double world(boolean hash) {
    World world =
        new World(
            new QuietAdversary(1),
            WorldOptions.DEFAULT
                .withDuration(SIMULATED)
                .withMaxEvents(Long.MAX_VALUE)
                .withTraceHash(hash));
    world.network().latency(Duration.ofNanos(MIN_LATENCY), Duration.ofNanos(MAX_LATENCY));
    for (int i = 0; i < NODES; i++) {
      String next = "n" + (i + 1) % NODES;
      world.node("n" + i, () -> new Ring(next));
    }
    long start = System.nanoTime();
    WorldResult result = world.run();
    long nanos = System.nanoTime() - start;
    long messages = NODES * (SIMULATED.toNanos() / PERIOD);
    if (result.events() < messages * 1.9) {
      throw new AssertionError("only " + result.events() + " events for " + messages + " messages");
    }
    return Rounds.perSecond(messages, nanos);
  }

  private static final class Ring implements Node {
    private static final Object TICK = "tick";
    private final String nextName;
    private Address next;

    Ring(String nextName) {
      this.nextName = nextName;
      this.next = () -> nextName;
    }

    @Override
    public void start(Env env) {
      next = env.address(nextName);
      env.timer(PERIOD, TICK);
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(next, TICK);
      env.timer(PERIOD, TICK);
    }
  }

  /** The same events, timers and deliveries alike, with nothing around them. */
  private static double bareHeap() {
    BareHeap heap = new BareHeap();
    long end = SIMULATED.toNanos();
    long hash = 0;
    long messages = 0;
    for (int i = 0; i < NODES; i++) {
      heap.add(PERIOD, i);
    }
    long start = System.nanoTime();
    while (heap.firstTime() <= end) {
      long now = heap.firstTime();
      int what = heap.take();
      hash = (Long.rotateLeft(hash ^ now, 29) * 0xD6E8FEB86659FD93L) + what;
      if (what < NODES) {
        long draw = KeyedHash.of(1, 0, what, messages++);
        heap.add(now + MIN_LATENCY + KeyedHash.below(MAX_LATENCY - MIN_LATENCY, draw), NODES);
        heap.add(now + PERIOD, what);
      }
    }
    long nanos = System.nanoTime() - start;
    if (hash == 0) {
      throw new AssertionError("the hash cannot be zero");
    }
    return Rounds.perSecond(messages, nanos);
  }
}

package dev.faultline.examples.guards.bugs;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.breaker.Ejection;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;

/**
 * Three hosts, all of which answer with errors for a while; 67 % of them may be ejected. A bound
 * that is asked before the ejection, and not with it, ejects the third (Envoy 26877, 27066).
 */
final class EjectionWorld {
  private static final int HOSTS = 3;
  private static final double SHARE = 0.67;
  private static final int IN_A_ROW = 3;
  private static final Duration BASE = Duration.ofSeconds(5);
  private static final Duration ENDS = Duration.ofSeconds(40);

  private record Ask(int host) {}

  private record Answer(int host, boolean isGood) {}

  /** What the balancer knows of ejection. */
  interface Group {
    boolean isUsed(int host, long now);

    void report(int host, Outcome outcome, long now);
  }

  private EjectionWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous().fairLossLinks());
    List<Address> hosts = world.nodes(HOSTS, "host", Host::new);
    NodeHandle<Balancer> balancer = world.node("balancer", () -> new Balancer(hosts, naive));
    world.always("two of three are out at most", balancer, b -> b.out < HOSTS);
    world.healAfter(Duration.ofSeconds(25));
    world.eventually(
        "all are used again",
        Duration.ofSeconds(60),
        balancer,
        b -> b.out == 0 && b.time > ENDS.toNanos());
  }

  private static Group ours() {
    Ejection ejection = new Ejection(HOSTS, SHARE, IN_A_ROW, BASE);
    return new Group() {
      @Override
      public boolean isUsed(int host, long now) {
        return ejection.isUsed(host, now);
      }

      @Override
      public void report(int host, Outcome outcome, long now) {
        ejection.report(host, outcome, now);
      }
    };
  }

  /** Ejects while less than the share is out. */
  private static final class Naive implements Group {
    private final int[] failures = new int[HOSTS];
    private final boolean[] isOut = new boolean[HOSTS];
    private final long[] backAt = new long[HOSTS];

    @Override
    public boolean isUsed(int host, long now) {
      if (isOut[host] && now - backAt[host] >= 0) {
        isOut[host] = false;
        failures[host] = 0;
      }
      return !isOut[host];
    }

    @Override
    public void report(int host, Outcome outcome, long now) {
      failures[host] = outcome.isFailure() ? failures[host] + 1 : 0;
      int out = 0;
      for (int i = 0; i < HOSTS; i++) {
        out += isUsed(i, now) ? 0 : 1;
      }
      if (failures[host] >= IN_A_ROW && (double) out / HOSTS < SHARE) {
        isOut[host] = true;
        backAt[host] = now + BASE.toNanos();
      }
    }
  }

  /** Answers with errors from some time on, for a while. */
  private static final class Host implements Node {
    private long start;
    private long badFrom;

    @Override
    public void start(Env env) {
      start = env.nanoTime();
      badFrom = env.random().nextLong(Duration.ofSeconds(6).toNanos());
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Ask(int host)) {
        long time = env.nanoTime() - start;
        boolean isBad = time >= badFrom && time - badFrom < Duration.ofSeconds(15).toNanos();
        env.send(from, new Answer(host, !isBad));
      }
    }
  }

  private static final class Balancer implements Node {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final List<Address> hosts;
    private final Group group;
    private int next;
    private int out;
    private long start;
    private long time;

    Balancer(List<Address> hosts, boolean naive) {
      this.hosts = hosts;
      group = naive ? new Naive() : ours();
    }

    @Override
    public void start(Env env) {
      start = env.nanoTime();
      env.timer(PAUSE, "next");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(PAUSE, "next");
      count(env);
      for (int i = 0; i < HOSTS; i++) {
        next = (next + 1) % HOSTS;
        if (group.isUsed(next, env.nanoTime())) {
          env.send(hosts.get(next), new Ask(next));
          return;
        }
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Answer(int host, boolean isGood)) {
        group.report(host, isGood ? Outcome.SUCCESS : Outcome.ERROR, env.nanoTime());
        count(env);
      }
    }

    private void count(Env env) {
      time = env.nanoTime() - start;
      int count = 0;
      for (int host = 0; host < HOSTS; host++) {
        count += group.isUsed(host, env.nanoTime()) ? 0 : 1;
      }
      out = count;
    }
  }
}

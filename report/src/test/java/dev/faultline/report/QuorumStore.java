package dev.faultline.report;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A register on several replicas whose quorums are too small, so that reads may be stale: something
 * to make diagrams of.
 */
final class QuorumStore {
  record Get(int operation) {}

  record Value(int operation, long version, String value) {}

  record Put(int operation, long version, String value) {}

  record Stored(int operation, long version) {}

  record Gossip(long version, String value) {}

  private QuorumStore() {}

  /** Keeps the newest value that it has heard of, and spreads it. */
  static final class Replica implements Node {
    private final Duration gossipEvery;
    private final List<String> others;
    private long version;
    private String value = "empty";

    Replica(Duration gossipEvery, List<String> others) {
      this.gossipEvery = gossipEvery;
      this.others = others;
    }

    @Override
    public void start(Env env) {
      if (env.store().get("value") instanceof Put stored) {
        adopt(env, stored.version(), stored.value());
        env.remark("recovered version " + version);
      }
      env.timer(gossipEvery, "gossip");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Get get -> env.send(from, new Value(get.operation(), version, value));
        case Put put -> {
          adopt(env, put.version(), put.value());
          env.send(from, new Stored(put.operation(), version));
        }
        case Gossip gossip -> adopt(env, gossip.version(), gossip.value());
        default -> throw new IllegalArgumentException(message.toString());
      }
    }

    private void adopt(Env env, long newer, String its) {
      if (newer > version) {
        version = newer;
        value = its;
        env.store().put("value", new Put(0, version, value));
        if (version % 2 == 0) {
          env.store().sync();
        }
        env.signal("version", version);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      String peer = others.get(env.random().nextInt(others.size()));
      if (!peer.equals(env.self().name())) {
        env.send(env.address(peer), new Gossip(version, value));
      }
      env.timer(gossipEvery, "gossip");
    }
  }

  /** Writes and reads in turn, and gives up on an operation after a while. */
  static final class Client implements Node {
    private final World world;
    private final Tracer tracer;
    private final Workload workload;
    private final Set<String> answered = new LinkedHashSet<>();
    private int operation = -1;
    private boolean writing;
    private long newest;
    private @Nullable Value best;

    /** What all clients share. */
    static final class Workload {
      final List<Address> replicas;
      final int quorum;
      final Duration think;
      final boolean strict;
      int operations;
      long written;
      long acknowledged;

      Workload(List<Address> replicas, int quorum, Duration think, boolean strict) {
        this.replicas = replicas;
        this.quorum = quorum;
        this.think = think;
        this.strict = strict;
      }
    }

    Client(World world, Tracer tracer, Workload workload) {
      this.world = world;
      this.tracer = tracer;
      this.workload = workload;
    }

    @Override
    public void start(Env env) {
      env.timer(Duration.ofMillis(2), "next");
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag.equals("next")) {
        begin(env);
      } else if (tag.equals(operation)) {
        end(env, TraceEvent.Ending.INDETERMINATE, "no quorum in time");
      }
    }

    private void begin(Env env) {
      operation = workload.operations++;
      writing = env.random().nextInt(3) == 0;
      answered.clear();
      best = null;
      newest = workload.acknowledged;
      long version = writing ? ++workload.written : 0;
      Object message = writing ? new Put(operation, version, "v" + version) : new Get(operation);
      String input = writing ? "write v" + version : "read";
      tracer.on(new TraceEvent.Invoked(world.nowNanos(), env.self().name(), operation, input));
      for (Address replica : workload.replicas) {
        env.send(replica, message);
      }
      env.timer(workload.think.multipliedBy(8), operation);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Value value when value.operation() == operation -> {
          answered.add(from.name());
          best = best == null || value.version() > best.version() ? value : best;
          if (answered.size() == workload.quorum) {
            read(env, best);
          }
        }
        case Stored stored when stored.operation() == operation -> {
          answered.add(from.name());
          if (answered.size() == workload.quorum) {
            workload.acknowledged = Math.max(workload.acknowledged, stored.version());
            end(env, TraceEvent.Ending.OK, "version " + stored.version());
          }
        }
        default -> {}
      }
    }

    private void read(Env env, Value value) {
      long expected = newest;
      end(env, TraceEvent.Ending.OK, value.value());
      if (workload.strict && value.version() < expected) {
        world.violation(
            "reads see acknowledged writes",
            env.self().name()
                + " read version "
                + value.version()
                + " after version "
                + expected
                + " had been acknowledged");
      }
    }

    private void end(Env env, TraceEvent.Ending ending, String result) {
      tracer.on(
          new TraceEvent.Completed(world.nowNanos(), env.self().name(), operation, ending, result));
      operation = -1;
      env.timer(workload.think, "next");
    }
  }
}

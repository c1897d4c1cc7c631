package dev.faultline.examples.guards.bugs;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.detect.DetectionMethod;
import dev.faultline.guard.detect.DetectorSettings;
import dev.faultline.guard.detect.HeartbeatDetector;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;

/**
 * A peer's last twenty heartbeats are held up for 15 s on their way, and arrive when it is long
 * dead. A detector that counts from their arrival trusts it again (ScyllaDB 8488).
 */
final class LateHeartbeatsWorld {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration HELD_UP = Duration.ofSeconds(15);
  private static final long HELD_FROM = Duration.ofSeconds(20).toNanos();
  private static final long DIES = Duration.ofSeconds(30).toNanos();
  private static final long DETECTED = Duration.ofSeconds(33).toNanos();
  private static final Duration LOOK = Duration.ofMillis(100);

  private record Beat(long stamp) {}

  private LateHeartbeatsWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.synchronous(Duration.ofMillis(100), 1, 0).perfectLinks());
    NodeHandle<Observer> observer = world.node("observer", () -> new Observer(naive));
    Address network = world.node("network", () -> new SlowNetwork(observer));
    world.node("peer", () -> new Peer(network));
    world.always(
        "three seconds after its death the peer is suspected",
        observer,
        o -> world.nowNanos() < DETECTED || o.isSuspected);
    world.at(Duration.ofSeconds(60), world::stop);
  }

  private static final class Peer implements Node {
    private final Address network;
    private long start;

    Peer(Address network) {
      this.network = network;
    }

    @Override
    public void start(Env env) {
      start = env.nanoTime();
      env.timer(INTERVAL, "beat");
    }

    @Override
    public void receive(Env env, Address from, Object message) {}

    @Override
    public void timer(Env env, Object tag) {
      if (env.nanoTime() - start < DIES) {
        env.send(network, new Beat(env.nanoTime()));
        env.timer(INTERVAL, "beat");
      }
    }
  }

  private static final class SlowNetwork implements Node {
    private final Address observer;
    private long start;

    SlowNetwork(Address observer) {
      this.observer = observer;
    }

    @Override
    public void start(Env env) {
      start = env.nanoTime();
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      boolean isHeldUp = env.nanoTime() - start >= HELD_FROM;
      env.timer(isHeldUp ? HELD_UP : Duration.ZERO, message);
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(observer, tag);
    }
  }

  private static final class Observer implements Node {
    private final boolean naive;
    private HeartbeatDetector detector = detector(0);
    private long lastArrival;
    private boolean isSuspected;

    Observer(boolean naive) {
      this.naive = naive;
    }

    private static HeartbeatDetector detector(long now) {
      return new HeartbeatDetector(DetectorSettings.of(new DetectionMethod.Fixed(TIMEOUT)), 1, now);
    }

    @Override
    public void start(Env env) {
      detector = detector(env.nanoTime());
      lastArrival = env.nanoTime();
      env.timer(LOOK, "look");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Beat(long stamp)) {
        lastArrival = env.nanoTime();
        detector.heard(0, 1, stamp, env.nanoTime());
        look(env);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(LOOK, "look");
      look(env);
    }

    private void look(Env env) {
      long now = env.nanoTime();
      boolean before = isSuspected;
      isSuspected = naive ? now - lastArrival > TIMEOUT.toNanos() : detector.isSuspected(0, now);
      if (isSuspected != before) {
        env.remark(isSuspected ? "the peer is suspected" : "the peer is trusted");
      }
    }
  }
}

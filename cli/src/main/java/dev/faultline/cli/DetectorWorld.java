package dev.faultline.cli;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.guard.detect.DetectorSettings;
import dev.faultline.guard.detect.HeartbeatDetector;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A peer that sends heartbeats until it falls silent for good, and a detector that watches it, in
 * the worlds of a system model. The outcome of each world is what was seen in it.
 */
record DetectorWorld(SystemModel model, DetectorSettings detector, Duration interval)
    implements Scenario {
  static final Duration STABLE = Duration.ofSeconds(60);
  private static final Duration LASTS = Duration.ofSeconds(180);

  /** The peer falls silent at some time between these, when the network has been stable a while. */
  private static final long SILENT_FROM = Duration.ofSeconds(120).toNanos();

  private static final long SILENT_WITHIN = Duration.ofSeconds(30).toNanos();

  private record Beat(long stamp) {}

  /**
   * What was seen in one world.
   *
   * @param before mistakes that began before {@link #STABLE}
   * @param after mistakes that began later, also one that lasted until the peer fell silent
   * @param mistaken nanoseconds in which the peer was alive and suspected
   * @param alive nanoseconds for which it was alive
   * @param detection nanoseconds from its silence to its suspicion for good, or {@link #NEVER}, or
   *     {@link #ALREADY}
   * @param beats heartbeats that were sent
   */
  record Seen(long before, long after, long mistaken, long alive, long detection, long beats) {
    /** It was trusted to the end. */
    static final long NEVER = -1;

    /** It was suspected before it fell silent, wrongly until then, and stayed so. */
    static final long ALREADY = -2;

    private static Seen parse(String text) {
      String[] parts = text.split(" ");
      return new Seen(
          Long.parseLong(parts[0]),
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]),
          Long.parseLong(parts[5]));
    }

    String text() {
      return "%d %d %d %d %d %d".formatted(before, after, mistaken, alive, detection, beats);
    }
  }

  static Seen seen(String outcome) {
    return Seen.parse(outcome);
  }

  @Override
  public String name() {
    return "detector-" + detector.method().getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  @Override
  public String description() {
    return "One detector in the worlds of one system model.";
  }

  @Override
  public Duration duration() {
    return LASTS;
  }

  @Override
  public Program program(Settings ignored) {
    return this::build;
  }

  private void build(World world) {
    world.model(model);
    if (model.synchrony() instanceof Synchrony.PartiallySynchronous) {
      world.healAfter(STABLE);
    }
    Observer[] observer = new Observer[1];
    Peer[] peer = new Peer[1];
    Address watcher =
        world.node(
            "observer",
            () -> observer[0] = new Observer(detector, world::nowNanos, () -> silentAt(peer[0])));
    world.node("peer", () -> peer[0] = new Peer(watcher, interval, world::nowNanos));
    world.outcome(() -> seen(observer[0], peer[0]).text());
  }

  private static long silentAt(@Nullable Peer peer) {
    return peer == null ? Long.MAX_VALUE : peer.silentAt;
  }

  private static Seen seen(Observer observer, Peer peer) {
    long silent = peer.silentAt;
    observer.check();
    long detection = observer.isSuspected ? observer.since - silent : Seen.NEVER;
    if (observer.isSuspected && observer.since < silent) {
      observer.wasWrong(silent);
      detection = Seen.ALREADY;
    }
    return new Seen(
        observer.before, observer.after, observer.mistaken, silent, detection, peer.beats);
  }

  private static final class Peer implements Node {
    private final Address observer;
    private final Duration interval;
    private final LongSupplier worldNow;
    private long silentAt = Long.MAX_VALUE;
    private long beats;

    Peer(Address observer, Duration interval, LongSupplier worldNow) {
      this.observer = observer;
      this.interval = interval;
      this.worldNow = worldNow;
    }

    @Override
    public void start(Env env) {
      silentAt = SILENT_FROM + env.random().nextLong(SILENT_WITHIN);
      timer(env, "beat");
    }

    @Override
    public void receive(Env env, Address from, Object message) {}

    @Override
    public void timer(Env env, Object tag) {
      if (worldNow.getAsLong() < silentAt) {
        beats++;
        env.send(observer, new Beat(env.nanoTime()));
        env.timer(interval, "beat");
      }
    }
  }

  /** Looks at the very moment at which a suspicion is due. */
  private static final class Observer implements Node {
    private final DetectorSettings settings;
    private final LongSupplier worldNow;
    private final LongSupplier silentAt;
    private LongSupplier clock = () -> 0;
    private HeartbeatDetector detector;
    private long timer;
    private boolean isSuspected;
    private long since;
    private long before;
    private long after;
    private long mistaken;

    Observer(DetectorSettings settings, LongSupplier worldNow, LongSupplier silentAt) {
      this.settings = settings;
      this.worldNow = worldNow;
      this.silentAt = silentAt;
      detector = new HeartbeatDetector(settings, 1, 0);
    }

    @Override
    public void start(Env env) {
      clock = env::nanoTime;
      detector = new HeartbeatDetector(settings, 1, env.nanoTime());
      next(env);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Beat(long stamp)) {
        check();
        detector.heard(0, 1, stamp, env.nanoTime());
        check();
        next(env);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      check();
      if (!isSuspected) {
        next(env);
      }
    }

    private void next(Env env) {
      env.cancel(timer);
      timer = env.timer(Math.max(0, detector.freshUntil(0) - env.nanoTime()), "due");
    }

    private void check() {
      boolean now = detector.isSuspected(0, clock.getAsLong());
      if (now && !isSuspected) {
        since = worldNow.getAsLong();
      } else if (!now && isSuspected && since < silentAt.getAsLong()) {
        wasWrong(Math.min(worldNow.getAsLong(), silentAt.getAsLong()));
      }
      isSuspected = now;
    }

    /** The peer was alive, and suspected, until then. */
    private void wasWrong(long until) {
      mistaken += until - since;
      if (since < STABLE.toNanos()) {
        before++;
      } else {
        after++;
      }
    }
  }
}

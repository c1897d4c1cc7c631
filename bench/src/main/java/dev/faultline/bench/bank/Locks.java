package dev.faultline.bench.bank;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock with a lease of 200 ms, two workers that want it, and a storage they write to while they
 * hold it.
 */
final class Locks {
  private static final long LEASE = 200_000_000;

  private Locks() {}

  private enum Flaw {
    NONE,
    NO_FENCING,
    PAUSE_AFTER_CHECK,
    REUSED_TOKENS,
    WALL_CLOCK,
    KEPT_MONOTONIC_TIME,
    ANYBODY_RELEASES,
    LEASE_FROM_RECEIPT,
    FORGOTTEN_LEASE
  }

  static List<Planted> bugs() {
    return List.of(
        bug("no fencing", "Kleppmann: How to do distributed locking (2016)", Flaw.NO_FENCING),
        bug(
            "serving after the lease because of a pause",
            "HBASE-2312; Gray, Cheriton: Leases (SOSP 1989)",
            Flaw.PAUSE_AFTER_CHECK),
        bug(
            "reused tokens",
            "Burrows: The Chubby Lock Service (OSDI 2006), 2.4: sequencers",
            Flaw.REUSED_TOKENS),
        bug(
            "lease by wall clock",
            "Kleppmann: How to do distributed locking (2016), on Redlock's gettimeofday",
            Flaw.WALL_CLOCK),
        bug(
            "monotonic time kept through a restart",
            "POSIX clock_gettime(2): CLOCK_MONOTONIC begins anew with the machine",
            Flaw.KEPT_MONOTONIC_TIME),
        bug(
            "released by the wrong holder",
            "Redis documentation, SET: delete the key only with the holder's own token",
            Flaw.ANYBODY_RELEASES),
        bug(
            "lease counted from its receipt",
            "Gray, Cheriton: Leases (SOSP 1989), 3.1",
            Flaw.LEASE_FROM_RECEIPT),
        bug(
            "lease forgotten by a restart",
            "Burrows: The Chubby Lock Service (OSDI 2006), 2.9: grace periods",
            Flaw.FORGOTTEN_LEASE));
  }

  private record Want(long at) {}

  private record Grant(long token, long wantedAt) {}

  private record Release(long token) {}

  private record Write(long token) {}

  /** What the experiment knows: when the lock was given last, and who believes to hold it. */
  private static final class Truth {
    long grantedAt = -LEASE;
    boolean released = true;
    long highest;
    final Map<Long, String> holders = new TreeMap<>();
    final Map<String, BooleanSupplier> believes = new TreeMap<>();
  }

  private static Planted bug(String name, String source, Flaw kind) {
    return new Planted(
        name,
        source,
        (stage, planted) -> {
          Truth truth = new Truth();
          Flaw flaw = planted ? kind : Flaw.NONE;
          Address storage = stage.client("storage", new Storage(stage, flaw, truth));
          Address lock = stage.node("lock", () -> new Lock(stage, kind, flaw, truth));
          stage.nodes(2, "worker", () -> new Worker(flaw, kind, lock, storage, truth));
        });
  }

  private static final class Lock implements Node {
    private final Stage stage;
    private final Flaw kind;
    private final Flaw flaw;
    private final Truth truth;
    private long token;
    private @Nullable String holder;
    private long expiry;
    private boolean byWall;

    Lock(Stage stage, Flaw kind, Flaw flaw, Truth truth) {
      this.stage = stage;
      this.kind = kind;
      this.flaw = flaw;
      this.truth = truth;
    }

    private long now(Env env) {
      return byWall ? env.clock().wallNanos() : env.nanoTime();
    }

    @Override
    public void start(Env env) {
      byWall = flaw == Flaw.WALL_CLOCK;
      if (flaw != Flaw.REUSED_TOKENS && env.store().get("token") instanceof Long kept) {
        token = kept;
      }
      // Whoever had the lock before the crash may still have it.
      if (flaw == Flaw.KEPT_MONOTONIC_TIME && env.store().get("expiry") instanceof Long kept) {
        holder = "somebody";
        expiry = kept;
      } else if (flaw != Flaw.FORGOTTEN_LEASE && env.incarnation() > 1) {
        holder = "somebody";
        expiry = now(env) + LEASE;
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Want(var at) -> {
          if (holder == null || now(env) - expiry > 0) {
            grant(env, from, at);
          }
        }
        case Release(var released) -> {
          boolean own = from.name().equals(holder) && released == token;
          if (own || flaw == Flaw.ANYBODY_RELEASES) {
            holder = null;
            truth.released |= own;
          }
        }
        default -> {}
      }
    }

    private void grant(Env env, Address to, long wantedAt) {
      token++;
      holder = to.name();
      expiry = now(env) + LEASE;
      env.store().put("token", token);
      env.store().put("expiry", expiry);
      env.store().sync();
      String before = truth.holders.put(token, to.name());
      if (kind == Flaw.REUSED_TOKENS) {
        stage.require(
            before == null || before.equals(to.name()), "token " + token + " was given twice");
      }
      // No drift that the default campaign plays makes a lease half as long.
      if (kind == Flaw.WALL_CLOCK
          || kind == Flaw.KEPT_MONOTONIC_TIME
          || kind == Flaw.ANYBODY_RELEASES
          || kind == Flaw.FORGOTTEN_LEASE) {
        stage.require(
            truth.released || stage.world.nowNanos() - truth.grantedAt > LEASE / 2,
            "the lock was given again after "
                + (stage.world.nowNanos() - truth.grantedAt) / 1_000_000
                + " ms of a lease of 200");
      }
      if (kind == Flaw.LEASE_FROM_RECEIPT) {
        truth.believes.forEach((worker, believes) ->
            stage.require(
                worker.equals(to.name()) || !believes.getAsBoolean(),
                worker + " believes to hold the lock that " + to.name() + " is given"));
      }
      truth.grantedAt = stage.world.nowNanos();
      truth.released = false;
      env.send(to, new Grant(token, wantedAt));
    }
  }

  private static final class Worker implements Node {
    private final Flaw flaw;
    private final Flaw kind;
    private final Address lock;
    private final Address storage;
    private final Truth truth;
    private long token;
    private long until;
    private long answered;

    Worker(Flaw flaw, Flaw kind, Address lock, Address storage, Truth truth) {
      this.flaw = flaw;
      this.kind = kind;
      this.lock = lock;
      this.storage = storage;
      this.truth = truth;
    }

    @Override
    public void start(Env env) {
      truth.believes.put(env.self().name(), () -> false);
      answered = env.nanoTime();
      env.timer(10_000_000L, "want");
    }

    @Override
    public void timer(Env env, Object tag) {
      switch (tag) {
        case Release release -> {
          // It no longer believes to hold what it gives back.
          if (release.token() == token) {
            token = 0;
            truth.believes.put(env.self().name(), () -> false);
          }
          env.send(lock, release);
        }
        case Write write -> {
          if (kind == Flaw.NO_FENCING && flaw == kind || env.nanoTime() < until) {
            env.send(storage, write);
          }
        }
        default -> {
          env.send(lock, new Want(env.nanoTime()));
          env.timer((20 + env.random().nextInt(30)) * 1_000_000L, "want");
        }
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Grant(var given, var wantedAt)
          && given > token
          && wantedAt - answered > 0) {
        answered = wantedAt;
        token = given;
        // Three quarters, so that neither clock's drift matters.
        until =
            flaw == Flaw.LEASE_FROM_RECEIPT ? env.nanoTime() + LEASE * 3 / 4 : wantedAt + LEASE / 2;
        long mine = until;
        truth.believes.put(env.self().name(), () -> env.nanoTime() < mine);
        env.timer(5_000_000L, new Write(given));
        env.timer(60_000_000L, new Write(given));
        boolean slow = kind == Flaw.ANYBODY_RELEASES;
        env.timer(slow ? LEASE * 5 / 4 : LEASE / 2, new Release(given));
      }
    }
  }

  /** Belongs to the experiment: it never fails. */
  private record Storage(Stage stage, Flaw flaw, Truth truth) implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Write(var token)) {
        boolean checks = flaw != Flaw.NO_FENCING && flaw != Flaw.PAUSE_AFTER_CHECK;
        if (token < truth.highest && checks) {
          return;
        }
        stage.require(
            token >= truth.highest || flaw == Flaw.REUSED_TOKENS,
            "token " + token + " wrote after token " + truth.highest);
        truth.highest = Math.max(truth.highest, token);
      }
    }
  }
}

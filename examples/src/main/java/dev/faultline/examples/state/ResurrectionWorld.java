package dev.faultline.examples.state;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.record.Entry;
import dev.faultline.guard.repair.EntryStore;
import dev.faultline.guard.repair.RangeSync;
import dev.faultline.guard.repair.RepairMessage;
import dev.faultline.guard.repair.RepairRound;
import dev.faultline.guard.repair.RepairRound.Order;
import dev.faultline.guard.version.Stamp;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A client writes keys to three replicas and deletes them, each with the acknowledgements of two,
 * while the replicas repair each other. Where a tombstone is dropped after a while, a replica that
 * has missed it brings the value back (ScyllaDB 3560, 8970).
 */
final class ResurrectionWorld {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final int KEYS = 12;
  private static final int DEPTH = 1;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration WRITES = Duration.ofMillis(400);
  private static final Duration AGAIN = Duration.ofMillis(400);
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** How far a clock may be ahead of another's: those of this world jump by minutes. */
  private static final Duration APART = Duration.ofHours(1);

  private record Write(Entry entry) {}

  private record Written(Entry entry, boolean isTaken, long promised) {}

  private record Done(Order order) {}

  private ResurrectionWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous().fairLossLinks());
    NodeGroup<Replica> replicas = world.nodes(NAMES, name -> new Replica(name, naive));
    NodeHandle<Client> client = world.client("client", Client::new);
    world.always(
        "what was deleted is not back at two replicas",
        client,
        c ->
            c.deleted.stream()
                .allMatch(key -> replicas.states().stream().filter(r -> r.has(key)).count() < 2));
    world.healAfter(Duration.ofSeconds(25));
    world.eventually(
        "all is deleted, and no tombstone is left",
        Duration.ofSeconds(60),
        client,
        c ->
            c.deleted.size() == KEYS
                && replicas.allUp()
                && replicas.states().stream().allMatch(r -> r.store.size() == 0));
  }

  /** Writes each key, and deletes it a while later; one after the other. */
  private static final class Client implements Node {
    private final TreeSet<String> deleted = new TreeSet<>();
    private final TreeSet<String> acknowledged = new TreeSet<>();
    private int step;
    private @Nullable Entry entry;
    private long last;

    /** First all are written, then all are deleted. */
    private void next(Env env) {
      if (step == 2 * KEYS) {
        return;
      }
      last = Math.max(last + 1, env.clock().wallNanos());
      Stamp stamp = new Stamp(last, "client");
      String key = "key-" + step % KEYS;
      entry = step < KEYS ? Entry.of(key, stamp, new byte[] {1}) : Entry.deleted(key, stamp);
      acknowledged.clear();
    }

    @Override
    public void start(Env env) {
      env.timer(WRITES, "send");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(WRITES, "send");
      if (entry == null) {
        next(env);
      }
      for (String name : NAMES) {
        if (entry != null && !acknowledged.contains(name)) {
          env.send(env.address(name), new Write(entry));
        }
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (!(message instanceof Written(var of, var isTaken, var promised)) || !of.equals(entry)) {
        return;
      }
      if (!isTaken) {
        // Its time was promised away: the same again, with a later stamp.
        last = Math.max(last, promised);
        next(env);
        return;
      }
      acknowledged.add(from.name());
      if (acknowledged.size() == 2) {
        if (of.isDeleted()) {
          deleted.add(of.key());
        }
        step++;
        entry = null;
      }
    }
  }

  /**
   * Repairs with one other after the other; replica a runs the rounds after which tombstones go.
   */
  private static final class Replica implements Node {
    private final String name;
    private final boolean naive;
    private EntryStore store = new EntryStore(DEPTH);

    /** When a naive replica got its tombstones. */
    private final TreeMap<String, Long> since = new TreeMap<>();

    private @Nullable RepairRound round;
    private @Nullable RangeSync sync;
    private String with = "";
    private long number;
    private int turns;

    Replica(String name, boolean naive) {
      this.name = name;
      this.naive = naive;
    }

    boolean has(String key) {
      Entry entry = store.get(key);
      return entry != null && !entry.isDeleted();
    }

    private List<String> others() {
      return NAMES.stream().filter(each -> !each.equals(name)).toList();
    }

    @Override
    public void start(Env env) {
      env.timer(PAUSE, "repair");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(PAUSE, "repair");
      if (naive) {
        dropOld(env.nanoTime());
      }
      repair(env);
    }

    private void repair(Env env) {
      long now = env.nanoTime();
      number += 1_000_000;
      if (name.equals("a") && !naive) {
        if (round == null || round.isDone()) {
          round = new RepairRound(store, others(), timeOfRound(env), number, AGAIN);
        }
        round
            .next(now)
            .ifPresent(out -> {
              switch (out) {
                case RepairRound.Outgoing.Tell(var to, var order) ->
                    env.send(env.address(to), order);
                case RepairRound.Outgoing.Ask(var to, var question) ->
                    env.send(env.address(to), question);
              }
            });
        return;
      }
      if (sync == null || sync.isDone()) {
        with = others().get(turns++ % 2);
        sync = new RangeSync(store, number, AGAIN, now);
      }
      sync.next(now).ifPresent(question -> env.send(env.address(with), question));
    }

    /**
     * No earlier than the newest entry: a clock that was set back would leave tombstones for as
     * long.
     */
    private long timeOfRound(Env env) {
      long newest = Long.MIN_VALUE;
      for (Entry entry : store.entries()) {
        newest = Math.max(newest, entry.stamp().time());
      }
      return Math.max(newest, env.clock().wallNanos() - AGAIN.toNanos());
    }

    /** A store without those tombstones. */
    private void dropOld(long now) {
      EntryStore kept = new EntryStore(DEPTH);
      for (Entry entry : store.entries()) {
        long from = entry.isDeleted() ? since.computeIfAbsent(entry.key(), _ -> now) : now;
        if (now - from <= GRACE.toNanos()) {
          kept.take(entry);
        }
      }
      if (kept.size() < store.size()) {
        store = kept;
        sync = null;
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Write(var entry) ->
            env.send(from, new Written(entry, store.write(entry), store.promised()));
        case Order order -> {
          boolean isDone =
              switch (order) {
                case Order.Promise(var time) ->
                    store.promise(time, env.clock().wallNanos() + APART.toNanos());
                case Order.Settle(var time) -> {
                  store.settle(time);
                  yield true;
                }
              };
          if (isDone) {
            env.send(from, new Done(order));
          }
        }
        case Done(var order) -> {
          if (round != null) {
            round.acknowledged(from.name(), order);
          }
        }
        case RepairMessage.Question question -> env.send(from, RangeSync.answer(store, question));
        case RepairMessage answer -> {
          if (round != null) {
            round.answered(from.name(), answer, env.nanoTime());
          }
          if (sync != null && from.name().equals(with)) {
            sync.received(answer, env.nanoTime());
          }
        }
        default -> throw new IllegalArgumentException("unexpected " + message);
      }
    }
  }
}

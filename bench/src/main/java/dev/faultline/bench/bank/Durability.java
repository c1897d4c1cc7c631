package dev.faultline.bench.bank;

import dev.faultline.bench.bank.Caller.Answer;
import dev.faultline.bench.bank.Caller.Ask;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Store;
import dev.faultline.core.SystemModel;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What a server owes after a crash: a counter whose clients were told how far it came. */
final class Durability {
  private Durability() {}

  static List<Planted> bugs() {
    return List.of(
        new Planted(
            "acknowledge before write",
            "Gray, Reuter: Transaction Processing (1993), 10.3, the write-ahead rule",
            (stage, planted) ->
                counter(
                    stage,
                    Durability::one,
                    (env, n, ack) -> {
                      if (planted) {
                        ack.run();
                        put(env, n);
                      } else {
                        put(env, n);
                        ack.run();
                      }
                    })),
        new Planted(
            "acknowledge before sync",
            "Zheng et al.: Torturing Databases for Fun and Profit (OSDI 2014)",
            (stage, planted) ->
                counter(
                    stage,
                    Durability::one,
                    (env, n, ack) -> {
                      env.store().put("x", n);
                      if (planted) {
                        ack.run();
                      }
                      env.store().sync();
                      if (!planted) {
                        ack.run();
                      }
                    })),
        new Planted(
            "two syncs that must be one",
            "Pillai et al.: All File Systems Are Not Created Equal (OSDI 2014)",
            (stage, planted) ->
                counter(
                    stage,
                    store -> planted ? equal(stage, store) : one(store),
                    (env, n, ack) -> {
                      put(env, n);
                      if (planted) {
                        env.store().put("y", n);
                        env.store().sync();
                      }
                      ack.run();
                    })),
        new Planted(
            "torn double write",
            "Mohan et al.: ARIES (TODS 1992), and the doublewrite buffer of InnoDB",
            (stage, planted) ->
                counter(
                    stage,
                    store -> {
                      if (!planted && store.get("intent") instanceof Long intent) {
                        store.put("x", intent);
                        store.put("y", intent);
                        store.sync();
                      }
                      return equal(stage, store);
                    },
                    (env, n, ack) -> {
                      if (!planted) {
                        env.store().put("intent", n);
                        env.store().sync();
                      }
                      env.store().put("x", n);
                      env.store().put("y", n);
                      env.store().sync();
                      ack.run();
                    })),
        new Planted(
            "retried sync",
            "Rebello et al.: Can Applications Recover from fsync Failures? (USENIX ATC 2020)",
            (stage, planted) -> {
              stage.world.model(
                  SystemModel.partiallySynchronous()
                      .crashRecovery(1)
                      .fairLossLinks()
                      .failingSyncs());
              counter(
                  stage,
                  Durability::one,
                  (env, n, ack) -> {
                    env.store().put("x", n);
                    boolean durable = false;
                    while (!durable) {
                      try {
                        env.store().sync();
                        durable = true;
                      } catch (UncheckedIOException e) {
                        if (!planted) {
                          env.store().put("x", n);
                        }
                      }
                    }
                    ack.run();
                  });
            }),
        new Planted(
            "partial batch",
            "Helland: Life beyond Distributed Transactions (CIDR 2007)",
            Durability::partialBatch),
        new Planted(
            "snapshot without its log position",
            "Ongaro: Consensus: Bridging Theory and Practice (2014), 5.1",
            Durability::snapshotPosition),
        new Planted(
            "snapshot ahead of the log",
            "Mohan et al.: ARIES (TODS 1992): a page may not be newer on disk than its log",
            Durability::snapshotAhead),
        new Planted(
            "ids that begin anew",
            "Twitter Snowflake (2010); Kleppmann: Designing Data-Intensive Applications, 9.2",
            Durability::idsAgain),
        new Planted(
            "ids by wall clock",
            "Twitter Snowflake (2010): a clock that goes back gives ids twice",
            Durability::idsByClock));
  }

  private interface Save {
    void save(Env env, long n, Runnable acknowledge);
  }

  private static void counter(Stage stage, ToLongFunction<Store> load, Save save) {
    long[] acknowledged = {0};
    Address server =
        stage.node(
            "srv",
            () ->
                new Node() {
                  private long n;

                  @Override
                  public void start(Env env) {
                    n = load.applyAsLong(env.store());
                    stage.require(
                        n >= acknowledged[0],
                        "acknowledged " + acknowledged[0] + ", found " + n + " after a restart");
                  }

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask ask) {
                      n++;
                      save.save(env, n, () -> env.send(from, new Answer(ask.id(), n)));
                    }
                  }
                });
    stage.client(
        "client",
        Caller.of(
            server,
            env -> "increment",
            (ask, n) -> acknowledged[0] = Math.max(acknowledged[0], (Long) n)));
  }

  private static void put(Env env, long n) {
    env.store().put("x", n);
    env.store().sync();
  }

  private static long one(Store store) {
    return store.get("x") instanceof Long n ? n : 0;
  }

  private static long equal(Stage stage, Store store) {
    long y = store.get("y") instanceof Long n ? n : 0;
    stage.require(one(store) == y, "x is " + one(store) + " and y is " + y + " after a restart");
    return y;
  }

  /** Three items that belong together. */
  private static void partialBatch(Stage stage, boolean planted) {
    counter(
        stage,
        store -> {
          int items = store.range("item", "item~").size();
          stage.require(items % 3 == 0, "a part of a batch is there after a restart: " + items);
          return planted ? items / 3 : one(store);
        },
        (env, n, ack) -> {
          if (planted) {
            for (int i = 0; i < 3; i++) {
              env.store().put("item" + n + "." + i, n);
            }
          } else {
            env.store().put("x", n);
          }
          env.store().sync();
          ack.run();
        });
  }

  private record Snapshot(long count, long upTo) {}

  private static long logged(Store store) {
    return store.range("log", "log~").size();
  }

  /**
   * What a process that was killed wrote is there and need not be durable. Whoever goes on behind
   * it without a sync gets a hole in the log when the machine crashes and only the later write
   * survives.
   */
  private static void settle(Store store) {
    store.sync();
  }

  private static String log(long index) {
    return "log" + (1_000_000 + index);
  }

  private static void snapshotPosition(Stage stage, boolean planted) {
    counter(
        stage,
        store -> {
          settle(store);
          Snapshot snapshot =
              planted
                  ? new Snapshot(longAt(store, "count"), longAt(store, "upTo"))
                  : store.get("snapshot") instanceof Snapshot s ? s : new Snapshot(0, 0);
          long n = snapshot.count() + logged(store) - snapshot.upTo();
          stage.require(n == logged(store), "replayed to " + n + " from a log of " + logged(store));
          return n;
        },
        (env, n, ack) -> {
          Store store = env.store();
          store.put(log(n), n);
          store.sync();
          ack.run();
          if (n % 5 == 0 && planted) {
            store.put("count", n);
            store.sync();
            store.put("upTo", n);
            store.sync();
          } else if (n % 5 == 0) {
            store.put("snapshot", new Snapshot(n, n));
            store.sync();
          }
        });
  }

  private static long longAt(Store store, String key) {
    return store.get(key) instanceof Long n ? n : 0;
  }

  /**
   * Two commands share a sync, and each fourth is followed by a snapshot. What a snapshot covers
   * has to be in the log before it: otherwise the state holds a command that was never logged.
   */
  private static void snapshotAhead(Stage stage, boolean planted) {
    long[] next = {0};
    List<Runnable> waiting = new ArrayList<>();
    counter(
        stage,
        store -> {
          waiting.clear();
          settle(store);
          Snapshot snapshot = store.get("snapshot") instanceof Snapshot s ? s : new Snapshot(0, 0);
          long last = 0;
          long replayed = 0;
          for (Object index : store.range("log", "log~").values()) {
            last = (Long) index;
            replayed += last > snapshot.upTo() ? 1 : 0;
          }
          stage.require(
              snapshot.upTo() <= last,
              "the snapshot is at " + snapshot.upTo() + " and the log ends at " + last);
          next[0] = last;
          return snapshot.count() + replayed;
        },
        (env, n, ack) -> {
          Store store = env.store();
          long index = ++next[0];
          store.put(log(index), index);
          waiting.add(ack);
          if (index % 4 == 0) {
            if (!planted) {
              store.sync();
            }
            store.put("snapshot", new Snapshot(n, index));
          } else if (index % 2 == 1) {
            store.sync();
            List.copyOf(waiting).forEach(Runnable::run);
            waiting.clear();
          }
        });
  }

  private static void unique(Stage stage, java.util.function.Supplier<Node> server) {
    java.util.Set<Object> given = new java.util.TreeSet<>();
    Address srv = stage.node("srv", server);
    for (int i = 1; i <= 2; i++) {
      stage.client(
          "client" + i,
          Caller.of(
              srv,
              env -> "id",
              (ask, id) -> stage.require(given.add(id), "id " + id + " was given twice")));
    }
  }

  private static void idsAgain(Stage stage, boolean planted) {
    unique(
        stage,
        () ->
            new Node() {
              private long next;
              private long reserved;

              @Override
              public void start(Env env) {
                next = planted ? 0 : longAt(env.store(), "reserved");
                reserved = next;
              }

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Ask ask) {
                  if (!planted && next == reserved) {
                    reserved += 100;
                    env.store().put("reserved", reserved);
                    env.store().sync();
                  }
                  env.send(from, new Answer(ask.id(), ++next));
                }
              }
            });
  }

  /** An id is a millisecond and a number within it. */
  private static void idsByClock(Stage stage, boolean planted) {
    unique(
        stage,
        () ->
            new Node() {
              private long millis;
              private long number;
              private long reserved;

              @Override
              public void start(Env env) {
                reserved = longAt(env.store(), "reserved");
                millis = planted ? 0 : reserved;
              }

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Ask ask) {
                  long clock = env.clock().wallNanos() / 1_000_000;
                  long now = planted ? clock : Math.max(clock, millis);
                  number = now == millis ? number + 1 : 0;
                  millis = now;
                  if (!planted && millis >= reserved) {
                    reserved = millis + 1_000;
                    env.store().put("reserved", reserved);
                    env.store().sync();
                  }
                  env.send(from, new Answer(ask.id(), millis * 1_000 + number));
                }
              }
            });
  }
}

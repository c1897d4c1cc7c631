package dev.faultline.bench.bank;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Registers on several replicas, which clients read and write by quorum. */
final class Registers {
  private Registers() {}

  static List<Planted> bugs() {
    return List.of(
        new Planted(
            "read and write quorums that miss each other",
            "Gifford: Weighted Voting for Replicated Data (SOSP 1979)",
            (stage, planted) -> sequential(stage, 4, planted ? 2 : 3)),
        new Planted(
            "read without write-back",
            "Attiya, Bar-Noy, Dolev: Sharing Memory Robustly in Message-Passing Systems (JACM"
                + " 1995)",
            Registers::withoutWriteBack),
        new Planted(
            "read repair resurrects a delete",
            "Apache Cassandra documentation: tombstones and gc_grace_seconds",
            Registers::resurrection),
        new Planted(
            "tombstone dropped",
            "DeCandia et al.: Dynamo (SOSP 2007); CASSANDRA-1316 and its like",
            Registers::tombstone));
  }

  /** A value; a higher version is newer, null is a tombstone. */
  private record Cell(long version, @Nullable Long value) {}

  private record Read(long phase) {}

  private record Store(long phase, @Nullable Cell cell) {}

  private record Reply(long phase, @Nullable Cell cell) {}

  private static final Cell NOTHING = new Cell(0, null);

  /** Keeps the newest cell; a store without a cell removes what is there. */
  private static final class Replica implements Node {
    private @Nullable Cell cell;

    @Override
    public void start(Env env) {
      cell = env.store().get("cell") instanceof Cell kept ? kept : null;
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      Cell now = cell;
      switch (message) {
        case Read(var phase) -> env.send(from, new Reply(phase, now));
        case Store(var phase, var stored) -> {
          if (stored == null) {
            cell = null;
            env.store().remove("cell");
            env.store().sync();
          } else if (now == null || stored.version() > now.version()) {
            cell = stored;
            env.store().put("cell", stored);
            env.store().sync();
          }
          env.send(from, new Reply(phase, cell));
        }
        default -> {}
      }
    }
  }

  /** One phase after the other: a message to all, again and again until enough have answered. */
  private abstract static class Quorum implements Node {
    private final List<Address> replicas;
    private final int enough;
    private final Map<String, Cell> replies = new TreeMap<>();
    private long phase;
    private @Nullable Object asked;
    private @Nullable Consumer<Map<String, Cell>> then;

    Quorum(List<Address> replicas, int enough) {
      this.replicas = replicas;
      this.enough = enough;
    }

    abstract void next(Env env);

    final void pause(Env env) {
      env.timer((1 + env.random().nextInt(15)) * 1_000_000L, "next");
    }

    @Override
    public final void start(Env env) {
      pause(env);
    }

    @Override
    public final void timer(Env env, Object tag) {
      if (tag.equals("next")) {
        next(env);
      } else if (tag.equals(phase) && then != null) {
        send(env);
      }
    }

    final void read(Env env, Consumer<Map<String, Cell>> then) {
      begin(env, new Read(++phase), then);
    }

    final void store(Env env, @Nullable Cell cell, Consumer<Map<String, Cell>> then) {
      begin(env, new Store(++phase, cell), then);
    }

    private void begin(Env env, Object message, Consumer<Map<String, Cell>> then) {
      this.asked = message;
      this.then = then;
      replies.clear();
      send(env);
    }

    private void send(Env env) {
      Object message = asked;
      if (message != null) {
        replicas.forEach(each -> env.send(each, message));
        env.timer(30_000_000L, phase);
      }
    }

    @Override
    public final void receive(Env env, Address from, Object message) {
      Consumer<Map<String, Cell>> done = then;
      if (message instanceof Reply(var of, var cell) && of == phase && done != null) {
        replies.put(from.name(), cell == null ? NOTHING : cell);
        if (replies.size() >= enough) {
          then = null;
          done.accept(new TreeMap<>(replies));
        }
      }
    }

    static Cell newest(Map<String, Cell> replies) {
      Cell newest = NOTHING;
      for (Cell cell : replies.values()) {
        newest = cell.version() > newest.version() ? cell : newest;
      }
      return newest;
    }
  }

  private static void sequential(Stage stage, int count, int enough) {
    List<Address> replicas = stage.nodes(count, "r", Replica::new);
    stage.client(
        "client",
        new Quorum(replicas, enough) {
          private long written;

          @Override
          void next(Env env) {
            store(
                env,
                new Cell(written + 1, written + 1),
                stored -> {
                  written++;
                  read(
                      env,
                      found -> {
                        stage.require(
                            newest(found).version() >= written,
                            "read " + newest(found) + " after " + written + " was written");
                        pause(env);
                      });
                });
          }
        });
  }

  private static void withoutWriteBack(Stage stage, boolean planted) {
    List<Address> replicas = stage.nodes(3, "r", Replica::new);
    stage.client(
        "writer",
        new Quorum(replicas, 2) {
          private long written;

          @Override
          void next(Env env) {
            written++;
            store(env, new Cell(written, written), stored -> pause(env));
          }
        });
    long[] seen = {0};
    for (int i = 1; i <= 2; i++) {
      stage.client(
          "reader" + i,
          new Quorum(replicas, 2) {
            @Override
            void next(Env env) {
              long before = seen[0];
              read(
                  env,
                  found -> {
                    Cell newest = newest(found);
                    if (planted || newest.version() == 0) {
                      returned(env, before, newest);
                    } else {
                      store(env, newest, stored -> returned(env, before, newest));
                    }
                  });
            }

            private void returned(Env env, long before, Cell newest) {
              stage.require(
                  newest.version() >= before,
                  "read " + newest + " when " + before + " had been read");
              seen[0] = Math.max(seen[0], newest.version());
              pause(env);
            }
          });
    }
  }

  /** Writes, deletes, and reads with repair, one after the other. */
  private static void resurrection(Stage stage, boolean planted) {
    List<Address> replicas = stage.nodes(3, "r", Replica::new);
    stage.client(
        "client",
        new Quorum(replicas, 2) {
          private long version;

          @Override
          void next(Env env) {
            version++;
            store(
                env,
                new Cell(version, version),
                stored -> {
                  version++;
                  store(env, planted ? null : new Cell(version, null), gone -> look(env));
                });
          }

          private void look(Env env) {
            read(
                env,
                found -> {
                  Cell newest = newest(found);
                  stage.require(newest.value() == null, newest + " is back after its delete");
                  pause(env);
                });
          }
        });
  }

  private record Gossip(Map<Long, Cell> cells) {}

  private record Put(long key) {}

  private record Delete(long key) {}

  /** Two replicas that tell each other all they have. */
  private static void tombstone(Stage stage, boolean planted) {
    stage.world.model(SystemModel.partiallySynchronous().fairLossLinks());
    final class Gossiper implements Node {
      private final TreeMap<Long, Cell> cells = new TreeMap<>();
      private final List<Long> deleted = new ArrayList<>();

      @Override
      public void start(Env env) {
        env.timer(30_000_000L, "gossip");
      }

      @Override
      public void timer(Env env, Object tag) {
        String other = env.self().name().equals("r1") ? "r2" : "r1";
        env.send(env.address(other), new Gossip(new TreeMap<>(cells)));
        start(env);
      }

      @Override
      public void receive(Env env, Address from, Object message) {
        switch (message) {
          case Put(var key) -> cells.putIfAbsent(key, new Cell(1, key));
          case Delete(var key) -> {
            deleted.add(key);
            if (planted) {
              cells.remove(key);
            } else {
              cells.put(key, new Cell(2, null));
            }
          }
          case Gossip(var theirs) ->
              theirs.forEach((key, cell) -> {
                Cell mine = cells.get(key);
                if (mine == null || cell.version() > mine.version()) {
                  cells.put(key, cell);
                  stage.require(
                      cell.value() == null || !deleted.contains(key),
                      "key " + key + " is back after its delete");
                }
              });
          default -> {}
        }
      }
    }

    List<Address> replicas = stage.nodes(2, "r", Gossiper::new);
    stage.client(
        "client",
        new Node() {
          private long key;

          @Override
          public void start(Env env) {
            env.timer(50_000_000L, "put");
          }

          @Override
          public void timer(Env env, Object tag) {
            if (tag.equals("put")) {
              env.send(replicas.get(0), new Put(++key));
              env.timer(45_000_000L, "delete");
              start(env);
            } else if (key < 40) {
              env.send(replicas.get(0), new Delete(key));
            }
          }
        });
  }
}

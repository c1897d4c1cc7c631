package dev.faultline.bench.bank;

import dev.faultline.bench.bank.Caller.Answer;
import dev.faultline.bench.bank.Caller.Ask;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A primary and those that follow it. */
final class Replication {
  private Replication() {}

  static List<Planted> bugs() {
    return List.of(
        new Planted(
            "acknowledge before replicate",
            "Kingsbury: Jepsen: Redis (2013); MySQL documentation, semisynchronous replication",
            Replication::acknowledgeFirst),
        new Planted(
            "reordering assumed away",
            "Lamport: Time, Clocks, and the Ordering of Events (CACM 1978)",
            Replication::reordering),
        new Planted(
            "loss assumed away",
            "Bartlett, Scantlebury, Wilkinson: Reliable Full-Duplex Transmission (CACM 1969)",
            Replication::loss),
        new Planted(
            "order inverted by a retry queue",
            "Apache Kafka documentation, max.in.flight.requests.per.connection",
            Replication::retryQueue),
        new Planted(
            "own write not read",
            "Terry et al.: Session Guarantees for Weakly Consistent Replicated Data (PDIS 1994)",
            (stage, planted) -> followers(stage, planted, true)),
        new Planted(
            "reads that go back in time",
            "Terry et al.: Session Guarantees (PDIS 1994), monotonic reads",
            (stage, planted) -> followers(stage, planted, false)),
        new Planted(
            "local read of a deposed leader",
            "Kingsbury: Jepsen: etcd and Consul (2014); Ongaro: Consensus (2014), 6.4",
            (stage, planted) -> views(stage, planted, false)),
        new Planted(
            "split brain",
            "Bailis, Kingsbury: The Network is Reliable (CACM 2014)",
            (stage, planted) -> views(stage, false, planted)),
        new Planted(
            "lost generation",
            "Apache Kafka, KAFKA-2017 and KIP-98: commits of zombie members",
            Replication::generation),
        new Planted(
            "stale heartbeat",
            "Chandra, Toueg: Unreliable Failure Detectors (JACM 1996); Aguilera et al.:"
                + " Heartbeat (WDAG 1997)",
            Replication::heartbeat),
        new Planted(
            "handoff that deletes first",
            "Corbett et al.: Spanner (OSDI 2012), 2.2: movedir; MongoDB documentation, chunk"
                + " migration",
            Replication::handoff));
  }

  private record Update(long version) {}

  private record Fetch(int incarnation) {}

  private record State(int incarnation, long version) {}

  private record Applied(long version) {}

  /** The primary keeps its state in memory, and the backup on disk. */
  private static void acknowledgeFirst(Stage stage, boolean planted) {
    long[] acknowledged = {0};
    Address backup =
        stage.node(
            "backup",
            () ->
                new Node() {
                  private long version;

                  @Override
                  public void start(Env env) {
                    version = env.store().get("version") instanceof Long kept ? kept : 0;
                  }

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    switch (message) {
                      case Update(var newer) -> {
                        if (newer > version) {
                          version = newer;
                          env.store().put("version", version);
                          env.store().sync();
                        }
                        env.send(from, new Applied(version));
                      }
                      case Fetch(var incarnation) ->
                          env.send(from, new State(incarnation, version));
                      default -> {}
                    }
                  }
                });
    Address primary =
        stage.node(
            "primary",
            () ->
                new Node() {
                  private long version = -1;
                  private final Map<Long, Runnable> waiting = new TreeMap<>();

                  @Override
                  public void start(Env env) {
                    env.timer(1_000_000L, "fetch");
                  }

                  @Override
                  public void timer(Env env, Object tag) {
                    if (version < 0) {
                      env.send(backup, new Fetch(env.incarnation()));
                    } else if (!waiting.isEmpty()) {
                      env.send(backup, new Update(version));
                    }
                    env.timer(20_000_000L, "fetch");
                  }

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    switch (message) {
                      case State(var incarnation, var found) -> {
                        if (incarnation == env.incarnation() && version < 0) {
                          version = found;
                          stage.require(
                              version >= acknowledged[0],
                              "acknowledged "
                                  + acknowledged[0]
                                  + ", and the primary went on from "
                                  + version);
                        }
                      }
                      case Ask ask when version >= 0 -> {
                        long mine = ++version;
                        Runnable answer = () -> env.send(from, new Answer(ask.id(), mine));
                        if (planted) {
                          answer.run();
                        } else {
                          waiting.put(mine, answer);
                        }
                        env.send(backup, new Update(mine));
                      }
                      case Applied(var there) -> {
                        while (!waiting.isEmpty() && there >= firstWaiting()) {
                          Runnable answer = waiting.remove(firstWaiting());
                          if (answer != null) {
                            answer.run();
                          }
                        }
                      }
                      default -> {}
                    }
                  }

                  private long firstWaiting() {
                    return waiting.keySet().iterator().next();
                  }
                });
    stage.client(
        "client",
        Caller.of(
            primary,
            env -> "write",
            (ask, version) -> acknowledged[0] = Math.max(acknowledged[0], (Long) version)));
  }

  private static void reordering(Stage stage, boolean planted) {
    stage.world.model(SystemModel.partiallySynchronous().fairLossLinks());
    Address replica =
        stage.node(
            "replica",
            () ->
                new Node() {
                  private long version;

                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Update(var newer) && (planted || newer > version)) {
                      stage.require(
                          newer >= version, "version " + version + " gave way to " + newer);
                      version = newer;
                    }
                  }
                });
    stage.node(
        "primary",
        () ->
            new Node() {
              private long version;

              @Override
              public void start(Env env) {
                env.timer((1 + env.random().nextInt(20)) * 1_000_000L, "update");
              }

              @Override
              public void timer(Env env, Object tag) {
                env.send(replica, new Update(++version));
                start(env);
              }
            });
  }

  private static void loss(Stage stage, boolean planted) {
    stage.world.model(SystemModel.partiallySynchronous().fairLossLinks());
    long[] sum = {0};
    Address replica =
        stage.node(
            "replica",
            () ->
                new Node() {
                  private long last;

                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Update(var number)) {
                      if (planted ? number > last : number == last + 1) {
                        last = number;
                        sum[0]++;
                        stage.require(sum[0] == last, sum[0] + " of " + last + " were applied");
                      }
                      env.send(from, new Applied(last));
                    }
                  }
                });
    stage.node(
        "primary",
        () ->
            new Node() {
              private long last;
              private long applied;

              @Override
              public void start(Env env) {
                env.timer((1 + env.random().nextInt(20)) * 1_000_000L, "update");
              }

              @Override
              public void timer(Env env, Object tag) {
                last++;
                for (long n = planted ? last : applied + 1; n <= Math.min(last, applied + 5); n++) {
                  env.send(replica, new Update(n));
                }
                start(env);
              }

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Applied(var there)) {
                  applied = Math.max(applied, there);
                }
              }
            });
  }

  /** One item is on its way at a time. */
  private static void retryQueue(Stage stage, boolean planted) {
    stage.world.model(SystemModel.partiallySynchronous().fairLossLinks());
    Address receiver =
        stage.node(
            "receiver",
            () ->
                new Node() {
                  private final Set<Long> seen = new TreeSet<>();

                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Update(var item)) {
                      if (seen.add(item)) {
                        stage.require(
                            item == 1 || seen.contains(item - 1),
                            "item " + item + " came before " + (item - 1));
                      }
                      env.send(from, new Applied(item));
                    }
                  }
                });
    stage.node(
        "sender",
        () ->
            new Node() {
              private final ArrayDeque<Long> queue = new ArrayDeque<>();
              private long last;

              @Override
              public void start(Env env) {
                env.timer(1_000_000L, "item");
                env.timer(1_000_000L, "send");
              }

              @Override
              public void timer(Env env, Object tag) {
                if (tag.equals("item")) {
                  queue.add(++last);
                  env.timer(25_000_000L, "item");
                  return;
                }
                Long head = queue.peek();
                if (head != null) {
                  if (tag.equals("late") && planted) {
                    queue.add(queue.remove());
                  }
                  env.send(receiver, new Update(queue.element()));
                }
                env.timer(30_000_000L, "late");
              }

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Applied(var item)
                    && Long.valueOf(item).equals(queue.peek())) {
                  queue.remove();
                  Long next = queue.peek();
                  if (next != null) {
                    env.send(receiver, new Update(next));
                  }
                }
              }
            });
  }

  /** The primary tells two followers of each write; the client carries the version it has seen. */
  private static void followers(Stage stage, boolean planted, boolean ownWrites) {
    stage.world.model(SystemModel.partiallySynchronous().fairLossLinks());
    Function<List<Address>, Node> server =
        others ->
            new Node() {
              private long version;

              @Override
              public void start(Env env) {}

              @Override
              public void receive(Env env, Address from, Object message) {
                switch (message) {
                  case Update(var newer) -> version = Math.max(version, newer);
                  case Ask(var client, var id, Update(var least)) -> {
                    if (planted || version >= least) {
                      env.send(from, new Answer(id, version));
                    }
                  }
                  case Ask(var client, var id, var write) -> {
                    version++;
                    others.forEach(each -> env.send(each, new Update(version)));
                    env.send(from, new Answer(id, version));
                  }
                  default -> {}
                }
              }
            };
    List<Address> followers = stage.nodes(2, "follower", () -> server.apply(List.of()));
    Address primary = stage.node("primary", () -> server.apply(followers));
    long[] seen = {0};
    boolean[] writes = {true};
    Caller.Route route =
        env -> writes[0] ? primary : followers.get(env.random().nextInt(followers.size()));
    stage.client(
        "client",
        new Caller(
            route,
            env -> {
              writes[0] = env.random().nextInt(ownWrites ? 2 : 4) == 0;
              return writes[0] ? "write" : new Update(seen[0]);
            },
            (ask, answer) -> {
              long version = (Long) answer;
              if (ask instanceof Update) {
                stage.require(version >= seen[0], "read " + version + " after " + seen[0]);
              }
              if (ownWrites || ask instanceof Update) {
                seen[0] = Math.max(seen[0], version);
              }
            },
            false));
  }

  private record Beat(int view, String leader) {}

  private record Propose(int view, long version) {}

  private record Agree(int view, long version) {}

  private record NewView(int view) {}

  private record InView(int view, long version) {}

  /**
   * Three servers, and a leader for each view: who hears nothing of it begins the next one. A write
   * and a read need a majority in the leader's view.
   */
  private static void views(Stage stage, boolean localRead, boolean minority) {
    stage.world.model(SystemModel.partiallySynchronous().fairLossLinks());
    long[] acknowledged = {0};
    int enough = minority ? 1 : 2;

    final class Server implements Node {
      private int view;
      private long version;
      private boolean leading;
      private boolean beaten;
      private final Map<String, Long> joined = new TreeMap<>();
      private final Set<String> agreed = new TreeSet<>();
      private @Nullable Runnable pending;

      @Override
      public void start(Env env) {
        env.timer((60 + env.random().nextInt(60)) * 1_000_000L, "check");
        env.timer(20_000_000L, "beat");
      }

      private void all(Env env, Object message) {
        for (int i = 1; i <= 3; i++) {
          if (!env.self().name().equals("s" + i)) {
            env.send(env.address("s" + i), message);
          }
        }
      }

      @Override
      public void timer(Env env, Object tag) {
        if (tag.equals("beat")) {
          if (leading) {
            all(env, new Beat(view, env.self().name()));
          }
          env.timer(20_000_000L, "beat");
          return;
        }
        if (!leading && !beaten) {
          int me = env.self().name().charAt(1) - '0';
          // A view belongs to one server: 3, 6, 9 to the third, and so on.
          enter((view / 3 + 1) * 3 + me);
          joined.clear();
          joined.put(env.self().name(), version);
          joined(env);
          all(env, new NewView(view));
        }
        beaten = false;
        env.timer((60 + env.random().nextInt(60)) * 1_000_000L, "check");
      }

      private void enter(int newer) {
        view = newer;
        leading = false;
        pending = null;
      }

      private void joined(Env env) {
        if (!leading && joined.size() >= enough) {
          leading = true;
          joined.values().forEach(each -> version = Math.max(version, each));
          all(env, new Beat(view, env.self().name()));
        }
      }

      @Override
      public void receive(Env env, Address from, Object message) {
        switch (message) {
          case Beat(var of, var leader) -> {
            if (of > view) {
              enter(of);
            }
            beaten |= of == view;
          }
          case NewView(var of) -> {
            if (of > view) {
              enter(of);
              beaten = true;
              env.send(from, new InView(of, version));
            }
          }
          case InView(var of, var theirs) -> {
            if (of == view && !leading && view % 3 == (env.self().name().charAt(1) - '0') % 3) {
              joined.put(from.name(), theirs);
              joined(env);
            }
          }
          case Propose(var of, var newer) -> {
            if (of >= view) {
              if (of > view) {
                enter(of);
              }
              beaten = true;
              version = Math.max(version, newer);
              env.send(from, new Agree(of, newer));
            }
          }
          case Agree(var of, var newer) -> {
            Runnable done = pending;
            if (leading && of == view && newer == version && done != null) {
              agreed.add(from.name());
              if (agreed.size() >= enough - 1) {
                pending = null;
                done.run();
              }
            }
          }
          case Ask(var client, var id, var what) -> {
            if (leading && pending == null) {
              boolean write = what.equals("write");
              version += write ? 1 : 0;
              long mine = version;
              Runnable done = () -> env.send(from, new Answer(id, mine));
              if ((!write && localRead) || enough == 1) {
                done.run();
                all(env, new Propose(view, mine));
              } else {
                agreed.clear();
                pending = done;
                all(env, new Propose(view, mine));
              }
            }
          }
          default -> {}
        }
      }
    }

    List<Address> servers = stage.nodes(3, "s", Server::new);
    for (int i = 1; i <= 3; i++) {
      long[] before = {0};
      stage.client(
          "client" + i,
          new Caller(
              env -> servers.get(env.random().nextInt(3)),
              env -> {
                before[0] = acknowledged[0];
                return env.random().nextInt(3) == 0 ? "write" : "read";
              },
              (ask, answer) -> {
                long version = (Long) answer;
                boolean write = ask.equals("write");
                stage.require(
                    write ? version > before[0] : version >= before[0],
                    "a " + ask + " led to " + version + " after " + before[0]);
                acknowledged[0] = Math.max(acknowledged[0], version);
              },
              false));
    }
  }

  private record Assigned(int generation, long offset) {}

  private record Commit(int generation, long offset) {}

  /**
   * A coordinator gives one partition to one of two workers, and takes it away from silent ones.
   */
  private static void generation(Stage stage, boolean planted) {
    stage.world.model(SystemModel.partiallySynchronous().fairLossLinks());
    Address coordinator =
        stage.node(
            "coordinator",
            () ->
                new Node() {
                  private int generation;
                  private long offset;
                  private boolean heard;

                  @Override
                  public void start(Env env) {
                    env.timer(50_000_000L, "check");
                  }

                  @Override
                  public void timer(Env env, Object tag) {
                    if (!heard) {
                      generation++;
                    }
                    heard = false;
                    Address owner = env.address("worker" + (generation % 2 + 1));
                    env.send(owner, new Assigned(generation, offset));
                    start(env);
                  }

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Commit(var of, var committed)) {
                      if (of == generation) {
                        heard = true;
                        offset = Math.max(offset, committed);
                      } else if (planted) {
                        stage.require(
                            committed >= offset,
                            "a commit of generation " + of + " took the offset back");
                        offset = committed;
                      }
                    }
                  }
                });
    stage.nodes(
        2,
        "worker",
        () ->
            new Node() {
              private int generation;
              private long offset;

              @Override
              public void start(Env env) {
                env.timer(10_000_000L, "work");
              }

              @Override
              public void timer(Env env, Object tag) {
                if (generation > 0) {
                  env.send(coordinator, new Commit(generation, ++offset));
                }
                env.timer((5 + env.random().nextInt(20)) * 1_000_000L, "work");
              }

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Assigned(var of, var at) && of > generation) {
                  generation = of;
                  offset = at;
                }
              }
            });
  }

  private record Alive(int incarnation, long count) {}

  /**
   * A monitor that must not take a server for restarted into an older life: late heartbeats of a
   * life that is over say nothing.
   */
  private static void heartbeat(Stage stage, boolean planted) {
    int[] living = {0};
    Address monitor =
        stage.client(
            "monitor",
            new Node() {
              private int incarnation;

              @Override
              public void start(Env env) {}

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Alive(var of, var count) && (planted || of >= incarnation)) {
                  stage.require(
                      of >= incarnation,
                      "life " + of + " is taken for alive, and life " + living[0] + " is");
                  incarnation = of;
                }
              }
            });
    stage.node(
        "server",
        () ->
            new Node() {
              private long count;

              @Override
              public void start(Env env) {
                living[0] = env.incarnation();
                env.send(monitor, new Alive(env.incarnation(), ++count));
                env.timer(5_000_000L, "beat");
              }

              @Override
              public void timer(Env env, Object tag) {
                start(env);
              }
            });
  }

  private record Move(long key) {}

  private record Moved(long key) {}

  /** Keys move from one shard to the other; each has to be on a disk at any time. */
  private static void handoff(Stage stage, boolean planted) {
    Set<Long> durable = new TreeSet<>();
    Address target =
        stage.node(
            "target",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Move(var key)) {
                      env.store().put("key" + key, key);
                      env.store().sync();
                      durable.add(key);
                      env.send(from, new Moved(key));
                    }
                  }
                });
    stage.node(
        "source",
        () ->
            new Node() {
              private long key;

              @Override
              public void start(Env env) {
                key = env.store().get("next") instanceof Long kept ? kept : 0;
                if (planted && key > 0) {
                  stage.require(
                      durable.contains(key), "key " + key + " is on neither disk after a restart");
                }
                env.timer(10_000_000L, "move");
              }

              @Override
              public void timer(Env env, Object tag) {
                if (planted) {
                  forget(env, ++key);
                }
                env.send(target, new Move(planted ? key : key + 1));
                env.timer(20_000_000L, "move");
              }

              @Override
              public void receive(Env env, Address from, Object message) {
                if (message instanceof Moved(var moved) && !planted && moved == key + 1) {
                  forget(env, ++key);
                  stage.require(durable.contains(key), "key " + key + " is on neither disk");
                }
              }

              private void forget(Env env, long gone) {
                env.store().put("next", gone);
                env.store().sync();
              }
            });
  }
}

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
            (stage, planted) -> followers(stage, planted, false)));
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
}

package dev.faultline.bench.bank;

import dev.faultline.bench.bank.Caller.Answer;
import dev.faultline.bench.bank.Caller.Ask;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who leads, who is alive and who has what: an older answer taken for a new one. */
final class Leadership {
  private Leadership() {}

  static List<Planted> bugs() {
    return List.of(
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
            Leadership::generation),
        new Planted(
            "stale heartbeat",
            "Chandra, Toueg: Unreliable Failure Detectors (JACM 1996); Aguilera et al.:"
                + " Heartbeat (WDAG 1997)",
            Leadership::heartbeat));
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
}

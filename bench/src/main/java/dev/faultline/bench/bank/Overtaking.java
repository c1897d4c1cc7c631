package dev.faultline.bench.bank;

import dev.faultline.bench.bank.Caller.Answer;
import dev.faultline.bench.bank.Caller.Ask;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What overtakes that behind which it belongs. */
final class Overtaking {
  private Overtaking() {}

  static List<Planted> bugs() {
    return List.of(
        new Planted(
            "cancel overtakes its request",
            "Garcia-Molina, Salem: Sagas (SIGMOD 1987); Helland: Life beyond Distributed"
                + " Transactions (CIDR 2007)",
            Overtaking::cancelOvertakes),
        new Planted(
            "stale set",
            "Nishtala et al.: Scaling Memcache at Facebook (NSDI 2013), 3.2.1",
            Overtaking::staleSet),
        new Planted(
            "lost wakeup",
            "Birrell: An Introduction to Programming with Threads (1989)",
            Overtaking::lostWakeup),
        new Planted(
            "offset committed before the work",
            "Kreps, Narkhede, Rao: Kafka (NetDB 2011): at-most-once where at-least-once is meant",
            Overtaking::offsetFirst));
  }

  private record Booking(long trip, boolean cancel) {}

  private static void cancelOvertakes(Stage stage, boolean planted) {
    stage.world.model(SystemModel.asynchronous().links(Requests.noCrash().links()));
    Set<Long> booked = new TreeSet<>();
    Set<Long> cancelled = new TreeSet<>();
    Address hotel =
        stage.node(
            "hotel",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Booking(var trip, var cancel)) {
                      if (cancel) {
                        cancelled.add(trip);
                        booked.remove(trip);
                      } else if (planted || !cancelled.contains(trip)) {
                        booked.add(trip);
                      }
                      stage.require(
                          !booked.contains(trip) || !cancelled.contains(trip),
                          "trip " + trip + " is booked, and it was cancelled");
                    }
                  }
                });
    stage.node(
        "agency",
        () ->
            new Node() {
              private long trip;

              @Override
              public void start(Env env) {
                env.timer(20_000_000L, "book");
              }

              @Override
              public void timer(Env env, Object tag) {
                if (tag instanceof Long late) {
                  env.send(hotel, new Booking(late, true));
                } else {
                  env.send(hotel, new Booking(++trip, false));
                  env.timer(2_000_000L, trip);
                  start(env);
                }
              }
            });
  }

  private record Fill(long version, long lease) {}

  /** A cache beside a database: readers fill it, a writer deletes what it holds. */
  private static void staleSet(Stage stage, boolean planted) {
    stage.world.model(Requests.noCrash());
    long[] database = {0};
    long[] cached = {-1};
    long[] lease = {0};
    Address cache =
        stage.node(
            "cache",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask(var client, var id, var what)) {
                      if (what instanceof Fill(var version, var given)) {
                        if (planted || given == lease[0]) {
                          cached[0] = version;
                          stage.require(
                              version >= database[0] || lease[0] == given,
                              "the cache keeps " + version + " and the database " + database[0]);
                        }
                      } else if (what.equals("delete")) {
                        cached[0] = -1;
                        lease[0]++;
                      }
                      env.send(from, new Answer(id, cached[0] < 0 ? -1 - lease[0] : cached[0]));
                    }
                  }
                });
    stage.client(
        "writer",
        Caller.retrying(
            cache,
            env -> {
              database[0]++;
              return "delete";
            },
            (ask, answer) -> {}));
    for (int i = 1; i <= 2; i++) {
      @Nullable Fill[] fill = {null};
      stage.client(
          "reader" + i,
          Caller.of(
              cache,
              env -> {
                @Nullable Fill next = fill[0];
                fill[0] = null;
                return next == null ? "get" : next;
              },
              (ask, answer) -> {
                long value = (Long) answer;
                if (ask.equals("get") && value < 0) {
                  fill[0] = new Fill(database[0], -1 - value);
                }
              }));
    }
  }

  private static void lostWakeup(Stage stage, boolean planted) {
    stage.world.model(Requests.noCrash());
    long[] waiting = {0};
    boolean[] asleep = {false};
    long[] wanted = {0};
    Address queue =
        stage.node(
            "queue",
            () ->
                new Node() {
                  @Override
                  public void start(Env env) {}

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask(var client, var id, var what)) {
                      switch (what.toString()) {
                        case "put" -> {
                          waiting[0]++;
                          wanted[0]++;
                          // Whoever sleeps is woken, by a call that cannot get lost.
                          asleep[0] = false;
                        }
                        case "sleep" -> {
                          asleep[0] = planted || waiting[0] == 0;
                          stage.require(
                              !asleep[0] || waiting[0] == 0,
                              "the worker sleeps, and " + waiting[0] + " wait");
                        }
                        default -> waiting[0] = Math.max(0, waiting[0] - 1);
                      }
                      env.send(from, new Answer(id, waiting[0]));
                    }
                  }
                });
    stage.client("producer", Caller.of(queue, env -> "put", (ask, answer) -> {}));
    boolean[] empty = {false};
    stage.client(
        "worker",
        Caller.of(
            queue,
            env -> asleep[0] ? null : empty[0] ? "sleep" : "take",
            (ask, answer) -> empty[0] = ask.equals("take") && answer.equals(0L)));
  }

  /** A consumer of a log keeps how far it has come, and what it made of it, on its disk. */
  private static void offsetFirst(Stage stage, boolean planted) {
    Address consumer =
        stage.node(
            "consumer",
            () ->
                new Node() {
                  private long offset;

                  @Override
                  public void start(Env env) {
                    offset = env.store().get("offset") instanceof Long kept ? kept : 0;
                  }

                  @Override
                  public void receive(Env env, Address from, Object message) {
                    if (message instanceof Ask ask) {
                      offset++;
                      if (planted) {
                        keep(env, "offset");
                        keep(env, "work" + (1_000_000 + offset));
                      } else {
                        keep(env, "work" + (1_000_000 + offset));
                        keep(env, "offset");
                      }
                      long done = env.store().range("work", "work~").size();
                      stage.require(
                          done == offset, "at offset " + offset + ", and worked on " + done);
                      env.send(from, new Answer(ask.id(), offset));
                    }
                  }

                  private void keep(Env env, String key) {
                    env.store().put(key, offset);
                    env.store().sync();
                  }
                });
    stage.client("log", Caller.of(consumer, env -> "record", (ask, answer) -> {}));
  }
}
